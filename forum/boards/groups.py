"""To whom something is granted: groups of members, and automatic groups, whose members follow from a rule.

A group is named by its id, an automatic one by its name. An installed app registers such ones in its `ready()`.
"""

from collections.abc import Callable, Collection, Container
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User

GROUP = "group"  # what a grant to a group of the admin says where others name an automatic one
# An empty condition would vanish beside an "or", and with it everybody.
EVERYBODY = Q(pk__isnull=False)
NOBODY = Q(pk__in=())


@dataclass(frozen=True)
class AutomaticGroup:
    """Says twice who belongs to it, which must agree: of one active member, and as a condition on members."""

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


def groups_of(
    reader: Reader, among: Container[int | str] | None = None, numbers: Collection[int] | None = None
) -> set[int | str]:
    """The groups to which somebody belongs. Who is not signed in, not active or not approved yet counts as a visitor.

    Of automatic groups only those `among` these are asked, for some ask the database. `numbers` are the others, where
    they have been read.
    """
    automatic = [group for name, group in AUTOMATIC_GROUPS.items() if among is None or name in among]
    if not (isinstance(reader, User) and reader.is_active and reader.waits_since is None):
        return {group.name for group in automatic if group.has_visitors}
    names = {group.name for group in automatic if group.has_visitors or group.includes(reader)}
    return names | set(reader.groups.values_list("id", flat=True) if numbers is None else numbers)


def members_of(group: int | str) -> Q:
    """Which active members belong to a group, as a condition on members: `groups_of` turned round."""
    if isinstance(group, int):
        return Q(pk__in=User.groups.through.objects.filter(group=group).values("user"))
    return AUTOMATIC_GROUPS[group].members() if group in AUTOMATIC_GROUPS else NOBODY


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
