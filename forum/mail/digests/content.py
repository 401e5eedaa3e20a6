"""What stands in a digest: by board, what is new in what a member follows at its level, and the best of the rest."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.mail_paragraphs import one_line
from forum.boards.models import permissions_of, read_permissions
from forum.boards.permissions import Asker, Permissions
from forum.boards.tree import Tree
from forum.follows import selection
from forum.follows.models import Follow, Level
from forum.mail.composing import Letter, Skip
from forum.mail.digests.schedule import window
from forum.mail.post_mail import is_public
from forum.mail.send_checks import require_reachable
from forum.markup import excerpt
from forum.notifications.models import Channel, Delivery
from forum.posts.models import Post
from forum.site.addresses import absolute, hostname
from forum.topics.models import Topic

MOST = 300  # posts that are looked at
TOPICS = 40  # that are listed
BEST = 5
EXCERPT = 160


@dataclass(frozen=True)
class Item:
    """A topic in a digest."""

    title: str
    link: str
    said: str
    who: str
    count: int
    is_new: bool

    @property
    def replies(self) -> int:
        """Those that came with a new topic."""
        return self.count - 1


def letter(delivery: Delivery) -> Letter:
    """Raises Skip where there is nothing new: no digest is empty."""
    require_reachable(delivery)
    permissions = read_permissions(delivery.member or AnonymousUser())
    since, until = window(delivery)
    news = new_posts(permissions, delivery.detail["period"], since, until)
    if not news:
        raise Skip(_("There was nothing new."))
    hides = delivery.site.hides_private_text
    boards = by_board(permissions, news, hides)
    context = {
        "boards": boards,
        "best": best_of_the_rest(permissions, since, until, {post.topic_id for post in news}, hides=hides),
        "following": absolute(reverse("following")),
    }
    daily = delivery.detail["period"] == Level.DAILY
    names = {"forum": delivery.site.name, "day": date_format(timezone.localtime(until), "j F")}
    subject = _("New on %(forum)s, %(day)s") if daily else _("This week on %(forum)s, %(day)s")
    headers = {
        "Message-ID": f"<digest-{delivery.pk}@{hostname()}>",
        "List-ID": f"<digests.{hostname()}>",
        "List-Archive": f"<{absolute(reverse('following'))}>",
    }
    return Letter(subject % names, "digest", context, headers)


def new_posts(reader: Asker, period: str, since: datetime, until: datetime) -> list[Post]:
    """Posts of others in what the member follows at this level that they have neither been mailed nor read."""
    permissions = permissions_of(reader)
    member = permissions.reader
    told = selection.is_told_by_follow(member, [period], since_followed=True)
    mailed = Delivery.objects.filter(member=member.pk, post=OuterRef("pk"), channel=Channel.MAIL).exclude(
        state__in=[Delivery.State.SKIPPED, Delivery.State.FAILED]
    )
    posts = unread_between(permissions, since, until).filter(told, ~Exists(mailed))
    return list(posts.select_related("topic", "author").order_by("-created_at")[:MOST])


def unread_between(permissions: Permissions, since: datetime, until: datetime) -> QuerySet[Post]:
    """What the member hears of, was written in this time, and has not been read."""
    read = selection.has_read(permissions.reader.pk, OuterRef("topic"), OuterRef("number"))
    # The moment of the topic's last post leads by an index to the few topics in which anything was said.
    written = Post.objects.filter(created_at__gt=since, created_at__lte=until, topic__last_post_at__gt=since)
    return written.heard_by(permissions).filter(~Q(read))


def by_board(reader: Asker, news: Iterable[Post], hides: bool, most: int = TOPICS) -> list[dict[str, Any]]:
    topics: dict[Topic, list[Post]] = defaultdict(list)
    for post in sorted(news, key=lambda post: post.number):
        topics[post.topic].append(post)
    places: dict[int, list[Item]] = defaultdict(list)
    public: dict[int, bool] = {}
    boards = Tree(reader)
    for topic, posts in sorted(topics.items(), key=lambda pair: -len(pair[1]))[:most]:
        board = boards.boards[topic.board_id]
        if hides and board.pk not in public:
            public[board.pk] = is_public(board)
        places[board.pk].append(item(posts, is_told=not hides or public[board.pk]))
    return [
        {"name": one_line(board.name), "topics": places[board.pk]}
        for _depth, board in boards.indented()
        if board.pk in places
    ]


def item(posts: list[Post], *, is_told: bool) -> Item:
    first = posts[0]
    # One that is a picture alone says nothing.
    text = next((post.text for post in posts if post.text.strip()), "")
    return Item(
        title=one_line(first.topic.title),
        link=absolute(first.get_absolute_url()),
        said=excerpt(text, EXCERPT) if is_told else "",
        who=one_line(first.author.full_name),
        count=len(posts),
        is_new=first.is_first,
    )


def best_of_the_rest(
    reader: Asker, since: datetime, until: datetime, told: set[int], *, hides: bool
) -> list[Item]:
    """The liveliest new topics elsewhere that nothing they follow tells of and that they have not opened."""
    permissions = permissions_of(reader)
    member = permissions.reader
    firsts = unread_between(permissions, since, until).filter(~selection.is_told_by_follow(member), number=1)
    known = Follow.objects.filter(member=member.pk, topic=OuterRef("topic"))
    firsts = firsts.exclude(Exists(known)).exclude(topic__in=told)
    rows = firsts.select_related("topic__board", "author").order_by(
        F("topic__post_count").desc(), F("topic__view_count").desc(), "-pk"
    )[:BEST]
    return [item([post], is_told=not hides or is_public(post.topic.board)) for post in rows]
