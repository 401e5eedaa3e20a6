"""The form by which members report a post, a topic or another member to the moderators."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from forum import limits
from forum.boards.models import path_of
from forum.markup import excerpt
from forum.pages.messages_beside_posts import beside
from forum.pages.posts import unsent_text
from forum.pages.posts.addresses import post_address
from forum.pages.posts.lookup import any_readable_post_or_404
from forum.pages.reports.forms import ReportForm
from forum.pages.responses import SeeOther, form_page, to_sign_in
from forum.pages.topics.lookup import topic_or_404
from forum.posts.models import Post
from forum.refusals import Refusal
from forum.reports.models import Reportable
from forum.reports.reporting import own_reporting, report
from forum.reports.rules import can_report
from forum.topics.models import Topic

LONGEST_EXCERPT = 300  # characters


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_post(request: HttpRequest, post_id: int) -> HttpResponse:
    post = any_readable_post_or_404(request, post_id)
    back = post_address(request.user, post)
    text = excerpt(post.text, LONGEST_EXCERPT)
    return report_page(request, post, {"post": post, "topic": post.topic, "excerpt": text, "back": back})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_topic(request: HttpRequest, topic_id: int, slug: str) -> HttpResponse:
    topic = topic_or_404(request.user, topic_id)
    return report_page(request, topic, {"topic": topic, "back": topic.get_absolute_url()})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_member(request: HttpRequest, username: str) -> HttpResponse:
    member = get_object_or_404(User.objects.named(username).filter(closed_at=None, waits_since=None))
    back = reverse("member", args=[member.username])
    return report_page(request, member, {"member": member, "back": back})


def report_page(request: HttpRequest, thing: Reportable, context: dict[str, Any]) -> HttpResponse:
    """Show the form, or take it. The thing is one that the reader sees."""
    if not request.user.is_authenticated:
        return to_sign_in(request.path)
    topic = context.get("topic")
    if request.method == "POST" and "ask" in request.POST:
        # A button beside the reply box, whose text comes along and is there again when they come back.
        if isinstance(topic, Topic):
            unsent_text.keep(request, topic)
        return SeeOther(request.path)
    if not can_report(request.user, thing):
        raise PermissionDenied(_("You can’t report this."))
    earlier = own_reporting(request.user, thing)
    said = {"reason": earlier.reason, "words": earlier.words} if earlier else {}
    form = ReportForm(request.POST if request.method == "POST" else None, initial=said)
    path = path_of(request.user, topic.board_id) if isinstance(topic, Topic) else []
    context |= {"form": form, "earlier": earlier, "path": path}
    if not form.is_valid():
        return form_page(request, "reports/report.html", context)
    try:
        limits.enforce("report", request.user.pk)
        report(request.user, thing, form.cleaned_data["reason"], form.cleaned_data["words"])
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return render(request, "reports/report.html", context, status=refusal.status)
    thanks = _("Thank you. A moderator will look at it, and you’ll be notified of what they did.")
    messages.success(request, thanks, beside(thing) if isinstance(thing, Post) else "")
    return SeeOther(context["back"])
