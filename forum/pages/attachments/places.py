"""Where a file is to be attached, named as in "topic:12", "board:general", "edit:34", "start" or "conversation"."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import Reader
from forum.attachments.rules import can_attach
from forum.boards.models import Board
from forum.conversations.taking_part import not_begun
from forum.pages.addresses import at_address_or_404, number_or_404
from forum.posts.models import Post
from forum.topics.models import Topic

START, CONVERSATION = "start", "conversation"
Place = Board | Topic | Post | None


def place_named(request: HttpRequest, name: str) -> Place:
    """Return what the name says, as far as the reader sees it; None for a board that is chosen later. Or 404."""
    kind, _colon, which = name.partition(":")
    if name == START:
        return None
    if name == CONVERSATION and request.user.is_authenticated:
        return not_begun(request.user)
    if kind == "board":
        return at_address_or_404(Board.objects.visible_to(request.user), which)
    if kind == "topic":
        return get_object_or_404(Topic.objects.readable_by(request.user), pk=number_or_404(which))
    if kind == "edit":
        posts = Post.objects.readably_placed_for(request.user).select_related("topic")
        return get_object_or_404(posts, pk=number_or_404(which))
    raise Http404


def attaches_at(reader: Reader, place: Place) -> str:
    """Return the name of the place if the reader may attach files there, else ""."""
    if not reader.is_authenticated or not can_attach(reader, place):
        return ""
    if place is None:
        return START
    if isinstance(place, Board):
        return f"board:{place.slug}"
    if isinstance(place, Topic) and place._state.adding:
        return CONVERSATION
    return f"topic:{place.pk}" if isinstance(place, Topic) else f"edit:{place.pk}"
