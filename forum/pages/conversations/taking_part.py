"""Adding and removing members of a conversation, leaving it, and closing it: forms on its page."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from forum.conversations import rules, taking_part
from forum.markup.unicode_text import set_apart
from forum.pages.conversations.forms import AddForm
from forum.pages.conversations.views import conversation_or_404
from forum.pages.errors.refusals import with_retry_after
from forum.pages.forms import posted
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther
from forum.refusals import NotAllowed, Refusal
from forum.topics.models import Topic
from forum.topics.participants import Participant


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: MemberRequest, topic_id: int) -> HttpResponse:
    """Who takes part, with a form that adds somebody for whoever looks after the conversation."""
    topic = conversation_or_404(request, topic_id)
    if not rules.chooses_members(request.user, topic):
        if request.method == "POST":
            raise NotAllowed
        return members_page(request, topic, None)
    form = AddForm(posted(request))
    if not form.is_valid():
        return members_page(request, topic, form)
    [member] = form.cleaned_data["member"]
    try:
        taking_part.add(request.user, topic, member, sees_all=form.cleaned_data["sees"] == "all")
    except NotAllowed:
        raise
    except Refusal as refusal:
        form.add_error("member", str(refusal))
        return with_retry_after(members_page(request, topic, form, refusal.status), refusal)
    messages.success(request, _("%(name)s takes part now.") % {"name": set_apart(member.name)})
    return SeeOther(reverse("conversation-members", args=[topic.pk]))


def members_page(
    request: MemberRequest, topic: Topic, form: AddForm | None, status: int = 200
) -> HttpResponse:
    rows = Participant.objects.filter(topic=topic).select_related("member", "added_by")
    context = {
        "topic": topic,
        "form": form,
        "rows": sorted(rows, key=lambda row: (row.left_at is not None, row.joined_at, row.pk)),
    }
    if form is not None and form.errors and status == 200:
        status = 422
    return render(request, "conversations/members.html", context, status=status)


@login_required
@require_POST
def remove(request: MemberRequest, topic_id: int, username: str) -> HttpResponse:
    topic = conversation_or_404(request, topic_id)
    member = get_object_or_404(User.objects.filter(conversations__topic=topic), username=username)
    back = reverse("conversation-members", args=[topic.pk])
    return answered(
        request,
        partial(taking_part.remove, request.user, topic, member),
        _("%(name)s takes no part any more.") % {"name": set_apart(member.name)},
        back,
    )


@login_required
@require_POST
def leave(request: MemberRequest, topic_id: int) -> HttpResponse:
    topic = conversation_or_404(request, topic_id)
    said = _("You have left “%(title)s”. What you wrote stays there.") % {"title": set_apart(topic.title)}
    return answered(request, partial(taking_part.leave, request.user, topic), said, reverse("conversations"))


@login_required
@require_POST
def close(request: MemberRequest, topic_id: int) -> HttpResponse:
    topic = conversation_or_404(request, topic_id)
    act = partial(taking_part.close, request.user, topic)
    return answered(request, act, _("The conversation is closed."), topic.get_absolute_url())


@login_required
@require_POST
def reopen(request: MemberRequest, topic_id: int) -> HttpResponse:
    topic = conversation_or_404(request, topic_id)
    act = partial(taking_part.reopen, request.user, topic)
    return answered(request, act, _("The conversation is open again."), topic.get_absolute_url())


def answered(request: MemberRequest, act: Callable[[], object], said: str, back: str) -> HttpResponse:
    """Do it, and lead back with what came of it."""
    try:
        act()
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return SeeOther(back)
