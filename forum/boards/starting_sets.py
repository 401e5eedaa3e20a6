"""The first boards of a new forum: three sets to choose among, of which each board may be left out."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.boards.models import Board
from forum.boards.permission_locks import lock_permissions_exclusive
from forum.boards.presets import Preset, apply_preset
from forum.markup.unicode_text import slug_of


@dataclass(frozen=True)
class StartingBoard:
    key: str
    name: Promise
    description: Promise
    preset: str = Preset.PUBLIC


@dataclass(frozen=True)
class StartingSet:
    label: Promise
    boards: tuple[StartingBoard, ...]


STAFF_ROOM = StartingBoard(
    "staff", _("Staff room"), _("For those who run the forum. Nobody else sees it."), Preset.STAFF
)

STARTING_SETS: dict[str, StartingSet] = {
    "community": StartingSet(
        _("A small community"),
        (
            StartingBoard("news", _("Announcements"), _("News about the forum."), Preset.ANNOUNCEMENTS),
            StartingBoard("hello", _("Introductions"), _("New here? Say hello.")),
            StartingBoard("general", _("General"), _("Whatever brings us together.")),
            StartingBoard("help", _("Questions"), _("Ask, and someone will know.")),
            StartingBoard("other", _("Off topic"), _("Everything else.")),
            STAFF_ROOM,
        ),
    ),
    "support": StartingSet(
        _("Product support"),
        (
            StartingBoard("news", _("News"), _("Releases and announcements."), Preset.ANNOUNCEMENTS),
            StartingBoard("help", _("Help"), _("Questions about using it.")),
            StartingBoard("bugs", _("Problems"), _("Something doesn’t work as it should.")),
            StartingBoard("ideas", _("Ideas"), _("What it should do next.")),
            StartingBoard("tips", _("Tips and examples"), _("What others have made of it.")),
            STAFF_ROOM,
        ),
    ),
    "club": StartingSet(
        _("Club or association"),
        (
            StartingBoard("news", _("News"), _("From the committee."), Preset.ANNOUNCEMENTS),
            StartingBoard("events", _("Events"), _("What is on, and who is coming.")),
            StartingBoard("general", _("General"), _("About what we do.")),
            StartingBoard("members", _("Members"), _("Only members read and write here."), Preset.MEMBERS),
            StartingBoard("market", _("Offers and requests"), _("Lend, give away, look for.")),
            StartingBoard("staff", _("Committee"), _("For staff only. Nobody else sees it."), Preset.STAFF),
        ),
    ),
}


@transaction.atomic
def make_boards(set_name: str, keys: Collection[str]) -> list[Board]:
    """Make those boards of a set that `keys` name, after the boards there are, and return them.

    A board whose name is taken is not made again.
    """
    # One at a time: two of these would make the same boards.
    lock_permissions_exclusive()
    position = Board.objects.aggregate(last=Max("position"))["last"] or 0
    made = []
    for wanted in STARTING_SETS[set_name].boards:
        slug = slug_of(str(wanted.name), 80)
        board = Board(name=str(wanted.name), slug=slug, description=str(wanted.description))
        if wanted.key not in keys or board.is_taken("slug"):
            continue
        position += 1
        board.position = position
        board.save()
        apply_preset(board, wanted.preset)
        made.append(board)
    return made
