"""What moderators keep of a member, on one page: their standing, reports, warnings and staff notes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from forum.boards.models import permissions_of
from forum.conversations import team
from forum.member_records import notes
from forum.member_records.models import LONGEST_NOTE, MemberWarning, StaffNote
from forum.moderation import warning_acts
from forum.moderation.log import moderates_members
from forum.moderation.member_rules import sees_to_members
from forum.moderation.own_items import without_own
from forum.moderation.records import records_of
from forum.pages.addresses import next_or, row_number
from forum.pages.forms import field_of, posted
from forum.pages.moderation.access import moderators_only
from forum.pages.moderation.member_tools import member_tools
from forum.pages.moderation.undo_messages import say_done
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther
from forum.pages.undo_messages import success_with_undo
from forum.posts.models import Post
from forum.posts.rules import can_moderate
from forum.reports.models import Report
from forum.topics.models import Topic

MOST = 50  # of each kind on the page


class NoteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("New note"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("For moderators. The member doesn’t see it here."),
        error_messages={"required": gettext_lazy("Write something first.")},
    )
    post = forms.IntegerField(required=False, min_value=1, max_value=10**18, widget=forms.HiddenInput)


def member_or_404(username: str) -> User:
    return get_object_or_404(User.objects.named(username).filter(closed_at=None))


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def member_record(request: MemberRequest, username: str) -> HttpResponse:
    member = member_or_404(username)
    post = post_asked_about(request, member)
    form = NoteForm(posted(request), initial={"post": post.pk if post else None})
    can_note = post is not None or sees_to_members(request.user)
    if request.method == "POST" and not can_note:
        raise PermissionDenied
    if form.is_valid():
        notes.write(request.user, member, form.cleaned_data["text"], post)
        messages.success(request, _("Note saved."))
        asked = f"?post={post.pk}" if post else ""
        return SeeOther(f"{reverse('moderate-member', args=[member.username])}{asked}#notes")
    field_of(form, "text", forms.CharField).label = _("New note about this post") if post else _("New note")
    context = record_of(request, member) | {"post": post, "form": form if can_note else None}
    return render(request, "moderation/member_record.html", context, status=422 if form.errors else 200)


def post_asked_about(request: HttpRequest, member: User) -> Post | None:
    """The post of theirs, on a board that the reader moderates, beside which the page was opened; 404 for another."""
    sent = request.POST.get("post") or request.GET.get("post")
    if not sent:
        return None
    posts = Post.objects.placed_for(request.user).filter(author=member).select_related("topic__board")
    post = posts.filter(pk=row_number(sent) or 0).first()
    if post is None or not can_moderate(request.user, post):
        raise Http404
    return post


def record_of(request: MemberRequest, member: User) -> dict[str, Any]:
    permissions, sees_members = permissions_of(request.user), sees_to_members(request.user)
    warnings = MemberWarning.objects.visible_to(permissions, sees_members=sees_members).filter(member=member)
    seen_notes = StaffNote.objects.visible_to(permissions, sees_members=sees_members).filter(member=member)
    return {
        "member": member,
        "record": records_of(request.user, [member])[member.pk],
        "moderation": member_tools(request.user, member),
        "sees_members": moderates_members(request.user),
        "sees_standing": sees_members,
        "warnings": with_conversations(request.user, warnings.select_related("by", "post__topic")[:MOST]),
        "notes": seen_notes.select_related("by", "post__topic")[:MOST],
        "reports": reports_about(request, member),
    }


def with_conversations(
    reader: User, warnings: Iterable[MemberWarning]
) -> list[tuple[MemberWarning, Topic | None]]:
    """Each with the one that moderators have begun about it, if the reader may read that."""
    rows = list(warnings)
    begun = team.first_about(team.conversations_of_team(reader), "warning", [row.pk for row in rows])
    return [(row, begun.get(row.pk)) for row in rows]


def reports_about(request: MemberRequest, member: User) -> list[Report]:
    """About them, their topics and their posts, the newest first."""
    visible = Report.objects.visible_to(request.user, sees_members=moderates_members(request.user))
    seen = without_own(visible, request.user)
    # A question for each kind: over all of them at once no index leads.
    kinds = ({"post__author": member}, {"topic__author": member}, {"member": member})
    things = ("post__topic", "topic", "member", "closed_by")
    found: list[Report] = []
    for kind in kinds:
        # Those about them are found first: SQLite would go through all reports for the newest fifty.
        about = Report.objects.filter(**kind).order_by().values("pk")
        rows = seen.filter(pk__in=about).select_related(*things).prefetch_related("reportings")
        found += rows.order_by("-opened_at", "-pk")[:MOST]
    return sorted(found, key=lambda report: report.opened_at, reverse=True)[:MOST]


@moderators_only
@require_POST
def remove_note(request: MemberRequest, username: str, note_id: int) -> HttpResponse:
    note = own_note_or_404(request, username, note_id)
    notes.remove(note)
    back = reverse("moderate-restore-note", args=[note.member.username, note.pk])
    success_with_undo(request, _("Note removed."), back)
    return SeeOther(f"{reverse('moderate-member', args=[note.member.username])}#notes")


@moderators_only
@require_POST
def restore_note(request: MemberRequest, username: str, note_id: int) -> HttpResponse:
    note = own_note_or_404(request, username, note_id)
    notes.put_back(note)
    messages.success(request, _("The note is back."))
    return SeeOther(f"{reverse('moderate-member', args=[note.member.username])}#notes")


def own_note_or_404(request: MemberRequest, username: str, note_id: int) -> StaffNote:
    """One that the reader may remove and put back. Raise PermissionDenied for another that they see."""
    seen = StaffNote.objects.with_removed_for(request.user, sees_members=sees_to_members(request.user))
    found = seen.filter(member=member_or_404(username)).select_related("member")
    note = get_object_or_404(found, pk=note_id)
    if not notes.can_remove(request.user, note):
        if note.removed_at is not None:
            raise Http404
        raise PermissionDenied
    return note


@moderators_only
@require_POST
def take_warning_back(request: MemberRequest, username: str, warning_id: int) -> HttpResponse:
    member = member_or_404(username)
    seen = MemberWarning.objects.visible_to(request.user, sees_members=sees_to_members(request.user))
    warning = get_object_or_404(seen.select_related("post__author"), member=member, pk=warning_id)
    thing = warning.post or member
    entry = warning_acts.take_back(request.user, thing, warning.pk)
    act = warning_acts.taking_back_for_post if warning.post else warning_acts.taking_back
    say_done(request, act, entry)
    return SeeOther(next_or(request, f"{reverse('moderate-member', args=[member.username])}#warnings"))
