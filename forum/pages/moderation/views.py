"""Moderation acts on topics and members. Quick ones are done by a button; others have a page that asks for a reason."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import User
from forum.boards.models import path_of
from forum.moderation.acts import Act
from forum.moderation.message_reports import MESSAGE_REPORTS, act_on_author
from forum.moderation.models import LogEntry
from forum.moderation.own_items import AboutYourself
from forum.moderation.queue import AlreadyDecided
from forum.pages.addresses import next_or, row_number
from forum.pages.forms import posted
from forum.pages.moderation.form_table import form_for
from forum.pages.moderation.undo_messages import say_done
from forum.pages.posts import unsent_text
from forum.pages.responses import SeeOther, form_page, to_sign_in
from forum.pages.topics.lookup import topic_or_404
from forum.reports.models import Report


@require_http_methods(["GET", "HEAD", "POST"])
def act_on_topic(request: HttpRequest, topic_id: int, slug: str, act: Act[Any]) -> HttpResponse:
    topic = topic_or_404(request.user, topic_id)
    if request.method == "POST" and request.user.is_authenticated:
        unsent_text.keep(request, topic)  # the menu's buttons send the reply box along
    context = {"topic": topic, "back": next_or(request, topic.get_absolute_url())}
    return act_page(request, act, topic, context)


@require_http_methods(["GET", "HEAD", "POST"])
def act_on_member(request: HttpRequest, username: str, act: Act[Any]) -> HttpResponse:
    member = get_object_or_404(User.objects.named(username).filter(closed_at=None))
    context = {"member": member, "back": next_or(request, reverse("member", args=[member.username]))}
    return act_page(request, act, member, context)


def act_page(request: HttpRequest, act: Act[Any], thing: Any, context: dict[str, Any]) -> HttpResponse:
    """Ask for the reason, then act. The thing is one that the reader sees."""
    # After the thing was found: being asked to sign in would tell a visitor of a topic out of their sight.
    if not request.user.is_authenticated:
        return to_sign_in(request.path)
    if not act.on.allows(request.user, thing):
        raise PermissionDenied
    form = form_for(act, posted(request), by=request.user, things=[thing])
    if not form.is_valid():
        if "topic" in context:
            context["path"] = path_of(request.user, context["topic"].board_id)
        return form_page(request, "moderation/act.html", context | {"act": act, "form": form})
    report = report_asked_about(request.user, act, thing, request.GET.get("report", ""))
    try:
        entry = perform(request.user, act, thing, report, form.cleaned_data)
    except (AboutYourself, AlreadyDecided) as refusal:
        messages.warning(request, str(refusal))
    else:
        say_done(request, act, entry)
    return SeeOther(context["back"])


def perform(
    by: User, act: Act[Any], thing: Any, report: Report | None, answers: dict[str, Any]
) -> LogEntry | None:
    if report is None:
        return act.perform(by, thing, **answers)
    return act_on_author(by, report, act, **answers)


def report_asked_about(by: User, act: Act[Any], thing: Any, sent: str) -> Report | None:
    """The report of a message from which the moderator came, which the act closes, if it is still open."""
    number = row_number(sent)
    if number is None or not act.restricts or not isinstance(thing, User):
        return None
    return MESSAGE_REPORTS.open_to(by).filter(pk=number, post__author=thing).first()
