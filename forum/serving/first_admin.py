"""The first administrator: made once, with a password that is shown once and kept only as a hash."""

import secrets
from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

USERNAME = "admin"
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread from a screen: no i, l, o, 0, 1


def make_first_admin(say: Callable[[str], None]) -> None:
    members = get_user_model().objects
    if members.filter(is_superuser=True).exists():
        return
    if members.named(USERNAME).exists():
        say(_("There is no administrator yet. Create one with manage.py createsuperuser."))
        return
    password = generated_password()
    # Said before it is committed: a password that was kept but never seen would lock the owner out.
    with transaction.atomic():
        members.create_superuser(USERNAME, password=password)
        say(_("Your administrator account. This password is shown only once:"))
        say(f"    {USERNAME}    {password}")


def generated_password() -> str:
    letters = [secrets.choice(ALPHABET) for _letter in range(20)]
    return "-".join("".join(letters[start : start + 5]) for start in range(0, 20, 5))
