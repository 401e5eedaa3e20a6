"""The versions of a post: a page of the list, and what one of them changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from forum.boards.moderators import moderators_among
from forum.pages.addresses import row_number
from forum.pages.pagination import Pages
from forum.pages.posts.comparing import Row, compare
from forum.pages.posts.lookup import any_post_or_404
from forum.pages.posts.single_post_page import single_post_page
from forum.pages.requests import ForumRequest
from forum.pages.responses import to_sign_in
from forum.posts import rules, wiki_posts
from forum.posts.models import Post
from forum.posts.revisions import Revision, RevisionQuerySet
from forum.posts.team_messages import version_writers
from forum.refusals import Refusal

VERSIONS = 50  # on a page


@dataclass
class Version:
    """A text that the post has or had. Of a hidden one, readers other than moderators get no text."""

    number: int
    by: User | None
    at: datetime
    reason: str
    revision: Revision | None  # None for the present text
    source: str = ""
    html: str = ""
    title: str = ""
    is_early: bool = False
    is_hidden: bool = False
    is_readable: bool = True
    is_by_moderator: bool = False

    @classmethod
    def present(cls, post: Post) -> "Version":
        by, at = post.edited_by or post.author, post.edited_at or post.created_at
        return cls(post.revision, by, at, post.edit_reason, None, post.source, post.html)

    @classmethod
    def earlier(cls, revision: Revision, *, moderates: bool) -> "Version":
        is_readable = moderates or not revision.is_hidden
        return cls(
            revision.number,
            revision.written_by,
            revision.written_at,
            revision.reason,
            revision,
            is_early=revision.is_early,
            is_hidden=revision.is_hidden,
            is_readable=is_readable,
        )

    def with_text(self, texts: RevisionQuerySet, post: Post) -> "Version":
        """Read its text, if this reader may, and the title that the topic had then."""
        if self.revision and self.is_readable:
            self.source, self.html = texts.values_list("source", "html").get(number=self.number)
        if post.is_first:
            titles = texts.filter(number__gte=self.number).exclude(title="").order_by("number")
            self.title = titles.values_list("title", flat=True).first() or post.topic.title
        return self


@require_safe
def history(request: ForumRequest, post_id: int) -> HttpResponse:
    post = any_post_or_404(request, post_id)
    if not request.user.is_authenticated:
        return to_sign_in(request.path)
    if not rules.can_see_history(request.user, post, request.site_settings):
        raise PermissionDenied
    return history_page(request, request.user, post)


def history_page(
    request: ForumRequest, reader: User, post: Post, refusal: Refusal | None = None
) -> HttpResponse:
    context = versions_on_page(request, reader, post)
    context |= {
        "refusal": refusal,
        "can_restore": rules.can_restore_version(reader, post, request.site_settings),
        "wiki_authors": wiki_posts.authors_of([post]).get(post.pk),
        "readers": request.site_settings.history_readers,
    }
    return single_post_page(request, post, "posts/history.html", context, refusal.status if refusal else 200)


def versions_on_page(request: ForumRequest, reader: User, post: Post) -> dict[str, Any]:
    """Return the versions on the requested page, and what the one in `?version=`, else the present one, changed."""
    moderates = rules.can_moderate(reader, post)
    listed = Revision.objects.listed_for(reader, post).select_related("written_by").defer("source", "html")
    # The present text is one of them.
    pages = Pages.of(request, reverse("post-history", args=[post.pk]), listed.count() + 1, VERSIONS)
    start, stop = pages.slice.start, pages.slice.stop
    rows = list(listed[max(start - 1, 0) : stop - 1])
    versions = [Version.present(post)] if start == 0 else []
    versions += [Version.earlier(row, moderates=moderates) for row in rows]
    number = post.revision
    if wanted := request.GET.get("version", ""):
        number = row_number(wanted) or 0
    elif start:
        number = versions[0].number
    texts = Revision.objects.readable_by(reader, post)
    version, before = pair(post, listed, number, moderates=moderates)
    version = version.with_text(texts, post)
    before = before and before.with_text(texts, post)
    mark_moderators(reader, post, [*versions, version])
    name_team(reader, post, [*versions, version])
    return {
        "versions": versions,
        "version": version,
        "before": before,
        "differences": difference(reader, before, version),
        "pages": pages,
        "moderates": moderates,
    }


def pair(
    post: Post, listed: RevisionQuerySet, number: int, *, moderates: bool
) -> tuple[Version, Version | None]:
    """Return the version of this number and the one before it, in one query."""
    found = [Version.earlier(row, moderates=moderates) for row in listed.filter(number__lte=number)[:2]]
    if number == post.revision:
        found.insert(0, Version.present(post))
    if not found or found[0].number != number:
        raise Http404
    return found[0], found[1] if len(found) > 1 else None


def difference(reader: User, before: Version | None, version: Version) -> list[Row] | None:
    if before is None or not (before.is_readable and version.is_readable):
        return None
    return compare(reader, before.source, version.source)


def name_team(reader: User, post: Post, versions: list[Version]) -> None:
    """Say who wrote them in the name of all moderators, to these."""
    writers = version_writers(reader, post)
    for version in versions:
        if version.by and version.by.is_team:
            version.by = writers.get(version.number, version.by)


def mark_moderators(reader: User, post: Post, versions: list[Version]) -> None:
    others = {version.by for version in versions if version.by and version.by.pk != post.author_id}
    moderators = moderators_among(others, post.topic.board_id, reader)
    for version in versions:
        if version.by in others:
            version.is_by_moderator = version.by.is_forum_staff or version.by.pk in moderators
