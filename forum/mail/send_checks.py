"""Between a post and its mail time passes: whether the mail is still right is asked when it goes out."""

from allauth.account import app_settings
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils.translation import gettext as _

from forum.follows import selection
from forum.follows.models import AT_ONCE, Follow, Level
from forum.mail import suppressed_addresses
from forum.mail.composing import Gone, Skip
from forum.mail.pacing import has_returned
from forum.notifications.kinds import KIND_BY_FOLLOW, KINDS
from forum.notifications.models import Channel, Delivery, NotificationPreference
from forum.posts.models import Post


def require_reachable(delivery: Delivery) -> None:
    """The person is here, has an address that works, and still wants such mail. Raises Skip otherwise."""
    member = delivery.member
    if member is None:
        if suppressed_addresses.holds(delivery.address):
            raise Skip(_("Mail to this address is stopped."))
        return
    if member.closed_at or not member.is_active:
        raise Skip(_("The member has left."))
    if member.is_suspended:
        raise Skip(_("The member is suspended."))
    if member.is_placeholder or (member.is_imported and member.last_login is None):
        raise Skip(_("They came with an import and have not signed in yet."))
    if not member.email or not is_confirmed(member):
        raise Skip(_("The member has no confirmed address."))
    if suppressed_addresses.holds(member.email):
        raise Skip(_("Mail to this address is stopped."))
    if not NotificationPreference.of(member).wants(KINDS[delivery.kind], Channel.MAIL):
        raise Skip(_("The member does not want such emails any more."))


def is_confirmed(member) -> bool:
    """Whether the address is known to be the member's. Until mail is set up, nothing can be confirmed."""
    if app_settings.EMAIL_VERIFICATION != app_settings.EmailVerificationMethod.MANDATORY:
        return True
    return EmailAddress.objects.filter(user=member, email=member.email, verified=True).exists()


def post_to_send(delivery: Delivery) -> Post:
    """The post, if this person may see it, still wants to hear of it and has not read it. Raises Skip otherwise."""
    require_reachable(delivery)
    reader = delivery.member or AnonymousUser()
    posts = Post.objects.visible_to(reader).not_removed().filter(topic__removed_at=None)
    if delivery.member is not None:
        posts = posts.annotate(**known_of(delivery.member.pk))
    post = posts.select_related("topic__board", "author", "reply_to").filter(pk=delivery.post_id).first()
    if post is None:
        raise Gone(_("The post is removed, or out of sight for this reader."))
    if delivery.member is None:
        require_visitors_follow(delivery)
    else:
        require_wanted(delivery, post)
    return post


def known_of(member_id: int) -> dict[str, Case]:
    """Whether a member has read a post, or muted what it is about, asked with the post itself.

    What they have marked read at the bell they know of, and want no mail about.
    """
    rung = Delivery.objects.filter(member=member_id, post=OuterRef("pk"), channel=Channel.BELL)
    read = selection.has_read(member_id, OuterRef("topic"), OuterRef("number"))
    known = Q(read) | Q(Exists(rung.filter(notification__read_at__isnull=False)))
    muted = selection.has_muted_post(
        member_id, topic=OuterRef("topic"), board=OuterRef("topic__board"), author=OuterRef("author")
    )
    return {
        "is_read": Case(When(known, then=True), default=False),
        "is_muted": Case(When(muted, then=True), default=False),
    }


def require_visitors_follow(delivery: Delivery) -> None:
    follow = delivery.follow
    if follow is not None and follow.member is not None:
        # They have an account since. What was for their address is still for them.
        if follow.member.email == delivery.address and follow.level in AT_ONCE:
            return
        raise Skip(_("They do not follow this any more."))
    if follow is None or follow.address != delivery.address or follow.level != Level.EVERY:
        raise Skip(_("They do not follow this any more."))


def has_read(delivery: Delivery, post) -> bool:
    """Whether they have read it; where an edit is told of, since then."""
    if "revision" not in delivery.detail:
        return post.is_read
    return has_returned(delivery.member_id or 0, post.topic_id, delivery.created_at)


def require_wanted(delivery: Delivery, post) -> None:
    if KINDS[delivery.kind].by_follow:
        require_telling_follow(delivery, post)
    if post.is_muted:
        raise Skip(_("They have muted it, or what it stands in, or its author."))
    if has_read(delivery, post):
        raise Skip(_("They have read it already."))


def require_telling_follow(delivery: Delivery, post) -> None:
    """What the mail came from must still tell of the post at once. Where it does not, another follow may.

    A topic may have gone to another board meanwhile, or lost a tag.
    """
    follow = delivery.follow
    at_once = follow if follow is not None and follow.level in AT_ONCE else None
    if at_once is not None and at_once.kind in {"topic", "person"}:
        return
    telling = selection.telling_follows(post.topic, post.author_id, is_new_topic=post.is_first)
    theirs = Follow.objects.filter(telling | Q(topic=post.topic_id), member=delivery.member_id)
    if at_once is not None and theirs.filter(pk=at_once.pk).exists():
        return
    things = theirs.filter(level=Level.EVERY).select_related("topic", "board", "tag", "person")
    other = things.order_by("pk").first()
    if other is not None:
        delivery.follow, delivery.kind = other, KIND_BY_FOLLOW[other.kind].name
    elif at_once is not None:
        raise Gone(_("It stands no more in what they follow."))
    else:
        raise Skip(_("They do not follow this any more, or at another level."))
