from typing import Any

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from forum.pages.addresses import with_next
from forum.pages.posts.addresses import per_page
from forum.pages.requests import ForumRequest
from forum.posts.models import PendingPost, Post
from forum.posts.page_numbers import page_query, pages_of
from forum.topics.models import Topic


class SeeOther(HttpResponseRedirect):
    """The response to a form that succeeded: a redirect that becomes a GET."""

    status_code = 303


TOPIC, POST = "topic", "post"


class Gone(Http404):
    """There was something, and the reader may know that it was removed: answered by 410."""

    def __init__(self, what: str = TOPIC) -> None:
        super().__init__()
        self.what = what


class MergedAway(Http404):
    """The posts of a topic are in another now, which the reader sees: whoever asks for its page is led to this post."""

    def __init__(self, post: Post) -> None:
        super().__init__()
        self.post = post


def form_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page with the `form`; its status is 422 if what was sent is wrong, and the form says why."""
    return render(request, template, context, status=422 if context["form"].errors else 200)


def to_sign_in(next_path: str) -> SeeOther:
    return SeeOther(with_next(reverse("account_login"), next_path))


def to_sign_up(next_path: str) -> SeeOther:
    return SeeOther(with_next(reverse("account_signup"), next_path))


def moved_to(request: HttpRequest, path: str, query: str | None = None) -> HttpResponsePermanentRedirect:
    """Redirect permanently, with the query of the request unless another is given."""
    if query is None:
        query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)


def to_pending_post(request: ForumRequest, pending: PendingPost) -> SeeOther:
    """On to where the post will stand, with word that it waits for approval."""
    messages.info(
        request, _("Your post is waiting for approval. Others see it once a moderator has approved it.")
    )
    place, page = pending.place, ""
    if isinstance(place, Topic) and (last := pages_of(place, per_page(request.user))) > 1:
        page = f"?{page_query(last, per_page(request.user))}"
    return SeeOther(f"{place.get_absolute_url()}{page}#waiting-{pending.pk}")
