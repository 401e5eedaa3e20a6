"""Giving a member another username. The old one leads to them for a year, and is nobody else's meanwhile."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import FormerUsername, User
from accounts.names import name_key, normalized_username, validate_username
from accounts.reserved_names import is_taken_by_others, validate_not_reserved
from accounts.shown_names import is_forum_staff
from forum.refusals import Refusal
from forum.site.models import SiteSettings

KEPT_FOR = timedelta(days=365)


class NameTaken(Refusal):
    """Somebody took the name between its check and its use."""

    code = "name_taken"
    sentence = _("This username is taken. Try another.")


def check_new_username(typed: str, member: User) -> str:
    """Return a username as it is kept. Raise ValidationError, with a sentence, if the member cannot have it."""
    username = normalized_username(typed)
    validate_username(username)
    if not member.is_forum_staff:
        validate_not_reserved(username)
    owner = User.objects.named(username).exclude(pk=member.pk)
    is_taken = owner.exists() or is_taken_by_others(username)
    if is_taken or is_forum_staff(username, beside=member if member.pk else None):
        raise ValidationError(NameTaken.sentence, "username_taken")
    return username


@transaction.atomic
def rename(member: User, username: str) -> str:
    """Give the member this username, which has been checked; return the old one. Raise NameTaken if it is taken."""
    member = User.objects.select_for_update().get(pk=member.pk)
    before, old_key = member.username, member.username_key
    member.username = username
    try:
        with transaction.atomic():
            member.save(update_fields=["username"])
    except IntegrityError as error:
        raise NameTaken from error
    check_not_kept(member)
    if member.username_key != old_key:
        kept_until = timezone.now() + KEPT_FOR
        facts = {"username": before, "member": member, "kept_until": kept_until}
        # A row of somebody else's with this key has run out, or nobody could have been called so.
        FormerUsername.objects.update_or_create(key=old_key, defaults=facts)
        FormerUsername.objects.filter(key=member.username_key).delete()
    SiteSettings.bump()  # visitors' cached pages show the name
    return before


def check_not_kept(member: User) -> None:
    """Raise NameTaken if the name is kept for another member: asked after it is saved, so that no race is lost."""
    kept = FormerUsername.objects.kept().filter(key=name_key(member.username)).exclude(member=member.pk)
    if kept.exists():
        raise NameTaken


def forget_former_usernames(but: Q | None = None) -> None:
    """Delete those whose time is over, except of rows that `but` says must be kept."""
    ended = FormerUsername.objects.filter(kept_until__lte=timezone.now())
    (ended.exclude(but) if but else ended).delete()
