"""What a digest says: what is new in what a member follows at its level, by board, and the liveliest of the rest."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forum.boards.models import permissions_of, read_permissions
from forum.boards.permissions import Asker, Permissions
from forum.boards.tree import Tree
from forum.follows import selection
from forum.follows.models import Follow, Level
from forum.mail.composing import MailContent
from forum.mail.digests.schedule import window
from forum.mail.paragraphs import in_sentence, one_line
from forum.mail.send_checks import NotSent, reachable_member
from forum.markup import excerpt
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery
from forum.posts.models import Post
from forum.reading.read_state import is_yet_to_read
from forum.site.absolute_addresses import absolute, hostname
from forum.site.models import SiteSettings
from forum.topics.models import Topic
from forum.topics.rules import may

MOST = 300  # posts that are looked at
TOPICS = 40  # that are listed
ELSEWHERE = 5
EXCERPT = 160


@dataclass(frozen=True)
class Item:
    """A topic in a digest."""

    title: str
    link: str
    excerpt: str
    author: str
    count: int
    is_new: bool

    @property
    def replies(self) -> int:
        """The replies among the new posts of a topic."""
        return self.count - 1


def compose(delivery: Delivery, site: SiteSettings) -> MailContent:
    """Raise NotSent if there is nothing new: no digest is empty."""
    permissions = read_permissions(reachable_member(delivery))
    since, until = window(delivery)
    posts = new_posts(permissions, delivery.detail["period"], since, until)
    if not posts:
        raise NotSent(_("There was nothing new."))
    hides = site.hides_private_text
    context = {
        "boards": by_board(permissions, posts, hides),
        "elsewhere": liveliest_elsewhere(
            permissions, since, until, {post.topic_id for post in posts}, hides=hides
        ),
        "following": absolute(reverse("my-follows")),
    }
    daily = delivery.detail["period"] == Level.DAILY
    names = {"forum": site.name, "day": date_format(timezone.localtime(until), "j F")}
    subject = _("New on %(forum)s, %(day)s") if daily else _("This week on %(forum)s, %(day)s")
    return MailContent(subject % names, "digest", context, headers_of(delivery, reverse("my-follows")))


def headers_of(delivery: Delivery, archive: str) -> dict[str, str]:
    return {
        "Message-ID": f"<digest-{delivery.pk}@{hostname()}>",
        "List-ID": f"<digests.{hostname()}>",
        "List-Archive": f"<{absolute(archive)}>",
    }


def new_posts(reader: Asker, period: str, since: datetime, until: datetime) -> list[Post]:
    """Posts of others in what the member follows at this level that they have neither been mailed nor read."""
    permissions = permissions_of(reader)
    member = permissions.reader
    by_follow = selection.is_followed_post(member, [period], since_followed=True)
    mailed = Delivery.objects.filter(member=member.pk, post=OuterRef("pk"), channel=Channel.MAIL).exclude(
        state__in=[Delivery.State.SKIPPED, Delivery.State.FAILED]
    )
    posts = unread_between(permissions, since, until).filter(by_follow, ~Exists(mailed))
    return list(posts.select_related("topic", "author").order_by("-created_at")[:MOST])


def unread_between(permissions: Permissions, since: datetime, until: datetime) -> QuerySet[Post]:
    """Posts that may be notified to the member, written in this time and not read."""
    # The moment of the topic's last post leads by an index to the few topics in which anything was said.
    posts = Post.objects.filter(created_at__gt=since, created_at__lte=until, topic__last_post_at__gt=since)
    return posts.notifiable_to(permissions).filter(is_yet_to_read(permissions.reader.pk))


def by_board(reader: Asker, posts: Iterable[Post], hides: bool, most: int = TOPICS) -> list[dict[str, Any]]:
    topics: dict[Topic, list[Post]] = defaultdict(list)
    for post in sorted(posts, key=lambda post: post.number):
        topics[post.topic].append(post)
    places: dict[int, list[Item]] = defaultdict(list)
    permissions = permissions_of(reader)
    boards, text_reader = Tree(permissions), text_reader_for(permissions, hides)
    for topic, its_posts in sorted(topics.items(), key=lambda pair: -len(pair[1]))[:most]:
        board = boards.boards[topic.its_board.pk]
        places[board.pk].append(item(its_posts, has_text=may(text_reader, "see", topic)))
    return [
        {"name": one_line(board.name), "topics": places[board.pk]}
        for _depth, board in boards.indented()
        if board.pk in places
    ]


def text_reader_for(permissions: Permissions, hides: bool) -> Permissions:
    """Return who must see a topic for its text to be in the mail: the member, or a visitor if private text is out."""
    return read_permissions(AnonymousUser()) if hides else permissions


def item(posts: list[Post], *, has_text: bool) -> Item:
    first = posts[0]
    # One that is a picture alone says nothing.
    text = next((post.text for post in posts if post.text.strip()), "")
    return Item(
        title=one_line(first.topic.title),
        link=absolute(first.get_absolute_url()),
        excerpt=excerpt(text, EXCERPT) if has_text else "",
        author=in_sentence(first.author.full_name),
        count=len(posts),
        is_new=first.is_first,
    )


def liveliest_elsewhere(
    reader: Asker, since: datetime, until: datetime, listed: set[int], *, hides: bool
) -> list[Item]:
    """New topics that nothing they follow covers and that they have not opened."""
    permissions = permissions_of(reader)
    member = permissions.reader
    firsts = unread_between(permissions, since, until).filter(~selection.is_followed_post(member), number=1)
    known = Follow.objects.filter(member=member.pk, topic=OuterRef("topic"))
    firsts = firsts.exclude(Exists(known)).exclude(topic__in=listed)
    rows = firsts.select_related("topic", "author").order_by(
        F("topic__post_count").desc(), F("topic__view_count").desc(), "-pk"
    )[:ELSEWHERE]
    text_reader = text_reader_for(permissions, hides)
    return [item([post], has_text=may(text_reader, "see", post.topic)) for post in rows]
