"""The mail that asks an address whether it wants to follow, and the token in its link."""

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from forum.follows.models import Follow
from forum.mail.composing import MailContent, plain_content
from forum.mail.paragraphs import in_sentence
from forum.mail.send_checks import NotSent, require_reachable
from forum.mail.unsubscribe import visitors_see
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery
from forum.site.absolute_addresses import absolute
from forum.site.models import SiteSettings

SALT = "folkmoot.mail.confirm"


def compose(delivery: Delivery, site: SiteSettings) -> MailContent:
    """Compose the mail. Without a confirmation nothing follows, so it has no link to unsubscribe."""
    require_reachable(delivery)
    follow = Follow.objects.select_related("topic").filter(pk=delivery.detail["follow"]).first()
    if follow is None or follow.state != Follow.State.UNCONFIRMED or follow.topic is None:
        raise NotSent(_("It’s already confirmed, or was deleted."))
    if not visitors_see(follow.topic):
        raise NotSent(_("The topic was removed, or visitors can’t see it any more."))
    names = {"topic": in_sentence(follow.topic.title), "forum": in_sentence(site.name)}
    text = _(
        "Someone (probably you) asked us to email this address about new posts in “%(topic)s” on %(forum)s."
    )
    label, link = _("Yes, email me new posts"), absolute(reverse("mail-confirm", args=[token_for(follow)]))
    ignore = _("If this wasn’t you, ignore this email. We won’t send another.")
    subject = _("Confirm your emails about “%(topic)s”") % {"topic": follow.topic.title}
    return plain_content(subject, f"{text % names}\n\n{label}:\n{link}\n\n{ignore}", has_unsubscribe=False)


def write_request(*, follow_id: int, **_more: object) -> None:
    """Write one mail to an address that somebody gave: one for each follow, however often it is asked for."""
    follow = Follow.objects.filter(pk=follow_id, state=Follow.State.UNCONFIRMED).first()
    if follow is None:
        return
    mail = Delivery(
        address=follow.address,
        key=f"confirm:{follow.pk}",
        channel=Channel.MAIL,
        kind="confirm",
        follow=follow,
        detail={"follow": follow.pk},
    )
    Delivery.objects.bulk_create([mail], ignore_conflicts=True)


def token_for(follow: Follow) -> str:
    return signing.Signer(salt=SALT).sign(str(follow.pk))


def read_token(token: str) -> Follow | None:
    """Return the follow that the token confirms; None if we did not make it, or the follow is gone."""
    try:
        pk = int(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Follow.objects.select_related("topic").filter(pk=pk).first()
