from django.db import transaction

from forum.boards.models import Board, Grant, grants_of
from forum.boards.permission_locks import change_grants
from forum.site.models import SiteSettings


@transaction.atomic
def open_as(board: Board, preset: str) -> None:
    """Replace the board's grants by those of the preset."""
    change_grants()
    board.grants.all().delete()
    grants = grants_of(preset)
    for grant in grants:
        grant.board = board
    Grant.objects.bulk_create(grants)
    SiteSettings.bump()
