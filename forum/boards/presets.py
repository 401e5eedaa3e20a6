from collections.abc import Iterable

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from forum.boards.groups import GROUP
from forum.boards.models import Board, Grant
from forum.boards.own_groups import NAMED_MEMBERS
from forum.boards.permission_locks import lock_permissions_exclusive
from forum.boards.usual_verbs import ANSWERING, MODERATING, READING, WRITING
from forum.site.models import SiteSettings


class Preset(models.TextChoices):
    """The usual ways to open a board; each stands for a handful of grants."""

    PUBLIC = "public", _("Public: everyone can read, members can write")
    ANNOUNCEMENTS = "announcements", _("Announcements: everyone can read, staff start topics, members reply")
    MEMBERS = "members", _("Members only: members can read and write")
    PRIVATE = "private", _("Private: members you name, and staff, can read and write")
    STAFF = "staff", _("Staff only: staff can read and write")
    INHERITED = "inherited", _("Same as the parent board")


# Which verbs each automatic group is granted, and those whom a private board is for.
PRESETS: dict[str, dict[str, list[str]]] = {
    Preset.PUBLIC: {"everyone": READING, "members": WRITING, "staff": MODERATING},
    Preset.ANNOUNCEMENTS: {"everyone": READING, "members": ANSWERING, "staff": MODERATING},
    Preset.MEMBERS: {"members": WRITING, "staff": MODERATING},
    Preset.PRIVATE: {GROUP: WRITING, "staff": MODERATING},
    Preset.STAFF: {"staff": MODERATING},
    Preset.INHERITED: {},
}


def preset_of(board: Board, grants: Iterable[Grant]) -> Preset | None:
    """Return the preset whose grants these are, whatever order their verbs are in."""
    grants = list(grants)
    if any(grant.group_id and grant.group_id != board.named_members_id for grant in grants):
        return None
    rows = {grant.audience: set(grant.verbs) for grant in grants}
    for preset in Preset:
        if rows == {audience: set(verbs) for audience, verbs in PRESETS[preset].items()}:
            return preset
    return None


@transaction.atomic
def apply_preset(board: Board, preset: str) -> None:
    """Replace the board's grants by those of the preset."""
    lock_permissions_exclusive()
    board.grants.all().delete()
    for audience, verbs in PRESETS[preset].items():
        if audience == GROUP:
            NAMED_MEMBERS.allow(board)
        else:
            Grant.objects.create(board=board, audience=audience, verbs=list(verbs))
    SiteSettings.bump()
