"""Helping somebody who cannot sign in: a reset link, and switching off a lost second factor."""

from typing import Literal

from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.models import User
from forum.moderation.acts import Act, Detail
from forum.moderation.helping import telling
from forum.moderation.helping.targets import HELPED
from forum.notifications.notifying import notify_of_security_change
from forum.site.absolute_addresses import absolute


def mail_link(by: User, member: User, reason: str) -> None:
    telling.write(
        member.email,
        _("Reset your password for %(forum)s") % {"forum": telling.forum_name()},
        _("An administrator of %(forum)s sent you this link, so that you can choose a new password.")
        % {"forum": telling.forum_name()},
        f"{_('Choose a new password:')}\n{telling.reset_link(member)}",
        _("Your username is “%(member)s”. The link works once, for three days.")
        % {"member": member.username},
    )


send_reset_link = Act(
    name="send-reset-link",
    on=HELPED,
    label=gettext_lazy("Send reset link"),
    effect=gettext_lazy(
        "The member gets an email with a link for choosing a new password. The old one works until then."
    ),
    done_to_many=ngettext_lazy(
        "%(count)d email with a reset link is on its way.",
        "%(count)d emails with reset links are on their way.",
        "count",
    ),
    restricts=False,
    log_words=gettext_lazy("sent a password reset link to"),
    is_for_admin=True,
    is_due=telling.is_mailed,
    change=mail_link,
)


def announce_link(by: User, member: User, reason: str) -> None:
    notify_of_security_change(member, "reset_link_made")


# The page that comes after it shows the link: it is a key to the account, and kept nowhere.
show_reset_link = Act(
    name="show-reset-link",
    on=HELPED,
    label=gettext_lazy("Make reset link"),
    effect=gettext_lazy(
        "You get a link for choosing a new password, shown once. Give it to the member yourself: "
        "this forum can’t email it, or they have no address."
    ),
    done_to_many=ngettext_lazy("%(count)d link is made.", "%(count)d links are made.", "count"),
    restricts=False,
    log_words=gettext_lazy("made a password reset link for"),
    is_for_admin=True,
    is_due=lambda member: not telling.is_mailed(member),
    change=announce_link,
)


def switch_off(by: User, member: User, reason: str) -> Detail | Literal[False]:
    kinds = sorted(set(Authenticator.objects.filter(user=member).values_list("type", flat=True)))
    if not kinds:
        return False
    Authenticator.objects.filter(user=member).delete()
    telling.tell(
        member,
        "second_factor_removed",
        _("Two-factor authentication is off for your account on %(forum)s") % {"forum": telling.forum_name()},
        _(
            "An administrator of %(forum)s switched off two-factor authentication for your account “%(member)s”: "
            "authenticator app, passkeys and recovery codes. Your password alone signs you in now."
        )
        % {"forum": telling.forum_name(), "member": member.username},
        f"{_('Set it up again:')}\n{absolute(reverse('mfa_index'))}",
        f"{_('If you didn’t ask for this, reset your password now:')}\n{absolute(reverse('account_reset_password'))}",
    )
    return {"kinds": kinds}


remove_second_factor = Act(
    name="no-second-factor",
    on=HELPED,
    label=gettext_lazy("Switch off two-factor authentication"),
    effect=gettext_lazy(
        "For a member who lost their device. Their authenticator app, passkeys and recovery codes stop working; "
        "their password alone signs them in. Make sure that it’s really them. They are notified. "
        "This can’t be undone."
    ),
    done_to_many=ngettext_lazy(
        "Two-factor authentication is off for %(count)d member.",
        "Two-factor authentication is off for %(count)d members.",
        "count",
    ),
    restricts=False,
    log_words=gettext_lazy("switched off two-factor authentication for"),
    is_for_admin=True,
    is_harsh=True,
    is_due=lambda member: Authenticator.objects.filter(user=member).exists(),
    change=switch_off,
)

ACTS = (send_reset_link, show_reset_link, remove_second_factor)
