"""What moderators do to a selection of posts or topics in one step: the acts, and moving and merging."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.moderation import author_acts, post_acts, tag_acts, topic_acts, topic_targets
from forum.moderation.acts import Act, Target
from forum.moderation.models import LogEntry
from forum.moderation.moving.merging import merge, merging
from forum.moderation.moving.places import MOST_POSTS, CannotMove
from forum.moderation.moving.splitting import split, splitting
from forum.pages.moderation.form_table import FORMS
from forum.pages.moderation.forms import ReasonForm
from forum.pages.moderation.moving_forms import MergeForm, SplitForm
from forum.posts.models import Post
from forum.refusals import Refusal
from forum.topics.models import Topic

MOST = 100  # things that an act is done to one after the other


@dataclass
class Outcome:
    """What came of a step: its log entries, to how many things it was done, and why not to others."""

    entries: list[LogEntry] = field(default_factory=list)
    done: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


Run = Callable[[User, Sequence[Any], dict[str, Any]], Outcome]


@dataclass(frozen=True)
class Step:
    act: Act[Any]
    form: type[ReasonForm]
    run: Run
    said: Any  # ngettext_lazy with %(count)d
    effect: str | Promise = ""
    most: int = MOST

    @property
    def name(self) -> str:
        return self.act.name

    def is_due(self, thing: Any) -> bool:
        return self.act.is_due(thing)

    def form_for(self, data: Any, *, by: User, things: Sequence[Any]) -> ReasonForm:
        return self.form(data, act=self.act, by=by, things=things, is_required=self.act.needs_reason)

    def dry_run(self, by: User, things: Sequence[Any], answers: dict[str, Any]) -> Outcome:
        """Do it, see what comes of it, and take all of it back before anybody has seen it."""
        with transaction.atomic():
            outcome = self.run(by, things, answers)
            transaction.set_rollback(True)
        return outcome

    def sentences(self, outcome: Outcome) -> list[str]:
        said = [str(self.said % {"count": outcome.done})] if outcome.done else []
        return said + [f"{count}: {why}" for why, count in outcome.left_out.items()]


def run_act(act: Act[Any]) -> Run:
    def run(by: User, things: Sequence[Any], answers: dict[str, Any]) -> Outcome:
        """Act on each in a transaction of its own, or all of them would lock rows in an order of their own."""
        outcome, step = Outcome(), uuid4()
        for thing in things:
            try:
                # A refusal takes back what it has done alone, also where all of it is tried.
                with transaction.atomic():
                    entry = act.perform(by, thing, step=step, **answers)
            except Refusal as refusal:
                outcome.left_out[str(refusal)] += 1
            except PermissionDenied:
                outcome.left_out[gettext("You don’t have permission to do this there.")] += 1
            else:
                if entry is None:
                    outcome.left_out[gettext("Nothing to do.")] += 1
                else:
                    outcome.entries.append(entry)
                    outcome.done += 1
        return outcome

    return run


def run_split(by: User, posts: Sequence[Post], answers: dict[str, Any]) -> Outcome:
    topics = {post.topic_id: post.topic for post in posts}
    if len(topics) != 1:
        raise CannotMove(_("Choose posts of one topic to move them."))
    (source,) = topics.values()
    entry = split(by, source, [post.pk for post in posts], **moving_answers(answers))
    return Outcome([entry], entry.detail["posts"]) if entry else Outcome()


def run_merge(by: User, topics: Sequence[Topic], answers: dict[str, Any]) -> Outcome:
    entries = merge(by, topics, **moving_answers(answers))
    return Outcome(entries, len(entries))


def moving_answers(answers: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if name not in ("rule", "staff_note")}


def act_step(act: Act[Any]) -> Step:
    return Step(act, FORMS[act.asks], run_act(act), act.done_to_many, act.effect)


SPLIT = Step(
    splitting,
    SplitForm,
    run_split,
    ngettext_lazy("%(count)d post moved.", "%(count)d posts moved.", "count"),
    _(
        "Links to the posts keep working. Read marks, notifications and replies go with them; "
        "their authors and followers who can see the new place are told."
    ),
    MOST_POSTS,
)
MERGE = Step(
    merging,
    MergeForm,
    run_merge,
    ngettext_lazy("%(count)d topic merged.", "%(count)d topics merged.", "count"),
    _("All posts go into one topic. The addresses of the others lead there, and their followers follow it."),
    20,
)
ON_POSTS = (SPLIT, *map(act_step, (post_acts.remove, post_acts.restore, author_acts.changing_author)))
ON_TOPICS = (
    act_step(topic_acts.move),
    MERGE,
    *map(
        act_step,
        (
            topic_acts.lock, topic_acts.unlock, topic_acts.pin, topic_acts.unpin, tag_acts.tagging, topic_acts.remove,
            topic_acts.restore,
        ),
    ),
)  # fmt: skip
TARGETS: dict[str, Target[Any]] = {"posts": post_acts.POST, "topics": topic_targets.TOPIC}
STEPS = {"posts": ON_POSTS, "topics": ON_TOPICS}


def steps_for(reader: Reader, on: str, *, only: Sequence[str] = ()) -> list[Step]:
    """The steps on such things that this reader may do somewhere."""
    steps = [step for step in STEPS[on] if reader.is_superuser or not step.act.is_for_admin]
    return [step for step in steps if not only or step.name in only]


def too_many(on: str, most: int) -> str:
    if on == "posts":
        return ngettext(
            "Choose up to %(most)d post for this.", "Choose up to %(most)d posts for this.", most
        ) % {"most": most}
    return ngettext(
        "Choose up to %(most)d topic for this.", "Choose up to %(most)d topics for this.", most
    ) % {"most": most}
