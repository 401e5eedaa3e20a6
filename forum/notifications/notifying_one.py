"""Telling one member of something that is no post. Each is told once, however often the worker tries."""

from collections.abc import Sequence

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from forum.boards.permissions import Access
from forum.follows import selection
from forum.follows.models import Follow, Level
from forum.mail.pacing import due_at
from forum.notifications.kinds import KINDS
from forum.notifications.models import Channel, Delivery
from forum.notifications.notifying import preference_of
from forum.notifications.raising import NAMED, raise_followed, raise_moderated
from forum.posts.models import Post
from forum.topics.models import Topic


def member_here(pk: int):
    members = get_user_model().objects.filter(closed_at=None, is_active=True, is_placeholder=False)
    return members.select_related("notification_preference").filter(pk=pk).first()


def tell_followed(*, follow_id: int, **_) -> None:
    """Somebody follows a member, who hears of it unless they ignore that somebody."""
    follow = Follow.objects.standing().select_related("person", "member").filter(pk=follow_id).first()
    if follow is None or follow.person_id is None:
        return
    person = member_here(follow.person_id)
    if person is None or selection.ignores(person, follow.member):
        return
    # By the row, which outlives a stop: whoever follows and stops by turns is told of once.
    detail = {"follow": follow.pk}
    once(person, "followed", f"followed:{follow.pk}", detail, lambda: raise_followed(follow), follow)


def tell_moderated(
    entry: int,
    author_id: int,
    topic: Topic,
    post: Post | None,
    act: str,
    *,
    title: str,
    boards: Sequence[int],
) -> None:
    """A moderator did something to what somebody else wrote; `entry` is the line of the log.

    They are told if they see one of the boards on which it stood before and after the act, and by the title of then.
    """
    author = member_here(author_id)
    if author is None or not Access.of(author).boards("see").intersection(boards):
        return
    detail = {
        "act": act,
        "topic": topic.pk,
        "post": post.pk if post else None,
        "title": title[:NAMED],
        "whole": post is None,
    }
    once(author, "moderated", f"moderated:{entry}", detail, lambda: raise_moderated(author, topic, detail))


def ask_to_confirm(*, follow_id: int, **_) -> None:
    """One mail to an address that somebody gave, to ask whether it wants to follow."""
    follow = Follow.objects.filter(pk=follow_id, level=Level.ASKED).first()
    if follow is None:
        return
    asking = Delivery(
        address=follow.address,
        key=f"confirm:{follow.pk}",
        channel=Channel.MAIL,
        kind="confirm",
        follow=follow,
        detail={"follow": follow.pk},
    )
    Delivery.objects.bulk_create([asking], ignore_conflicts=True)


@transaction.atomic
def once(member, name: str, key: str, detail: dict, ring, follow: Follow | None = None) -> None:
    """Tell the member by their ways. The notification counts on as long as the `follow` that it tells of stands."""
    kind, wants = KINDS[name], preference_of(member).wants
    told = {"kind": name, "detail": detail}
    if wants(kind, Channel.BELL):
        done = {"state": Delivery.State.SENT, "done_at": timezone.now()}
        row, is_new = Delivery.objects.get_or_create(
            member=member, key=key, channel=Channel.BELL, defaults=told | done | {"follow": follow}
        )
        if is_new:
            Delivery.objects.filter(pk=row.pk).update(notification=ring())
    if wants(kind, Channel.MAIL) and member.may_be_mailed:
        due = {"due_at": due_at(timezone.now())}
        Delivery.objects.get_or_create(member=member, key=key, channel=Channel.MAIL, defaults=told | due)
