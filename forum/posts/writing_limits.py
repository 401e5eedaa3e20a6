"""How much a member may write, as the owner has set it. Counted exactly: whoever posts has locked their own row."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import F, Max, Q, Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from forum import markup
from forum.boards.models import Board
from forum.database.unindexed import UnindexedIn
from forum.html_entities import unescape
from forum.markup.links import leads_elsewhere
from forum.markup.own_host import leads_here
from forum.markup.remote_pictures import marked_addresses
from forum.posts.models import PendingPost, Post, PostTotal
from forum.posts.post_text import PostText
from forum.refusals import Refusal
from forum.site.models import SiteSettings
from forum.topics.models import Topic

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# A member is new in their first day, as long as they have fewer posts than this.
FIRST_POSTS = 3
FILES = "/files/"
MOST_QUOTED = 50
AUTHORITY = re.compile("[/?#]")
ADDRESS = re.compile(r'(href|src)="([^"]*)"')


class TooFast(Refusal):
    status = 429
    code = "too_fast"
    sentence = gettext_lazy("You’re posting very fast. Wait a minute, then post again.")

    def __init__(self, sentence: str | Promise = "", retry_after: int = 60) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class TooManyInARow(Refusal):
    """The author wrote the last replies of the topic."""

    code = "too_many_in_a_row"


class TooMuchForNewMember(Refusal):
    status = 422
    code = "new_member"


def check_pace(author: User, site: SiteSettings, model: type[Post | PendingPost] = Post) -> None:
    """Raise TooFast if they have posted as often as members may, in the last minute or hour. Staff may post more."""
    limits = [(MINUTE, site.posts_a_minute), (HOUR, site.posts_an_hour)]
    most = max((most for _period, most in limits if most), default=0)
    if author.is_staff or not most:
        return
    now = timezone.now()
    # Posts dated ahead are from before a clock was set back. They say nothing about how fast somebody writes now.
    recent = model._default_manager.filter(author=author, created_at__range=(now - HOUR, now))
    moments = list(recent.order_by("-created_at").values_list("created_at", flat=True)[:most])
    for period, most_now in limits:
        within = [moment for moment in moments if moment >= now - period]
        if most_now and len(within) >= most_now:
            # Room comes when the oldest that fills the limit is out of the period.
            seconds = math.ceil((within[most_now - 1] + period - now).total_seconds()) + 1
            raise TooFast("" if period == MINUTE else words_for_hour(most_now, seconds), seconds)


def words_for_hour(count: int, seconds: int) -> str:
    minutes = math.ceil(seconds / 60)
    words = ngettext(
        "You’ve posted %(count)d times in an hour. Wait %(minutes)d minute, then post again.",
        "You’ve posted %(count)d times in an hour. Wait %(minutes)d minutes, then post again.",
        minutes,
    )
    return words % {"count": count, "minutes": minutes}


def check_run(author: User, topic: Topic, site: SiteSettings) -> None:
    """Raise TooManyInARow if the last replies of the topic, which the caller has locked, are all theirs."""
    if not site.longest_run:
        return
    replies = topic.posts.not_removed().filter(number__gt=1).order_by("-number")
    last = list(replies.values_list("author", flat=True)[: site.longest_run])
    if len(last) == site.longest_run and set(last) == {author.pk}:
        words = ngettext(
            "The last reply here is yours. Wait until someone else writes, or edit it.",
            "The last %(count)d replies here are yours. Wait until someone else writes, or edit one of them.",
            len(last),
        )
        raise TooManyInARow(words % {"count": len(last)})


def check_slow_mode(author: User, board: Board | None, topic: Topic | None = None) -> None:
    """Raise TooFast if the board or the topic is in slow mode and they wrote there too short a time ago.

    What waits for approval counts, too.
    """
    if board is not None and board.slow_minutes:
        on_board = Q(board=board) | Q(topic__board=board)
        # What the author posted since is looked through, and not what is on the board.
        posts = Q(UnindexedIn(F("topic__board_id"), [board.pk]))
        _check_slow_mode(author, board.slow_minutes, posts, on_board)
    if topic is not None and topic.is_slow:
        posts = Q(UnindexedIn(F("topic_id"), [topic.pk]))
        _check_slow_mode(author, topic.slow_minutes, posts, Q(topic=topic))


def _check_slow_mode(author: User, every: int, posts: Q, waiting: Q) -> None:
    period, now = timedelta(minutes=every), timezone.now()
    recent = Q(author=author, created_at__range=(now - period, now))
    found = Post.objects.filter(posts, recent), PendingPost.objects.filter(waiting, recent)
    moments = [rows.aggregate(newest=Max("created_at"))["newest"] for rows in found]
    if newest := max(filter(None, moments), default=None):
        seconds = math.ceil((newest + period - now).total_seconds()) + 1
        raise TooFast(words_for_slow_mode(every, seconds), seconds)


def words_for_slow_mode(every: int, seconds: int) -> str:
    minutes = max(math.ceil((seconds - 1) / 60), 1)
    words = ngettext(
        "Slow mode: one post in %(every)d minutes here. Wait %(minutes)d minute, then send your text again.",
        "Slow mode: one post in %(every)d minutes here. Wait %(minutes)d minutes, then send your text again.",
        minutes,
    )
    return words % {"every": every, "minutes": minutes}


def is_new(member: User) -> bool:
    if member.is_forum_staff or member.date_joined <= timezone.now() - DAY:
        return False
    # Of posts in topics that were not removed: whoever starts one of spam after another stays new.
    totals = PostTotal.objects.filter(member=member).aggregate(count=Sum("post_count"))
    return (totals["count"] or 0) < FIRST_POSTS


@dataclass(frozen=True)
class Contents:
    """The addresses that a text links and shows, and how many people it mentions."""

    links: frozenset[str]
    pictures: frozenset[str]
    mentions: int

    @classmethod
    def of_text(cls, text: PostText) -> "Contents":
        rendered = text.rendered
        return cls(frozenset(rendered.links), frozenset(rendered.images), len(rendered.mentions))

    @classmethod
    def of_html(cls, html: str) -> "Contents":
        names, _posts = markup.addressees(html)
        addresses = {
            name: frozenset(unescape(address) for kind, address in ADDRESS.findall(html) if kind == name)
            for name in ("href", "src")
        }
        pictures = addresses["src"].union(marked_addresses(html))
        return cls(addresses["href"], pictures, len(names))

    def counts(self) -> dict[str, int]:
        """How much of each there is, by the names of the settings."""
        return {
            "new_member_links": sum(map(leads_to_another_site, self.links)),
            "new_member_pictures": len(self.pictures),
            "new_member_files": sum(link.startswith(FILES) for link in self.links),
            "new_member_mentions": self.mentions,
        }


def leads_to_another_site(address: str) -> bool:
    return leads_elsewhere(address) and not leads_here(AUTHORITY.split(address)[2])


def check_new_member(author: User, text: PostText, site: SiteSettings, earlier: Post | None = None) -> None:
    """Raise TooMuchForNewMember if the text of a new member holds more than theirs may, and more than it did before.

    What the posts hold that it quotes is not theirs.
    """
    if not is_new(author):
        return
    before = Contents.of_html(earlier.html).counts() if earlier else {}
    own = without(Contents.of_text(text), quoted_contents(author, text))
    for what, count in own.counts().items():
        most: int | None = getattr(site, what)
        if most is not None and count > max(most, before.get(what, 0)):
            raise TooMuchForNewMember(words_for_new_member(what, most, count))


def quoted_contents(reader: User, text: PostText) -> list[Contents]:
    """What is in the posts that it quotes, as far as its author can read them."""
    if not text.rendered.quotes:
        return []
    posts = Post.objects.visible_to(reader).filter(pk__in=text.rendered.quotes[:MOST_QUOTED])
    return [Contents.of_html(html) for html in posts.values_list("html", flat=True)]


def without(own: Contents, quoted: Iterable[Contents]) -> Contents:
    for contents in quoted:
        own = replace(own, links=own.links - contents.links, pictures=own.pictures - contents.pictures)
    return own


def words_for_new_member(what: str, most: int, count: int) -> str:
    words = {
        "new_member_links": ngettext(
            "Until you have 3 posts or have been here for a day, a post can have %(most)d link to other sites. "
            "This one has %(count)d.",
            "Until you have 3 posts or have been here for a day, a post can have %(most)d links to other sites. "
            "This one has %(count)d.",
            most,
        ),
        "new_member_pictures": ngettext(
            "Until you have 3 posts or have been here for a day, a post can have %(most)d picture. "
            "This one has %(count)d.",
            "Until you have 3 posts or have been here for a day, a post can have %(most)d pictures. "
            "This one has %(count)d.",
            most,
        ),
        "new_member_files": ngettext(
            "Until you have 3 posts or have been here for a day, a post can have %(most)d file. "
            "This one has %(count)d.",
            "Until you have 3 posts or have been here for a day, a post can have %(most)d files. "
            "This one has %(count)d.",
            most,
        ),
        "new_member_mentions": ngettext(
            "Until you have 3 posts or have been here for a day, a post can mention %(most)d person. "
            "This one mentions %(count)d.",
            "Until you have 3 posts or have been here for a day, a post can mention %(most)d people. "
            "This one mentions %(count)d.",
            most,
        ),
    }[what] % {"most": most, "count": count}
    return _("%(what)s Take some out, then post again.") % {"what": words}


def check_new_members_topics(author: User, site: SiteSettings) -> None:
    """Raise TooFast if a new member has started as many topics as they may in a day, removed and waiting ones too."""
    most: int | None = site.new_member_topics
    if most is None or not is_new(author):
        return
    since = timezone.now() - DAY
    started = Topic.objects.on_boards().filter(author=author, created_at__gt=since).count()
    waiting = PendingPost.objects.filter(author=author, created_at__gt=since, topic=None).count()
    if started + waiting >= most:
        words = ngettext(
            "Until you have 3 posts or have been here for a day, you can start %(count)d topic. "
            "Reply in others’ topics, or come back tomorrow.",
            "Until you have 3 posts or have been here for a day, you can start %(count)d topics. "
            "Reply in others’ topics, or come back tomorrow.",
            most,
        )
        raise TooFast(words % {"count": most}, int(DAY.total_seconds()))
