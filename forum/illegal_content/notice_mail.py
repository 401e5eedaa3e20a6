"""What is mailed to whoever sent a notice: a receipt, the decision, and what came of an objection.

None of it holds what they typed, or anybody could have this forum mail their words to others.
"""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from forum.illegal_content.models import Case, Notice, Objection
from forum.illegal_content.words import decision_words, objection_words
from forum.mail.composing import MailContent, plain_content
from forum.mail.paragraphs import in_sentence, one_line
from forum.mail.send_checks import NotSent, require_reachable
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery
from forum.site.absolute_addresses import absolute
from forum.site.models import SiteSettings

RECEIPT, DECISION, OBJECTION = "notice-receipt", "notice-decision", "notice-objection"
CONFIRM_SALT, OBJECT_SALT = "folkmoot.notice.confirm", "folkmoot.notice.object"


def write_receipt(notice: Notice) -> None:
    _write(notice, RECEIPT, f"notice:{notice.pk}")


def write_decisions(case: Case) -> None:
    """To each address that a receipt went to, or that is known to be its sender's, once for each decision.

    Receipts are limited, for each address and each network. Without that, whoever types a stranger's address a thousand
    times would have us mail them a thousand decisions.
    """
    if case.decided_at is None:
        return
    for notice in case.notices.exclude(email="").select_related("by"):
        if may_be_mailed(notice):
            _write(notice, DECISION, f"notice:{notice.pk}:decided:{int(case.decided_at.timestamp())}")


def may_be_mailed(notice: Notice) -> bool:
    """Whether a receipt went there, or the address was confirmed, for this or for the account of its sender."""
    is_own = notice.by is not None and notice.by.email == notice.email
    return notice.is_mailed or notice.confirmed_at is not None or is_own


def write_objection_outcome(objection: Objection) -> None:
    notice = objection.notice
    if notice.email and may_be_mailed(notice):
        _write(notice, OBJECTION, f"notice:{objection.notice_id}:objection")


def _write(notice: Notice, kind: str, key: str) -> None:
    if not settings.HAS_MAIL:
        return
    detail = {"notice": notice.pk, "language": notice.language}
    mail = Delivery(address=notice.email, key=key, channel=Channel.MAIL, kind=kind, detail=detail)
    Delivery.objects.bulk_create([mail], ignore_conflicts=True)


def confirm_token(notice: Notice) -> str:
    return signing.Signer(salt=CONFIRM_SALT).sign(str(notice.pk))


def objection_token(notice: Notice) -> str:
    return signing.Signer(salt=OBJECT_SALT).sign(str(notice.pk))


def read_token(token: str, salt: str) -> Notice | None:
    """Return the notice that a link names; None if we did not make the link, or the notice is gone."""
    try:
        pk = int(signing.Signer(salt=salt).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Notice.objects.select_related("case", "objection").filter(pk=pk).first()


def compose_receipt(delivery: Delivery, site: SiteSettings) -> MailContent:
    notice = _notice_of(delivery)
    names = {"number": notice.number, "forum": in_sentence(site.name)}
    blocks = [
        _("We received a report of illegal content on %(forum)s from this address. Its number is %(number)s.")
        % names,
        f"{_('It is about:')}\n{notice.address}",
        _("A moderator will look at it, and we’ll email you the decision with the reason."),
    ]
    if not notice.is_proven:
        confirm = absolute(reverse("notice-confirm", args=[confirm_token(notice)]))
        blocks.append(
            f"{_('Confirm that this address is yours, so that it is looked at sooner:')}\n{confirm}"
        )
    blocks.append(f"{_('Your report:')}\n{absolute(reverse('notice', args=[notice.secret]))}")
    blocks.append(_("If you didn’t send it, ignore this email."))
    return plain_content(_("Report %(number)s received") % names, "\n\n".join(blocks), has_unsubscribe=False)


def compose_decision(delivery: Delivery, site: SiteSettings) -> MailContent:
    notice = _notice_of(delivery)
    case = notice.case
    if case.decided_at is None:
        raise NotSent(_("It’s to be decided again."))
    names = {"number": notice.number, "forum": in_sentence(site.name)}
    blocks = [
        _("This is about your report %(number)s of illegal content on %(forum)s.") % names,
        f"{_('It is about:')}\n{notice.address}",
        *[one_line(words) for words in decision_words(case)],
    ]
    if not Objection.objects.filter(notice=notice).exists():
        link = absolute(reverse("notice-object", args=[objection_token(notice)]))
        blocks.append(
            f"{_('If you think the decision is wrong, you can object once within 6 months:')}\n{link}"
        )
    blocks.append(_("You can also turn to a court, or to a body that settles disputes out of court."))
    subject = _("Decision about your report %(number)s") % names
    return plain_content(subject, "\n\n".join(blocks), has_unsubscribe=False)


def compose_objection(delivery: Delivery, site: SiteSettings) -> MailContent:
    notice = _notice_of(delivery)
    objection = Objection.objects.filter(notice=notice).exclude(decided_at=None).first()
    if objection is None:
        raise NotSent(_("It isn’t decided any more."))
    names = {"number": notice.number, "forum": in_sentence(site.name)}
    blocks = [
        _("This is about your objection to the decision about report %(number)s on %(forum)s.") % names,
        *[one_line(words) for words in objection_words(objection)],
        _("You can also turn to a court, or to a body that settles disputes out of court."),
    ]
    subject = _("Your objection about report %(number)s") % names
    return plain_content(subject, "\n\n".join(blocks), has_unsubscribe=False)


def _notice_of(delivery: Delivery) -> Notice:
    require_reachable(delivery)
    notice = Notice.objects.select_related("case").filter(pk=delivery.detail.get("notice", 0)).first()
    if notice is None or notice.email != delivery.address:
        raise NotSent(_("The report is not kept any more."))
    return notice
