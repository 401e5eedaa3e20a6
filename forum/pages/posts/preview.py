"""A text as it will look: below its box on the page, or as a fragment for a script that asks while somebody types."""

from dataclasses import dataclass, field
from typing import Protocol, Self

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from forum.limits import LimitExceeded
from forum.markup.remote_pictures import marked_addresses
from forum.pages.errors.refusals import plain_refusal
from forum.pages.posts.topic_fields import with_answers_sent
from forum.pages.posts.writing_place import (
    board_written_on,
    groups_not_open_to,
    members_out_of_reach,
    notified_by_groups,
)
from forum.pages.requests import ForumRequest
from forum.posts.post_text import PostText, render_text
from forum.refusals import NotAllowed, Refusal


class Previewed(Protocol):
    preview_after: int

    @property
    def text(self) -> PostText | None: ...


@dataclass(frozen=True)
class Preview:
    text: PostText | None
    out_of_reach: list[str]  # usernames it mentions, of members who can’t see the board
    groups: list[tuple[str, int]]  # that it mentions, with how many members are notified
    has_pictures_to_copy: bool = False  # of other sites, which are links until then
    closed_groups: list[str] = field(default_factory=list)  # named in it, which its author may not mention
    after: int = 0  # seconds until there is one, where it was asked for too soon

    @classmethod
    def of(cls, text: PostText, board_id: int | None, author: User) -> Self:
        mentions = text.rendered.mentions
        groups = notified_by_groups(author, mentions, board_id)
        waits = bool(marked_addresses(text.rendered.html))
        out_of_reach = members_out_of_reach(mentions, board_id)
        return cls(text, out_of_reach, groups, waits, groups_not_open_to(author, text))

    @classmethod
    def of_form(cls, form: Previewed, board_id: int | None, author: User) -> Self:
        """The preview of a form that is valid; or when there will be one: nobody is refused for looking often."""
        if form.preview_after or not form.text:
            return cls(None, [], [], after=form.preview_after)
        return cls.of(form.text, board_id, author)

    def on(self, page: HttpResponse) -> HttpResponse:
        """Return the page with it; one on which it is not yet says so to programs, too."""
        return later(page, self.after) if self.after else page


@require_POST
def preview(request: ForumRequest) -> HttpResponse:
    """The rendered body, as an HTML fragment. Beyond its limit it comes later: a 202 says in how many seconds."""
    if not request.user.is_authenticated:
        return plain_refusal(NotAllowed(_("Sign in to see a preview.")))
    place, options = request.POST.get("place", ""), request.site_settings.markup_options
    board_id = board_written_on(request.user, place)
    body = request.POST.get("body", "")
    if place.startswith("board:"):
        body = with_answers_sent(board_id, request.POST, body)
    try:
        text = render_text(body, request.user, options, is_preview=True)
    except LimitExceeded as limit:
        return comes_later(limit)
    except Refusal as refusal:
        return plain_refusal(refusal)
    return render(request, "posts/_preview.html", {"preview": Preview.of(text, board_id, request.user)})


def comes_later(limit: LimitExceeded) -> HttpResponse:
    sentence = _("The preview will be here in a moment.")
    return later(HttpResponse(sentence, content_type="text/plain; charset=utf-8"), limit.retry_after)


def later(response: HttpResponse, seconds: int) -> HttpResponse:
    response.status_code, response.headers["Retry-After"] = 202, str(seconds)
    return response
