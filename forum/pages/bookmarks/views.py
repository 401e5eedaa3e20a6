"""A member's bookmarks: adding one beside a post, its note and its reminder, and the list of all."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from forum.bookmarks import bookmarking
from forum.bookmarks.models import Bookmark
from forum.markup import excerpt
from forum.pages.addresses import next_or
from forum.pages.bookmarks.forms import BookmarkForm
from forum.pages.client_limits import limited
from forum.pages.forms import posted
from forum.pages.messages_beside_posts import beside
from forum.pages.pagination import NewestFirst
from forum.pages.posts import unsent_text
from forum.pages.posts.addresses import post_address
from forum.pages.posts.lookup import any_readable_post_or_404
from forum.pages.posts.single_post_page import single_post_page
from forum.pages.requests import MemberRequest, is_from_script
from forum.pages.responses import SeeOther
from forum.pages.templatetags.dates import in_full
from forum.posts.models import Post

PER_PAGE = 30
LONGEST_EXCERPT = 140  # characters


@login_required
@require_POST
@limited("bookmark")
def add(request: MemberRequest, post_id: int) -> HttpResponse:
    """Bookmark a post; its note and reminder have a page of their own."""
    post = any_readable_post_or_404(request, post_id)
    unsent_text.keep(request, post.topic)
    try:
        bookmarking.bookmark(request.user, post)
    except bookmarking.TooManyBookmarks as refusal:
        messages.error(request, str(refusal))
        return SeeOther(reverse("bookmarks"))
    if is_from_script(request):
        return render(request, "bookmarks/_beside_post.html", {"post": post, "is_bookmarked": True})
    messages.success(request, _("Bookmarked."), beside(post))
    return SeeOther(post_address(request.user, post))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited("bookmark")
def bookmark(request: MemberRequest, post_id: int) -> HttpResponse:
    """The note and the reminder of a bookmark, which is made if there is none yet."""
    post = any_readable_post_or_404(request, post_id)
    existing = Bookmark.objects.filter(member=request.user, post=post).first()
    sent = posted(request)
    form = BookmarkForm.of(existing, sent)
    context = {"form": form, "bookmark": existing, "excerpt": excerpt(post.text, LONGEST_EXCERPT)}
    if sent is None or not form.is_valid():
        return single_post_page(
            request, post, "bookmarks/bookmark.html", context, status=422 if sent else 200
        )
    try:
        bookmarking.annotate(request.user, post, form.cleaned_data["note"], form.remind_at)
    except bookmarking.TooManyBookmarks as refusal:
        form.add_error(None, str(refusal))
        return single_post_page(request, post, "bookmarks/bookmark.html", context, status=refusal.status)
    messages.success(request, saved_words(form.remind_at), beside(post))
    return SeeOther(next_or(request, post_address(request.user, post)))


def saved_words(remind_at: datetime | None) -> str:
    if remind_at is None:
        return _("Your bookmark is saved.")
    return _("Your bookmark is saved. The reminder is on %(time)s.") % {"time": in_full(remind_at)}


@login_required
@require_POST
@limited("bookmark")
def remove(request: MemberRequest, post_id: int) -> HttpResponse:
    """Also of a post that is out of sight by now."""
    if bookmarking.remove(request.user, post_id):
        messages.success(request, _("Bookmark removed."))
    return SeeOther(next_or(request, reverse("bookmarks")))


@dataclass(frozen=True)
class Row:
    bookmark: Bookmark
    post: Post | None  # None where the member cannot read it now
    excerpt: str

    @property
    def note(self) -> str:
        return self.bookmark.note

    @property
    def remind_at(self) -> datetime | None:
        return self.bookmark.remind_at


@login_required
@never_cache
@require_safe
def bookmarks(request: MemberRequest) -> HttpResponse:
    own = Bookmark.objects.filter(member=request.user)
    page = NewestFirst.of(request, own, "created_at", PER_PAGE)
    context = {"page": page, "rows": rows_of(request.user, page.rows)}
    return render(request, "bookmarks/bookmarks.html", context)


def rows_of(member: User, rows: list[Bookmark]) -> list[Row]:
    posts = Post.objects.readable_by(member).select_related("topic__board", "author")
    readable = posts.in_bulk([row.post_id for row in rows])
    found = [(row, readable.get(row.post_id)) for row in rows]
    return [Row(row, post, excerpt(post.text, LONGEST_EXCERPT) if post else "") for row, post in found]
