"""Which names a member may be shown by.

Names shown may repeat, as people's names do, for the username stands beside them. But nobody is shown by another's
username, by the name of the forum, of somebody who runs it, of a group, or of an office.
"""

from collections.abc import Callable, Iterable

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import FormerUsername, User
from accounts.names import flat_key, holds_handle, name_key, shown_key, validate_signs
from accounts.reserved_names import is_reserved
from forum.site.models import SiteSettings

_unasked: list[Callable[[], Iterable[int]]] = []


def leave_out_groups(numbers: Callable[[], Iterable[int]]) -> None:
    """Have these groups' names taken for free ones: that one is taken may tell what not everybody may know."""
    if numbers not in _unasked:
        _unasked.append(numbers)


def validate_shown_name(name: str, member: User) -> None:
    """Raise ValidationError, with a sentence for the member, if they may not be shown by this name."""
    validate_signs(name)
    if holds_handle(name):
        raise ValidationError(_("Leave out the @. Your username is shown beside the name anyway."), "handle")
    is_anothers = _is_username_of_another(name, member)
    is_own = shown_key(name) == shown_key(member.username)
    if is_own and (not is_anothers or name.casefold() == member.username.casefold()):
        return
    if not member.is_forum_staff and (is_reserved(name) or flat_key(name) == _name_of_the_forum()):
        raise ValidationError(_("This name is reserved. Try another."), "reserved")
    if is_anothers or is_forum_staff(name, beside=member):
        raise ValidationError(_("Another member has this name, or one very much like it."), "taken")


def is_forum_staff(name: str, *, beside: User | None = None) -> bool:
    """Whether somebody who runs the forum, or a group, has this name; `beside` and their groups do not count."""
    return flat_key(name) in staff_names(beside=beside)


def staff_names(*, beside: User | None = None) -> set[str]:
    """The flat keys of the forum's name, of its staff's names, and of groups' names, without those of `beside`.

    Four queries for few rows.
    """
    unasked = {number for numbers in _unasked for number in numbers()}
    groups, staff = Group.objects.exclude(pk__in=unasked), User.objects.forum_staff()
    if beside is not None and beside.pk:
        groups, staff = groups.exclude(user=beside), staff.exclude(pk=beside.pk)
    names = {one for pair in staff.values_list("username", "display_name") for one in pair if one}
    keys = {flat_key(name) for name in names.union(groups.values_list("name", flat=True))}
    return keys if beside is not None and beside.is_forum_staff else keys | {_name_of_the_forum()}


def members_mistakable_for(names: Iterable[str], *, beside: Iterable[int]) -> list[str]:
    """Return the usernames of up to five open members with one of these names, except those with the keys `beside`."""
    keys = {flat_key(name) for name in names if name}
    members = User.objects.filter(closed_at=None).exclude(pk__in=beside)
    matches = members.filter(display_key__in=keys) | members.filter(username_key__in=keys)
    return list(matches.order_by("pk").values_list("username", flat=True)[:5])


def _is_username_of_another(name: str, member: User) -> bool:
    keys = [name_key(name), shown_key(name)]
    if User.objects.filter(username_key__in=keys).exclude(pk=member.pk).exists():
        return True
    return FormerUsername.objects.kept().filter(key__in=keys).exclude(member=member.pk).exists()


def _name_of_the_forum() -> str:
    return flat_key(SiteSettings.current().name)
