"""The page that tells a member what a moderator did to them or to what they wrote, and takes their appeal.

Signed in, or by the link in the mail about it, which also the suspended have.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from forum.appeals.models import LONGEST_WORDS
from forum.appeals.outcomes import SAME_PERSON
from forum.appeals.sending import appeal_about, is_gone, send_appeal
from forum.conversations import team
from forum.moderation import acts, message_acts
from forum.moderation.author_notification import is_told
from forum.moderation.models import LogEntry, RejectedPost
from forum.moderation.statements import (
    Fact,
    appealable_until,
    can_be_appealed,
    concerned_id,
    facts_of,
    read_token,
    same_step,
    sentence_of,
)
from forum.pages.forms import posted
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther
from forum.posts import rules
from forum.posts.models import Post
from forum.refusals import Refusal
from forum.topics.models import Topic


class AppealForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Why it’s wrong"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "Moderators read it, another one than who acted if there is one. You can do this once."
        ),
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act_notice(request: MemberRequest, entry_id: int) -> HttpResponse:
    entry = get_object_or_404(entries(), pk=entry_id)
    if acts.of(entry) is None or not is_told(entry, request.user):
        raise Http404
    return notice_page(request, entry, request.user)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act_notice_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """The same for who has the link, whoever is signed in here. It shows nothing that they wrote."""
    numbers = read_token(token)
    entry = entries().filter(pk=numbers[0]).first() if numbers else None
    if numbers is None or entry is None or concerned_id(entry) != numbers[1] or not acts.restricted(entry):
        raise Http404
    return notice_page(request, entry, User.objects.get(pk=numbers[1]), by_mail=True)


def entries() -> Any:
    return LogEntry.objects.select_related("by", "topic", "post", "member")


def notice_page(
    request: HttpRequest, entry: LogEntry, member: User, *, by_mail: bool = False
) -> HttpResponse:
    form, status = AppealForm(posted(request)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                send_appeal(member, entry, form.cleaned_data["words"])
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = refusal.status
            else:
                messages.success(request, _("Your appeal is sent. You’ll be told what comes of it."))
                return SeeOther(request.path)
    context = context_of(entry, member, by_mail) | {"form": form}
    return render(request, "moderation/act_notice.html", context, status=status)


def context_of(entry: LogEntry, member: User, by_mail: bool) -> dict[str, Any]:
    own = {} if by_mail else own_text(entry, member)
    appeal = appeal_about(entry)
    return own | {
        "entry": entry,
        "sentence": sentence_of(entry),
        "facts": facts_of(entry),
        "others": others_of(entry),
        "suspended_until": suspended_until(entry),
        "is_withheld": bool(entry.detail.get("is_withheld")),
        "by_mail": by_mail,
        "conversation": None if by_mail else conversation_about(entry, member),
        "appeal": appeal,
        "same_person": SAME_PERSON if appeal and appeal.is_same_person else "",
        "may_appeal": appeal is None and not is_gone(member, entry) and can_be_appealed(entry),
        "appeal_until": appealable_until(entry),
    }


def conversation_about(entry: LogEntry, member: User) -> Topic | None:
    """In which moderators write to the member about it, or about their appeal against it."""
    return team.first_about(team.conversations_with(member), "entry", [entry.pk]).get(entry.pk)


def others_of(entry: LogEntry) -> list[tuple[list[str], list[Fact]]]:
    """What else was done in the same step: sentences with the facts they share; none where those are the entry’s."""
    own, found = facts_of(entry), dict[tuple[Fact, ...], list[str]]()
    for each in same_step(entry):
        if each.pk != entry.pk:
            found.setdefault(tuple(facts_of(each)), []).append(sentence_of(each))
    return [(words, [] if list(facts) == own else list(facts)) for facts, words in found.items()]


def own_text(entry: LogEntry, member: User) -> dict[str, Any]:
    """What the member wrote, as far as they may read it, and where it is."""
    post = own_post(entry)
    topic = Topic.objects.visible_to(member).filter(pk=entry.topic_id or 0).first()
    kept = RejectedPost.objects.filter(pk=entry.detail.get("rejected", 0), author=member)
    return {
        "post": post if post and rules.can_read_own_removed(member, post) else None,
        "rejected": kept.first(),
        "address": topic.get_absolute_url() if topic else "",
    }


def own_post(entry: LogEntry) -> Post | None:
    """The post that was acted on, or the first one of the topic; a message, where one was."""
    if entry.act == message_acts.remove.name:
        return entry.report.post if entry.report else None
    if entry.topic is None or entry.member_id:
        return None
    post = entry.post or entry.topic.posts.filter(number=1).first()
    if post is not None:
        post.topic = entry.topic
    return post


def suspended_until(entry: LogEntry) -> object:
    member: User | None = entry.member
    return member.suspended_until if member and member.is_suspended else None
