"""Groups that nobody is put into: who belongs to one follows from the member. Grants name them like other groups.

An installed app registers groups of its own in its `ready()`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User

GROUP = "group"  # what a grant to a group of the admin says where others name an automatic one
# An empty condition would vanish beside an "or", and with it everybody.
EVERYBODY = Q(pk__isnull=False)


@dataclass(frozen=True)
class AutomaticGroup:
    """Who belongs to it is said twice, and must be the same: of one active member, and as a condition on members."""

    name: str
    label: str | Promise
    includes: Callable[[User], bool]
    members: Callable[[], Q]
    has_visitors: bool = False


AUTOMATIC_GROUPS: dict[str, AutomaticGroup] = {}


def register_automatic_group(group: AutomaticGroup) -> None:
    if group.name in AUTOMATIC_GROUPS or group.name == GROUP:
        raise ValueError(f"The automatic group {group.name} is registered already.")
    AUTOMATIC_GROUPS[group.name] = group


def automatic_groups_of(reader: Reader) -> set[str]:
    """Whoever is not signed in, or not active, is a visitor."""
    member = reader if isinstance(reader, User) and reader.is_active else None
    return {
        group.name
        for group in AUTOMATIC_GROUPS.values()
        if group.has_visitors or (member is not None and group.includes(member))
    }


def audience_choices() -> list[tuple[str, str | Promise]]:
    """To whom something can be granted."""
    return [*((group.name, group.label) for group in AUTOMATIC_GROUPS.values()), (GROUP, _("A group"))]


register_automatic_group(
    AutomaticGroup(
        "everyone",
        _("Everyone, visitors too"),
        includes=lambda member: True,
        members=lambda: EVERYBODY,
        has_visitors=True,
    )
)
register_automatic_group(
    AutomaticGroup("members", _("Members"), includes=lambda member: True, members=lambda: EVERYBODY)
)
register_automatic_group(
    AutomaticGroup(
        "staff",
        _("Staff"),
        includes=lambda member: member.is_staff,
        members=lambda: Q(is_staff=True),
    )
)
