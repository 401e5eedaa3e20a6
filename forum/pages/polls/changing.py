"""The page on which a poll is changed, and what it said before."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from forum.boards.models import path_of
from forum.moderation import poll_acts
from forum.pages.forms import posted
from forum.pages.polls.change_form import PollChangeForm
from forum.pages.polls.row import PollRow
from forum.pages.polls.views import poll_or_404
from forum.pages.posts.forms import with_new
from forum.pages.requests import ForumRequest
from forum.pages.responses import SeeOther, moved_to, to_sign_in
from forum.pages.topics.lookup import topic_or_404
from forum.polls.models import PollRevision
from forum.refusals import NotAllowed, Refusal
from forum.topics import rules as topic_rules
from forum.topics.models import Topic


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: ForumRequest, topic_id: int, slug: str) -> HttpResponse:
    topic = topic_or_404(request.user, topic_id)
    if slug != topic.slug and request.method != "POST":
        return moved_to(request, f"{topic.get_absolute_url()}poll/change/")
    row = poll_or_404(request.user, topic)
    member = request.user
    if not member.is_authenticated:
        return to_sign_in(f"{topic.get_absolute_url()}poll/change/")
    if not row.can_change:
        raise NotAllowed(_("You can’t change this poll."))
    form = form_for(member, row, posted(request))
    if not form.is_bound or form.wants_more:
        return form_page(request, topic, form)
    if not form.is_valid():
        return form_page(request, topic, form, 422)
    sent = form.cleaned_data
    try:
        poll_acts.change(member, row.poll, form.wanted, base=sent["base"], reason=sent.get("reason", ""))
    except NotAllowed:
        raise
    except Refusal as refusal:
        return refused(request, member, topic, refusal)
    messages.success(request, _("Poll changed."))
    return SeeOther(f"{topic.get_absolute_url()}#poll")


def refused(request: ForumRequest, member: User, topic: Topic, refusal: Refusal) -> HttpResponse:
    """The form with what was sent, beside the poll as it is now."""
    topic = topic_or_404(member, topic.pk)
    row = poll_or_404(member, topic)
    form = form_for(member, row, with_new(request.POST, base=row.poll.revision))
    form.add_error(None, str(refusal))
    return form_page(request, topic, form, refusal.status)


def form_for(member: User, row: PollRow, data: QueryDict | None) -> PollChangeForm:
    poll = row.poll
    return PollChangeForm(
        data,
        poll=poll,
        options=list(poll.options.all()),
        moderates=topic_rules.can_moderate(member, poll.topic),
        is_own=poll.topic.author_id == member.pk,
        by=member,
    )


def form_page(request: ForumRequest, topic: Topic, form: PollChangeForm, status: int = 200) -> HttpResponse:
    context = {"topic": topic, "path": path_of(request.user, topic.board_id), "poll_form": form}
    return render(request, "polls/change.html", context, status=status)


@require_safe
def changes(request: ForumRequest, topic_id: int, slug: str) -> HttpResponse:
    """What the poll said before each of its changes, for those who see the history of posts here."""
    topic = topic_or_404(request.user, topic_id)
    address = f"{topic.get_absolute_url()}poll/changes/"
    if slug != topic.slug:
        return moved_to(request, address)
    row = poll_or_404(request.user, topic)
    if not request.user.is_authenticated:
        return to_sign_in(address)
    if not row.sees_changes:
        raise NotAllowed(_("You can’t see the history of posts here."))
    context = {
        "topic": topic,
        "path": path_of(request.user, topic.board_id),
        "poll": row,
        "revisions": PollRevision.objects.filter(poll=row.poll)
        .select_related("changed_by")
        .order_by("-number"),
    }
    return render(request, "polls/changes.html", context)
