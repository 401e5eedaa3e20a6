from django.contrib.auth.models import Group

from forum.boards.automatic_groups import GROUP
from forum.boards.models import Board, Grant
from forum.boards.presets import MODERATING, Preset, apply_preset
from forum.demo.source_files import Community, Place


def write_places(community: Community, moderators: Group) -> dict[str, Board]:
    """The boards by slug. A board that is open like the one above it takes that one's grants."""
    places = {place.slug: place for place in community.places}
    sections = {place.parent for place in community.places}
    boards: dict[str, Board] = {}
    for position, place in enumerate(community.places, 1):
        boards[place.slug] = board = Board.objects.create(
            slug=place.slug,
            name=place.name,
            description=place.description,
            parent=boards.get(place.parent),
            position=position,
            takes_topics=place.slug not in sections,
        )
        _open(board, place, places.get(place.parent), moderators)
    return boards


def _open(board: Board, place: Place, above: Place | None, moderators: Group) -> None:
    if above and above.access == place.access:
        return
    apply_preset(board, Preset(place.access))
    Grant.objects.create(
        board=board,
        audience=GROUP,
        group=moderators,
        verbs=MODERATING,
    )
