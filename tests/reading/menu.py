"""What pages say of unread topics in their menu and beside boards."""

from django.utils import timezone

from forum.reading.unread import UnreadInMenu


def unread_by_board(reader) -> dict[int, int]:
    return UnreadInMenu(reader, timezone.now()).by_board
