"""A member's own files: what they are, where they are used, and how much space they take."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from forum.attachments import purging
from forum.attachments.models import Attachment, AttachmentUse
from forum.attachments.storing import THUMBNAILS
from forum.pages.pagination import Pages
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther
from forum.posts.models import Post
from forum.refusals import Refusal
from forum.site.models import SiteSettings

PER_PAGE = 50


@dataclass
class FileRow:
    attachment: Attachment
    is_visible: bool  # what was removed from sight with a post is only named
    posts: list[Post] = field(default_factory=list)
    is_used: bool = False
    was_used: bool = False  # by an earlier version of a post

    @property
    def small_address(self) -> str:
        return self.attachment.thumbnail_address(min(THUMBNAILS))


@never_cache
def my_files(request: MemberRequest) -> HttpResponse:
    own = Attachment.objects.filter(owner=request.user).order_by("-created_at", "-pk")
    pages = Pages.of(request, reverse("attachment-upload"), own.count(), PER_PAGE)
    context = {
        "rows": file_rows(request, list(own[pages.slice])),
        "pages": pages,
        "used": own.total_size(),
        "space": SiteSettings.current().attachment_space * 1024 * 1024,
    }
    return render(request, "attachments/my_files.html", context)


def file_rows(request: MemberRequest, attachments: list[Attachment]) -> list[FileRow]:
    """In three queries however many they are."""
    keys = [attachment.key for attachment in attachments]
    visible = set(
        Attachment.objects.visible_to(request.user).filter(key__in=keys).values_list("key", flat=True)
    )
    uses = AttachmentUse.objects.filter(key__in=keys, by=request.user)
    posts: dict[str, list[int]] = defaultdict(list)
    former = set()
    for key, post_id, is_current in uses.order_by("post_id").values_list("key", "post_id", "is_current"):
        former.add(key) if not is_current else posts[key].append(post_id)
    ids = {post_id for of_one in posts.values() for post_id in of_one}
    shown = Post.objects.readable_by(request.user).select_related("topic").in_bulk(ids)
    return [
        FileRow(
            attachment,
            attachment.key in visible,
            [shown[post_id] for post_id in posts[attachment.key] if post_id in shown],
            bool(posts[attachment.key]),
            attachment.key in former,
        )
        for attachment in attachments
    ]


@login_required
@require_POST
def delete_file(request: MemberRequest, key: str) -> HttpResponse:
    attachment = get_object_or_404(Attachment, owner=request.user, key=key)
    try:
        is_deleted = purging.delete(attachment)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return SeeOther(reverse("attachment-upload"))
    if is_deleted:
        messages.success(request, _("The file is deleted."))
    else:
        messages.error(request, _("A post shows this file. Take it out of the post first."))
    return SeeOther(reverse("attachment-upload"))
