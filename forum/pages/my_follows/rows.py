"""The list of what a member follows, what has something new first, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.database.subquery_counts import count_of
from forum.follows import selection
from forum.follows.models import KINDS, Follow
from forum.follows.rules import visible_followables
from forum.pages.follows.control import choice_label, choices_for
from forum.pages.follows.followables import address_of
from forum.posts.models import Post
from forum.reading.kept_topics import unread_topic_boards
from forum.reading.read_state import with_read_state
from forum.reading.unread import number_in_words, unread_counts
from forum.topics.models import Topic
from forum.topics.rules import is_allowed

PER_PAGE = 30


@dataclass
class FollowRow:
    """A follow as the list shows it, without name and address if the reader may not see the thing any more."""

    follow: Follow
    name: str
    address: str
    board: str
    new: int
    new_address: str
    choices: list[tuple[str, Any, bool]]

    @property
    def title_address(self) -> str:
        """Where there is something new its name leads to that."""
        return self.new_address if self.new else self.address

    @property
    def how_often(self) -> Any:
        return next((label for _value, label, is_chosen in self.choices if is_chosen), "")

    @property
    def is_seen(self) -> bool:
        return bool(self.address)

    @property
    def new_count(self) -> str:
        return number_in_words(self.new)


def follows_of(member: User, kind: str) -> QuerySet[Follow]:
    """The member's follows of a kind; "" for all of them, "muted" for what they have muted. Newest activity first.

    What has something new comes before the rest. Members who are ignored are not among them.
    """
    rows = Follow.objects.filter(member=member)
    rows = rows.muted().filter(person=None) if kind == "muted" else rows.active()
    if kind in KINDS:
        rows = rows.of_kind(kind)
    # What happens in a topic out of sight must not show in where its nameless row stands.
    is_visible = is_allowed(member, "see", "topic__") & Q(topic__removed_at=None)
    moment = Case(When(is_visible, then="topic__last_post_at"), default="created_at")
    if kind == "muted":
        return rows.order_by(moment.desc(), "-pk")
    return rows.order_by(new_first(member, is_visible), moment.desc(), "-pk")


def new_first(member: User, is_visible: Q) -> Case:
    """What to order follows by so that those come first in which `new_posts` or `new_topics` would count any.

    Of topics these are the ones that the number in the menu counts, which the process knows: to ask it of each of
    three thousand that a member follows took most of the page. A topic that it leaves out keeps its place by time.
    """
    has_new = Q(topic__in=list(unread_topic_boards(member))) & is_visible
    for posts in posts_of_new_topics(member):
        has_new |= Q(topic=None) & Q(Exists(posts))
    return Case(When(has_new, then=0), default=1)


def sections_of(rows: Sequence[FollowRow]) -> list[tuple[Promise | str, list[FollowRow]]]:
    """The rows under their headings; under none where nothing is new."""
    new = [row for row in rows if row.new]
    rest = [row for row in rows if not row.new]
    if not new:
        return [("", rest)]
    return [(_("New"), new), (_("Nothing new"), rest)] if rest else [(_("New"), new)]


def rows_of(member: User, follows: Sequence[Follow]) -> list[FollowRow]:
    things = {kind: visible_things(member, kind, follows) for kind in KINDS}
    posts, topics = new_posts(member, things["topic"]), new_topics(member, follows)
    return [row_of(follow, things, posts, topics) for follow in follows]


def visible_things(member: User, kind: str, follows: Sequence[Follow]) -> dict[int, Any]:
    ids = [follow.thing_id for follow in follows if follow.kind == kind]
    if not ids:
        return {}
    things = visible_followables(member, kind, ids)
    if kind == "topic":
        things = things.filter(removed_at=None).select_related("board")
    return {thing.pk: thing for thing in things}


def new_posts(member: User, topics: dict[int, Topic]) -> dict[int, int]:
    """Return the number of unread posts by topic, as every list of topics counts them."""
    return {pk: unread.count for pk, unread in unread_counts(member, topics.values()).items()}


def new_topics(member: User, follows: Sequence[Follow]) -> dict[int, int]:
    """Return the number of others' topics since the last visit and not opened, by follow of a board, tag or member."""
    ids = [follow.pk for follow in follows if follow.kind != "topic" and follow.is_active]
    if not ids:
        return {}
    board, tag, person = map(count_of, posts_of_new_topics(member))
    rows = Follow.objects.filter(pk__in=ids).annotate(new=board + tag + person)
    return dict(rows.values_list("pk", "new"))


def posts_of_new_topics(member: User) -> list[QuerySet[Post]]:
    """The posts of new topics since the last visit of a follow: if it is of a board, of a tag, of a member."""
    since = Coalesce(OuterRef("seen_at"), OuterRef("created_at"))
    topic = with_read_state(Topic.objects.filter(pk=OuterRef("topic")), member)
    is_new = Exists(topic.filter(Q(read_number=0, since__lt=F("created_at"))))
    recent = Post.objects.notifiable_to(member).filter(is_new, topic__created_at__gt=since)
    return [recent.filter(selection.is_post_of(kind, OuterRef(kind))) for kind in ("board", "tag", "person")]


def row_of(
    follow: Follow, things: dict[str, dict[int, Any]], posts: dict[int, int], topics: dict[int, int]
) -> FollowRow:
    kind = follow.kind
    thing = things[kind].get(follow.thing_id)
    choices = [(choice, choice_label(choice, kind), choice == follow.choice) for choice in choices_for(kind)]
    if thing is None:
        return FollowRow(follow, "", "", "", 0, "", choices)
    address = address_of(thing)
    if kind == "topic":
        new_address = reverse("topic-unread", args=[thing.pk, thing.slug])
        return FollowRow(
            follow, thing.title, address, thing.board.name, posts.get(thing.pk, 0), new_address, choices
        )
    is_member = kind == "person"
    name, new_address = (thing.full_name, f"{address}?show=topics") if is_member else (thing.name, address)
    return FollowRow(follow, name, address, "", topics.get(follow.pk, 0), new_address, choices)
