"""The page that cleans up after a spammer: what there is of them, ticked; and undoing it for 30 days."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from forum.cleanup import beginning, offering
from forum.cleanup.models import CleanedMember, Cleanup
from forum.moderation import undoing
from forum.moderation.log import undoable_by
from forum.pages.cleanup.forms import CleanupForm
from forum.pages.forms import posted
from forum.pages.moderation.undo_messages import undo_tag
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther, form_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def clean_up(request: MemberRequest, username: str) -> HttpResponse:
    member = get_object_or_404(User.objects.named(username).filter(closed_at=None))
    if not offering.may_clean_up(request.user, member, request.site_settings):
        raise PermissionDenied
    form = CleanupForm(posted(request), by=request.user, member=member)
    if not form.is_valid():
        return page(request, form)
    data = form.cleaned_data
    things = beginning.things_of(request.user, form.members, data["parts"])
    if things > beginning.MOST_UNCONFIRMED and not offering.other_admins(request.user):
        # Nobody else can confirm it: whoever sits there shows that it is them.
        return begin_confirmed(request, form)  # type: ignore[no-any-return]
    return begin(request, form)


def begin(request: MemberRequest, form: CleanupForm, *, is_confirmed: bool = False) -> HttpResponse:
    data = form.cleaned_data
    try:
        cleanup = beginning.begin(
            request.user, form.members, data["parts"], data["reason"],
            rule=data.get("rule"), staff_note=data.get("staff_note", ""), is_confirmed=is_confirmed,
        )  # fmt: skip
    except beginning.IsRunning as refusal:
        messages.info(request, str(refusal))
        return SeeOther(reverse("member-clean-up", args=[form.member.username]))
    except beginning.NothingToDo as refusal:
        form.add_error("parts", str(refusal))
        return page(request, form)
    say_begun(request, cleanup)
    return SeeOther(reverse("member-clean-up", args=[form.member.username]))


@reauthentication_required()  # type: ignore[untyped-decorator]
def begin_confirmed(request: MemberRequest, form: CleanupForm) -> HttpResponse:
    return begin(request, form, is_confirmed=True)


def say_begun(request: MemberRequest, cleanup: Cleanup) -> None:
    entries = cleanup.members.exclude(entry=None).values_list("entry", flat=True)
    messages.success(request, beginning.done_words(cleanup), undo_tag(entries))


def page(request: MemberRequest, form: CleanupForm) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "member": form.member,
        "begun": begun(request.user, form.member),
        "asked": CleanedMember.objects.filter(
            member=form.member, cleanup__state=Cleanup.State.ASKED
        ).select_related("cleanup__by"),
        "most": beginning.MOST_UNCONFIRMED,
    }
    return form_page(request, "cleanup/page.html", context)


def begun(reader: User, member: User) -> list[dict[str, Any]]:
    """The clean-ups of this member, newest first, each with the log entries that one press undoes."""
    rows = list(
        CleanedMember.objects.filter(member=member, entry__isnull=False)
        .select_related("cleanup__by", "entry__member")
        .order_by("-pk")[:5]
    )
    entries = [row.entry for row in rows if row.entry and beginning.undo_is_open(row.entry)]
    undoable = undoable_by(reader, entries)
    return [
        {
            "row": row,
            "words": beginning.words_in_log(row.entry.detail, {}) if row.entry else "",
            "undo": entries_of_step(row) if row.entry_id in undoable else [],
        }
        for row in rows
    ]


def entries_of_step(row: CleanedMember) -> list[int]:
    entries = [
        each.entry
        for each in row.cleanup.members.filter(undone_at=None).select_related("entry__member")
        if each.entry
    ]
    return sorted(undoing.undoable(entries))
