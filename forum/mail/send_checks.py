"""Whether a mail should still go out, asked when it is sent: much may have changed since it was queued."""

from functools import lru_cache
from typing import Any

from allauth.account import app_settings
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils.translation import gettext as _

from accounts.models import User
from forum.boards.models import permissions_of
from forum.boards.permissions import Sight
from forum.database.prepared_queries import PreparedJoins, stand_ins
from forum.follows import selection
from forum.follows.models import AT_ONCE, Follow, Level
from forum.mail import suppressed_addresses
from forum.mail.delaying import has_returned
from forum.notifications.channels import Channel
from forum.notifications.kinds import KINDS, told_by_follow
from forum.notifications.models import Delivery, NotificationPreference
from forum.posts.models import Post, PostQuerySet
from forum.reading.read_state import is_yet_to_read


class NotSent(Exception):
    """The mail should not be sent any more. The argument says why, for the admin."""

    def __init__(self, reason: str, *, is_gone: bool = False) -> None:
        super().__init__(reason)
        self.is_gone = is_gone  # what it is about is not there any more for whom it is for


def require_reachable(delivery: Delivery) -> None:
    """Raise NotSent if the person has left, has no address that works, or does not want such mail."""
    member = delivery.member
    if member is None:
        if suppressed_addresses.is_suppressed(delivery.address):
            raise NotSent(_("This address is blocked."))
        return
    if member.closed_at or not member.is_active:
        raise NotSent(_("The member has left."))
    if member.is_suspended and not KINDS[delivery.kind].to_suspended:
        raise NotSent(_("The member is suspended."))
    if member.is_placeholder or (member.is_imported and member.last_login is None):
        raise NotSent(_("They came with an import and haven’t signed in yet."))
    if not member.email or not has_confirmed_address(member):
        raise NotSent(_("The member has no confirmed address."))
    if suppressed_addresses.is_suppressed(member.email):
        raise NotSent(_("This address is blocked."))
    if not NotificationPreference.of(member).wants(KINDS[delivery.kind], Channel.MAIL):
        raise NotSent(_("The member has turned these emails off."))


def reachable_member(delivery: Delivery) -> User:
    """Return the member whom a mail is for. Raise NotSent if it cannot reach them or is unwanted."""
    require_reachable(delivery)
    if delivery.member is None:
        raise NotSent(_("The member has left."))
    return delivery.member


def has_read_by_bell(delivery: Delivery) -> bool:
    """Whether the member has read the notification of the same matter, which may be no post."""
    by_bell = Delivery.objects.filter(member=delivery.member, key=delivery.key, channel=Channel.BELL)
    return by_bell.filter(notification__read_at__isnull=False).exists()


def has_confirmed_address(member: User) -> bool:
    """Whether the address is known to be the member's. Until mail is set up, nothing can be confirmed."""
    if app_settings.EMAIL_VERIFICATION != app_settings.EmailVerificationMethod.MANDATORY:
        return True
    return bool(EmailAddress.objects.filter(user=member, email=member.email, verified=True).exists())


def post_to_send(delivery: Delivery) -> Post:
    """Return the post. Raise NotSent if this person may not see it, has read it, or does not want it any more."""
    require_reachable(delivery)
    post = _visible_post(delivery.post_id, delivery.member) if delivery.post_id else None
    if post is None:
        raise NotSent(_("The post was removed, or the reader can’t see it any more."), is_gone=True)
    if delivery.member is None:
        _require_visitors_follow(delivery)
    else:
        require_wanted(delivery, post)
    return post


def _visible_post(number: int, member: User | None) -> Post | None:
    """The post with all that its mail says of it, if this member, or a visitor, may read it now."""
    sight = Sight.of(permissions_of(member or AnonymousUser()))
    if member is None:
        return _post_for_visitors(sight).first([number])
    return _post_for_members(sight).first([number, member.pk])


@lru_cache(maxsize=100)
def _post_for_members(sight: Sight) -> PreparedJoins[Post]:
    """With what `require_wanted` asks; asks with the numbers of the post and of the member."""
    number, member = numbers = stand_ins(2)
    posts = Post.objects.readable_by(sight.asked_by(member)).annotate(**read_and_muted(member))
    return PreparedJoins(_standing(posts).filter(pk=number), numbers)


@lru_cache(maxsize=10)
def _post_for_visitors(sight: Sight) -> PreparedJoins[Post]:
    [number] = numbers = stand_ins(1)
    return PreparedJoins(_standing(Post.objects.visible_to(sight.permissions)).filter(pk=number), numbers)


def _standing(posts: PostQuerySet) -> PostQuerySet:
    standing = posts.not_removed().filter(topic__removed_at=None)
    return standing.select_related("topic__board", "author", "reply_to")


def read_and_muted(member_id: int) -> dict[str, Case]:
    """Return annotations of posts, `is_read` and `is_muted`: whether a member has read it, or muted what it is about.

    Posts whose notification they have marked read count as read.
    """
    by_bell = Delivery.objects.filter(member=member_id, post=OuterRef("pk"), channel=Channel.BELL)
    known = ~is_yet_to_read(member_id) | Q(Exists(by_bell.filter(notification__read_at__isnull=False)))
    muted = selection.has_muted_post(
        member_id, topic=OuterRef("topic"), board=OuterRef("topic__board"), author=OuterRef("author")
    )
    return {
        "is_read": Case(When(known, then=True), default=False),
        "is_muted": Case(When(muted, then=True), default=False),
    }


def require_wanted(delivery: Delivery, post: Any) -> None:
    """Raise NotSent if the member does not want to hear of this post, which has the annotations of above."""
    if KINDS[delivery.kind].by_follow:
        _require_members_follow(delivery, post)
    if post.is_muted:
        raise NotSent(_("They muted the topic, its board or a tag, or ignore its author."))
    if _has_read(delivery, post):
        raise NotSent(_("They’ve already read it."))


def _has_read(delivery: Delivery, post: Any) -> bool:
    """Whether they have read it; if the mail is about an edit, since then."""
    if "revision" not in delivery.detail:
        return bool(post.is_read)
    return has_returned(delivery.member_id or 0, post.topic_id, delivery.created_at)


def _require_visitors_follow(delivery: Delivery) -> None:
    follow = delivery.follow
    if follow is not None and follow.member is not None:
        # They have an account since. What was for their address is still for them.
        if follow.member.email == delivery.address and follow.is_at(*AT_ONCE):
            return
        raise NotSent(_("They don’t follow this any more."))
    if follow is None or follow.address != delivery.address or not follow.is_at(Level.EVERY):
        raise NotSent(_("They don’t follow this any more."))


def _require_members_follow(delivery: Delivery, post: Post) -> None:
    """Raise NotSent unless the member still follows, at a level of single mails, something that covers the post.

    A topic may have gone to another board meanwhile, or lost a tag.
    """
    follow = delivery.follow
    at_once = follow if follow is not None and follow.is_at(*AT_ONCE) else None
    if at_once is not None and at_once.kind in {"topic", "person"}:
        return
    telling = selection.follows_of_post(post.topic, post.author_id, is_new_topic=post.is_first)
    theirs = Follow.objects.filter(telling | Q(topic=post.topic_id), member=delivery.member_id)
    if at_once is not None and theirs.filter(pk=at_once.pk).exists():
        return
    things = theirs.active([Level.EVERY]).select_related("topic", "board", "tag", "person")
    other = things.order_by("pk").first()
    if other is not None:
        delivery.follow, delivery.kind = other, told_by_follow(other.kind, post.topic).name
    elif at_once is not None:
        raise NotSent(_("It was moved out of what they follow."), is_gone=True)
    else:
        raise NotSent(_("They don’t follow this any more, or less often."))
