"""Changing a member's email address or username, and closing their account."""

from collections.abc import Mapping
from typing import Any, Literal

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts import renaming, reverting_address_change
from accounts.models import User
from forum.legal_holds.holding import is_held
from forum.mail import account_mail, suppressed_addresses
from forum.members import closing_accounts
from forum.moderation.acts import Act, Detail
from forum.moderation.author_mail import details_of, way_to_appeal
from forum.moderation.helping import telling
from forum.moderation.helping.targets import HELPED, HELPED_UNLOCKED
from forum.moderation.models import LogEntry
from forum.notifications.notifying import notify_of_security_change
from forum.refusals import Refusal
from forum.site.absolute_addresses import absolute


def is_of_another(address: str, member: User) -> bool:
    confirmed = EmailAddress.objects.filter(email=address, verified=True).exclude(user_id=member.pk)
    return confirmed.exists() or User.objects.filter(email=address).exclude(pk=member.pk).exists()


class AddressTaken(Refusal):
    code = "address_taken"
    sentence = gettext_lazy("Another member has this email address.")


def set_address(by: User, member: User, reason: str, *, address: str) -> Detail | Literal[False]:
    """Set the address, to be confirmed by its owner; the old one gets the link that takes the change back."""
    before = member.email
    if before == address:
        return False
    if is_of_another(address, member):
        raise AddressTaken
    row = EmailAddress(user=member, email=address, primary=True, verified=False)
    try:
        with transaction.atomic():
            EmailAddress.objects.filter(user=member).delete()
            row.save()
            member.email = address
            member.save(update_fields=["email"])
    except IntegrityError as error:
        raise AddressTaken from error
    suppressed_addresses.forget(address)
    tell_of_address(member, row, before)
    return {}


def tell_of_address(member: User, row: EmailAddress, before: str) -> None:
    if before:
        path = reverse("revert-address-change", args=[reverting_address_change.make_token(member, before)])
        telling.write(
            before,
            _("The email address of your account on %(forum)s was changed") % {"forum": telling.forum_name()},
            _(
                "An administrator of %(forum)s changed the email address of your account “%(member)s” to %(address)s."
            )
            % {"forum": telling.forum_name(), "member": member.username, "address": row.email},
            f"{_('If you didn’t ask for this, take the change back:')}\n{absolute(path)}",
        )
    notify_of_security_change(member, "email_changed")
    if settings.HAS_MAIL:
        confirm = reverse("account_confirm_email", args=[EmailConfirmationHMAC(row).key])
        account_mail.queue(
            row.email, "email_confirmation", {"user": member, "activate_url": absolute(confirm)}
        )


change_address = Act(
    name="change-address",
    on=HELPED,
    label=gettext_lazy("Change email address"),
    effect=gettext_lazy(
        "Emails go to the new address once the member has confirmed it. The old address gets a link that takes "
        "the change back within three days."
    ),
    done_to_many=ngettext_lazy(
        "The email address is changed.", "%(count)d email addresses are changed.", "count"
    ),
    restricts=False,
    log_words=gettext_lazy("changed the email address of"),
    asks="address",
    is_for_admin=True,
    change=set_address,
)


def set_username(by: User, member: User, reason: str, *, username: str) -> Detail | Literal[False]:
    if member.username == username:
        return False
    before = renaming.rename(member, username)
    member.refresh_from_db()
    telling.tell(
        member,
        "renamed",
        _("Your username on %(forum)s is “%(new)s” now") % {"forum": telling.forum_name(), "new": username},
        _("An administrator of %(forum)s changed your username from “%(old)s” to “%(new)s”.")
        % {"forum": telling.forum_name(), "old": before, "new": username},
        _(
            "Sign in with the new name. Links to the old one lead to you for a year, and nobody else can take it."
        ),
        f"{_('Your page:')}\n{absolute(reverse('member', args=[username]))}",
        username=username,
    )
    return {"was": before, "now": username}


def name_back(by: User, member: User, entry: LogEntry, reason: str) -> LogEntry | None:
    was = entry.detail.get("was")
    return rename.perform(by, member, reason, username=was) if was else None


def forget_names(member: User) -> None:
    """Take the names out of the log of a closed account: that it was renamed stays."""
    for entry in LogEntry.objects.filter(member=member, act=rename.name):
        entry.detail = {key: value for key, value in entry.detail.items() if key not in ("was", "now")}
        entry.save(update_fields=["detail"])


def name_words(detail: Detail, boards: Mapping[int, str]) -> str:
    return _("from %(was)s to %(now)s") % detail if "was" in detail else ""


rename = Act(
    name="rename",
    on=HELPED,
    opposite="rename",
    label=gettext_lazy("Change username"),
    effect=gettext_lazy(
        "For a year, links and mentions with the old name lead to the member, and nobody else can take it. "
        "The member is notified."
    ),
    done_to_many=ngettext_lazy("The username is changed.", "%(count)d usernames are changed.", "count"),
    restricts=False,
    log_words=gettext_lazy("changed the username of"),
    detail_words=name_words,
    asks="username",
    is_for_admin=True,
    change=set_username,
    undo=name_back,
)


def held_words(detail: Detail, boards: Mapping[int, str]) -> str:
    return _("kept under a legal hold until it is lifted") if detail.get("is_held") else ""


def close_account(by: User, member: User, reason: str) -> Detail:
    is_kept = is_held(member)
    closing_accounts.close(member)
    return {"is_held": True} if is_kept else {}


class ClosingAct(Act[User]):
    """Tells the member by email alone: nothing else is left."""

    @transaction.atomic
    def perform(self, by: User, thing: User, reason: str = "", **more: Any) -> LogEntry | None:
        address, name = thing.email, thing.username
        entry = super().perform(by, thing, reason, **more)
        if entry is not None:
            telling.write(
                address,
                _("Your account on %(forum)s is closed") % {"forum": telling.forum_name()},
                _("An administrator of %(forum)s closed your account “%(member)s”.")
                % {"forum": telling.forum_name(), "member": name},
                *details_of(entry),
                _(
                    "Your posts stay, without your name. Everything else about you is deleted as soon as the law "
                    "allows."
                )
                if entry.detail.get("is_held")
                else _("Your posts stay, without your name. Everything else about you is deleted."),
                way_to_appeal(entry),
            )
        return entry


close = ClosingAct(
    name="close",
    on=HELPED_UNLOCKED,
    label=gettext_lazy("Close account"),
    effect=gettext_lazy(
        "Posts stay, shown as by a former member. Name, address, settings and follows are deleted, and nobody can "
        "sign in to the account. The member is told by email. This can’t be undone."
    ),
    done_to_many=ngettext_lazy("%(count)d account is closed.", "%(count)d accounts are closed.", "count"),
    restricts=True,
    log_words=gettext_lazy("closed the account of"),
    detail_words=held_words,
    notification=gettext_lazy("Your account was closed"),
    lasts=gettext_lazy("For good"),
    by_hand=gettext_lazy(
        "What belonged to the account was deleted, so it stays closed. If the member is right, they can sign up again: "
        "tell them in your answer."
    ),
    tells_itself=True,
    is_for_admin=True,
    is_harsh=True,
    change=close_account,
)

ACTS = (change_address, rename, close)
