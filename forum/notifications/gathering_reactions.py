"""Notifying authors of the reactions to their posts, once a day: one notification for all of them."""

from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import OuterRef, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from forum.boards.models import read_grants
from forum.boards.permissions import GrantTree, Permissions
from forum.follows.selection import has_muted_post
from forum.jobs.running import keep_claim
from forum.notifications.kinds import Kind
from forum.notifications.models import Notification
from forum.notifications.notifying import active_member, notify_member
from forum.notifications.subjects import Link, Subject, link_to_post
from forum.posts.models import Post
from forum.posts.team_messages import team_account, unnamed_to
from forum.reactions.models import Reaction

MATTER = "reactions"
MOST_POSTS = 50  # that one notification leads to


def sentence_for(subject: Subject) -> str | Promise:
    count, posts = int(subject.detail["reactions"]), subject.detail["posts"].split()
    if len(posts) > 1:
        n, m = {"n": count, "posts": len(posts)}, "+" if len(posts) >= MOST_POSTS else ""
        return _("%(n)d reactions to %(posts)d%(more)s of your posts") % {**n, "more": m}
    if count == 1:
        sentence = _("%(who)s reacted to your post in “%(topic)s” with %(emoji)s")
        return sentence.replace("%(emoji)s", subject.detail["emoji"])
    sentence = ngettext(
        "%(n)s reaction to your post in “%(topic)s”", "%(n)s reactions to your post in “%(topic)s”", count
    )
    return sentence.replace("%(n)s", str(count))


def link_to_reactions(subject: Subject, reader: User) -> Link | None:
    """Return the post's address, or of several the page that lists them."""
    posts = subject.detail["posts"].split()
    if len(posts) == 1:
        return link_to_post(subject, reader)
    query = urlencode({"posts": "-".join(posts)})
    return Link(f"{reverse('my-reactions')}?{query}", _("View the posts"))


REACTION = Kind(
    "reaction",
    12,
    label=gettext_lazy("Reactions to my posts, once a day"),
    text=gettext_lazy("Your posts have new reactions"),
    text_for=sentence_for,
    link=link_to_reactions,
    channels={"bell": True},
    icon="react",
    has_post=False,
)


def gather_reactions(**_: Any) -> None:
    """Notify every author of the reactions since the last time. Running it again adds nothing."""
    waiting = Reaction.objects.filter(is_gathered=False).order_by("post__author", "pk")
    rows = list(waiting.values_list("post__author", "pk"))
    tree = read_grants()
    for author_id, group in groupby(rows, key=itemgetter(0)):
        notify_author(author_id, [pk for _author, pk in group], tree)
        keep_claim()


@transaction.atomic
def notify_author(author_id: int, ids: Iterable[int], tree: GrantTree) -> None:
    waiting = Reaction.objects.select_for_update().filter(pk__in=list(ids), is_gathered=False)
    pks = list(waiting.order_by("pk").values_list("pk", flat=True))
    Reaction.objects.filter(pk__in=pks).update(is_gathered=True)
    author = active_member(author_id)
    if author is not None and pks:
        new = list(notifiable(pks, Permissions(author, tree)).select_related("member", "post__topic"))
        if new:
            notify(author, new)


def notifiable(pks: Iterable[int], permissions: Permissions) -> QuerySet[Reaction]:
    """Those to posts that the author sees, in topics that they have not muted, by members whom they do not ignore."""
    posts = Post.objects.readable_by(permissions).filter(removed_at=None, topic__removed_at=None)
    muted = has_muted_post(
        permissions.reader.pk,
        topic=OuterRef("post__topic"),
        board=OuterRef("post__topic__board"),
        author=OuterRef("member"),
    )
    return Reaction.objects.filter(~muted, pk__in=pks, post__in=posts).order_by("pk")


def notify(author: User, new: list[Reaction]) -> None:
    """Tell of these together with those of an unread notification."""
    unread = Notification.objects.filter(member=author, matter=MATTER, read_at=None).first()
    earlier: dict[str, Any] = unread.detail if unread else {"reactions": "0", "posts": ""}
    told = [int(pk) for pk in earlier["posts"].split()]
    posts = list(dict.fromkeys([reaction.post_id for reaction in reversed(new)] + told))[:MOST_POSTS]
    last = new[-1]
    notify_member(
        author,
        REACTION.name,
        f"{MATTER}:{last.pk}",
        matter=MATTER,
        topic=last.post.topic if len(posts) == 1 else None,
        post=last.post if len(posts) == 1 else None,
        actor=shown_member(author, last) if len(new) == 1 and not told else None,
        reactions=str(int(earlier["reactions"]) + len(new)),
        posts=" ".join(map(str, posts)),
        emoji=last.emoji,
    )


def shown_member(author: User, reaction: Reaction) -> User:
    """Who reacted, as the author of the post is told: moderators have no name to the member whom they write to."""
    unnamed = unnamed_to(author, reaction.post.topic, [reaction.member_id])
    return team_account() if unnamed else reaction.member
