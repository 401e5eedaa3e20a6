from django.contrib.auth.models import Group

from forum.boards.groups import GROUP
from forum.boards.models import Board, Grant
from forum.boards.presets import Preset, apply_preset
from forum.boards.usual_verbs import MODERATING
from forum.demo.large.following import TAGS, PlannedFollows
from forum.demo.large.plan import SOLVING_BOARD, TEAM_BOARD
from forum.topics.models import Tag

# By place, see `plan`.
BOARDS = (
    "Workshop", "Questions", "Machines", "Bicycles", "Radio and television", "Clocks", "Furniture", "Textiles",
    "Gardens", "Kitchens", "Off topic", "Back office",
)  # fmt: skip
THINGS = (
    "belt", "bearing", "battery", "board", "cable", "chain", "clutch", "display", "drill", "engine", "fan", "filter",
    "fuse", "gear", "glue", "handle", "hinge", "lamp", "lens", "lock", "motor", "paint", "pump", "relay", "seal",
    "spring", "switch", "thread", "valve", "wheel",
)  # fmt: skip


def write_boards(follows: PlannedFollows) -> list[Board]:
    """The boards by place; all may read them but the last, which is the team's."""
    moderators, _created = Group.objects.get_or_create(name="Moderators")
    boards = []
    for place, name in enumerate(BOARDS):
        board = Board.objects.create(
            name=name,
            slug=name.lower().replace(" ", "-"),
            position=place,
            takes_solutions=place == SOLVING_BOARD,
            follower_count=follows.followers["boards"][place],
        )
        apply_preset(board, Preset.STAFF if place == TEAM_BOARD else Preset.PUBLIC)
        Grant.objects.create(board=board, audience=GROUP, group=moderators, verbs=MODERATING)
        boards.append(board)
    return boards


def write_tags(follows: PlannedFollows) -> list[Tag]:
    return [
        Tag.objects.create(name=name, slug=name, follower_count=follows.followers["tags"][place])
        for place, name in enumerate(THINGS[:TAGS])
    ]
