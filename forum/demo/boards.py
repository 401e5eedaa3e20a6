from django.contrib.auth.models import Group

from forum.boards.groups import GROUP
from forum.boards.models import Board, Grant
from forum.boards.presets import Preset, apply_preset
from forum.boards.usual_verbs import MODERATING
from forum.demo.content_files import Community, DemoBoard


def write_boards(community: Community, moderators: Group) -> dict[str, Board]:
    """The boards by slug. A board with the same access as its parent has no grants of its own."""
    contents = {content.slug: content for content in community.boards}
    sections = {content.parent for content in community.boards}
    boards: dict[str, Board] = {}
    for position, content in enumerate(community.boards, 1):
        boards[content.slug] = board = Board.objects.create(
            slug=content.slug,
            name=content.name,
            description=content.description,
            parent=boards.get(content.parent),
            position=position,
            takes_topics=content.slug not in sections,
            takes_solutions=content.takes_solutions,
        )
        _grant(board, content, contents.get(content.parent), moderators)
    return boards


def _grant(board: Board, content: DemoBoard, parent: DemoBoard | None, moderators: Group) -> None:
    if parent and parent.access == content.access:
        return
    apply_preset(board, Preset(content.access))
    Grant.objects.create(board=board, audience=GROUP, group=moderators, verbs=MODERATING)
