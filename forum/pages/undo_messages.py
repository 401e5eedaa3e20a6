"""Messages with a button that takes back what they tell of, by a form to an address."""

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

from forum.pages.addresses import is_ours
from forum.pages.messages_beside_posts import other_tags

MARK = "undo-at:"


def success_with_undo(request: HttpRequest, text: str, address: str) -> None:
    messages.success(request, text, extra_tags=f"{MARK}{address}")


def undo_address(message: Message) -> str:
    """Where the button of this message leads, or "" if it has none."""
    tags = other_tags(message)
    address = tags.removeprefix(MARK)
    return address if tags.startswith(MARK) and is_ours(address) else ""
