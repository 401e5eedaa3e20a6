"""What moderators do to a selection in one step: the acts, approving, and moving and merging."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.moderation import author_acts, post_acts, tag_acts, topic_acts, topic_targets
from forum.moderation.acts import Act, Target
from forum.moderation.moving.merging import merge, merging
from forum.moderation.moving.places import MOST_POSTS, CannotMove
from forum.moderation.moving.splitting import split, splitting
from forum.pages.moderation.approval_steps import APPROVE_HIDDEN, ON_WAITING, WAITING
from forum.pages.moderation.form_table import FORMS
from forum.pages.moderation.moving_forms import MergeForm, SplitForm
from forum.pages.moderation.step import Outcome, Step, run_act
from forum.posts.models import Post
from forum.topics.models import Topic


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
ON_POSTS = (
    SPLIT,
    APPROVE_HIDDEN,
    *map(act_step, (post_acts.remove, post_acts.restore, author_acts.changing_author)),
)
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
TARGETS: dict[str, Target[Any]] = {
    "posts": post_acts.POST,
    "topics": topic_targets.TOPIC,
    "waiting": WAITING,
}
STEPS = {"posts": ON_POSTS, "topics": ON_TOPICS, "waiting": ON_WAITING}


def steps_for(reader: Reader, on: str, *, only: Sequence[str] = ()) -> list[Step]:
    """The steps on such things that this reader may do somewhere."""
    steps = [step for step in STEPS[on] if reader.is_superuser or not step.act.is_for_admin]
    return [step for step in steps if not only or step.name in only]


def too_many(on: str, most: int) -> str:
    if on == "posts":
        said = ngettext("Choose up to %(most)d post for this.", "Choose up to %(most)d posts for this.", most)
    elif on == "topics":
        said = ngettext(
            "Choose up to %(most)d topic for this.", "Choose up to %(most)d topics for this.", most
        )
    else:
        said = ngettext("Choose up to %(most)d text for this.", "Choose up to %(most)d texts for this.", most)
    return said % {"most": most}


def how_many(on: str, count: int) -> str:
    if on == "posts":
        said = ngettext("%(count)d post", "%(count)d posts", count)
    elif on == "topics":
        said = ngettext("%(count)d topic", "%(count)d topics", count)
    else:
        said = ngettext("%(count)d text", "%(count)d texts", count)
    return said % {"count": count}


def at_least_one(on: str) -> str:
    return {
        "posts": gettext("Choose at least one post."),
        "topics": gettext("Choose at least one topic."),
        "waiting": gettext("Choose at least one text."),
    }[on]
