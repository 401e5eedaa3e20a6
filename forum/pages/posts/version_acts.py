"""What is done to an earlier version of a post: making it the present text, hiding it, showing it again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from forum.moderation import post_acts, version_acts
from forum.pages.addresses import row_number
from forum.pages.forms import posted
from forum.pages.moderation.form_table import form_for
from forum.pages.moderation.undo_messages import say_done
from forum.pages.posts.addresses import post_address
from forum.pages.posts.history import Version, history_page
from forum.pages.posts.lookup import any_post_or_404
from forum.pages.posts.single_post_page import single_post_page
from forum.pages.posts.waiting_edits import to_edited
from forum.pages.requests import ForumRequest
from forum.pages.responses import SeeOther, to_sign_in
from forum.posts import revising, rules
from forum.posts.models import Post
from forum.posts.pending_edits import PendingEdit
from forum.posts.post_text import render_text
from forum.posts.revisions import Revision
from forum.posts.team_messages import is_author
from forum.refusals import Refusal


@require_POST
def restore_version(request: ForumRequest, post_id: int, number: int) -> HttpResponse:
    """Make an earlier text the present one, which is an edit like any other."""
    post = any_post_or_404(request, post_id)
    if not request.user.is_authenticated:
        return to_sign_in(reverse("post-history", args=[post.pk]))
    if not rules.can_restore_version(request.user, post, request.site_settings):
        raise PermissionDenied
    texts = Revision.objects.readable_by(request.user, post)
    version = Version.earlier(get_object_or_404(texts.defer("source", "html"), number=number), moderates=True)
    version = version.with_text(texts, post)
    act = revising.revise_own if is_author(request.user, post) else post_acts.edit
    try:
        options = request.site_settings.markup_options
        text = render_text(version.source, request.user, options, before=post.html)
        edited = act(
            request.user,
            post,
            text,
            base=row_number(request.POST.get("base", "")) or 0,
            title=version.title or None,
            reason=_("Version %(number)d restored") % {"number": number},
        )
    except Refusal as refusal:
        return history_page(request, request.user, any_post_or_404(request, post_id), refusal)
    if isinstance(edited, PendingEdit):
        return to_edited(request, edited)
    messages.success(request, _("Version %(number)d restored.") % {"number": number})
    return SeeOther(post_address(request.user, post))


@require_http_methods(["GET", "HEAD", "POST"])
def hide_version(request: ForumRequest, post_id: int, number: int) -> HttpResponse:
    post, by = version_to_moderate(request, post_id, number)
    if by is None:
        return to_sign_in(request.path)
    form = form_for(version_acts.hiding, posted(request), by=by, things=[post])
    back = version_address(post, number)
    if not form.is_valid():
        context = {"act": version_acts.hiding, "form": form}
        context |= {"number": number, "to": back}
        status = 422 if form.errors else 200
        return single_post_page(request, post, "posts/hide_version.html", context, status)
    say_done(request, version_acts.hiding, version_acts.hide(by, post, number, **form.cleaned_data))
    return SeeOther(back)


@require_POST
def show_version(request: ForumRequest, post_id: int, number: int) -> HttpResponse:
    post, by = version_to_moderate(request, post_id, number)
    if by is None:
        return to_sign_in(version_address(post, number))
    say_done(request, version_acts.showing, version_acts.show(by, post, number))
    return SeeOther(version_address(post, number))


def version_to_moderate(request: HttpRequest, post_id: int, number: int) -> tuple[Post, User | None]:
    """Return the post and the moderator, or None for a visitor; raise PermissionDenied for everybody else."""
    post = any_post_or_404(request, post_id)
    if not request.user.is_authenticated:
        return post, None
    if not rules.can_oversee(request.user, post):
        raise PermissionDenied
    get_object_or_404(Revision.objects.defer("source", "html"), post=post, number=number)
    return post, request.user


def version_address(post: Post, number: int) -> str:
    return f"{reverse('post-history', args=[post.pk])}?version={number}#version"
