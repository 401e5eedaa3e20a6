"""The lists of topics, each an entry of one table: what it holds, in which order, and what is said of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from django.db.models import F
from django.http import Http404, HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.posts.models import Post
from forum.reading.models import Period, TopicTally
from forum.reading.unread import unread_topics
from forum.topics.models import Topic, TopicQuerySet

NO_TOPICS = _("There are no topics yet.")
REPLIES_LOOKED_AT = 3_000  # of one's own, the newest: among these are the topics that one replied in


def all_topics(reader: Reader) -> TopicQuerySet:
    return Topic.objects.all()


def unread(reader: Reader) -> TopicQuerySet:
    return unread_topics(cast("User", reader))


def unanswered(reader: Reader) -> TopicQuerySet:
    return Topic.objects.unanswered()


def answered(reader: Reader) -> TopicQuerySet:
    return Topic.objects.filter(post_count__gt=1)


def started(reader: Reader) -> TopicQuerySet:
    return Topic.objects.filter(author=reader.pk)


def replied_in(reader: Reader) -> TopicQuerySet:
    replies = Post.objects.not_removed().filter(author=reader.pk, number__gt=1).order_by("-created_at")
    return Topic.objects.filter(pk__in=replies.values("topic")[:REPLIES_LOOKED_AT])


def most_replied(period: Period) -> Callable[[Reader], TopicQuerySet]:
    topics = Topic.objects.filter(tallies__period=period)
    return lambda reader: topics.annotate(replies_then=F("tallies__replies"))


@dataclass(frozen=True)
class Variant:
    """One of the lists at an address."""

    heading: Promise
    topics: Callable[[Reader], TopicQuerySet] = all_topics
    order: tuple[str, ...] = ()  # none where the reader chooses
    empty: Promise = NO_TOPICS
    rule: Promise | str = ""  # by which topics are here, where it is not plain
    label: Promise | str = ""  # among the others

    @property
    def is_by_time(self) -> bool:
        return self.order in {ACTIVITY, START}


@dataclass(frozen=True)
class TopicList:
    tab: Promise
    variants: Mapping[str, Variant]  # by what the query says
    asks: str = ""  # the name in the query that chooses among them; the first is there without
    is_for_members: bool = False
    leaves_out_muted: bool = True

    def variant_in_query(self, request: HttpRequest) -> tuple[str, Variant]:
        """Return what is asked for, and its value in the query, "" if it need not be there."""
        usual = next(iter(self.variants))
        asked = request.GET.get(self.asks, usual) if self.asks else usual
        if asked not in self.variants:
            raise Http404
        return "" if asked == usual else asked, self.variants[asked]


ACTIVITY = ("-last_post_at", "-id")
START = ("-created_at", "-id")


def top(period: Period, label: Promise, heading: Promise, rule: Promise) -> Variant:
    return Variant(
        heading,
        most_replied(period),
        TopicTally.MOST_FIRST,
        _("Nobody replied to anything in this time."),
        rule,
        label,
    )


TOP = {
    "week": top(Period.WEEK, _("Week"), _("Top this week"), _("Most replies in the last 7 days first.")),
    "month": top(Period.MONTH, _("Month"), _("Top this month"), _("Most replies in the last 30 days first.")),
    "year": top(Period.YEAR, _("Year"), _("Top this year"), _("Most replies in the last 365 days first.")),
    "all": Variant(
        _("Top of all time"),
        answered,
        order=("-post_count", "-id"),
        rule=_("Most replies first."),
        label=_("All time"),
    ),
}

MINE = {
    "started": Variant(
        _("Topics you started"), started, START, _("You haven’t started a topic yet."), label=_("Started")
    ),
    "replied": Variant(
        _("Topics you replied in"),
        replied_in,
        ACTIVITY,
        _("You haven’t replied to a topic yet."),
        label=_("Replied in"),
    ),
}

LISTS = {
    "latest": TopicList(_("Latest"), {"": Variant(_("Latest"))}),
    "new": TopicList(_("New"), {"": Variant(_("New topics"), order=START)}),
    "top": TopicList(_("Top"), TOP, asks="period"),
    "unread": TopicList(
        _("Unread"),
        {"": Variant(_("Unread"), unread, ACTIVITY, _("You have read everything."))},
        is_for_members=True,
        leaves_out_muted=False,  # nothing muted is unread
    ),
    "unanswered": TopicList(
        _("Unanswered"),
        {
            "": Variant(
                _("Unanswered"),
                unanswered,
                START,
                _("Every topic has a reply."),
                _("Topics that nobody has replied to yet."),
            )
        },
    ),
    "mine": TopicList(_("Yours"), MINE, asks="show", is_for_members=True, leaves_out_muted=False),
}
