"""The page of alike items of the queue: one decision for those that are ticked, and another for the rest."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from forum.cleanup import beginning, offering, together
from forum.moderation import alike, queue, reasons
from forum.moderation.acts import LONGEST_REASON
from forum.moderation.alike import MOST_SHOWN, Group
from forum.moderation.models import LogEntry
from forum.moderation.queue import AlreadyDecided, Decision
from forum.moderation.reasons import SPAM
from forum.moderation.saved_texts import saved_reasons
from forum.pages import to_do
from forum.pages.addresses import row_number
from forum.pages.forms import LineField, field_of, posted
from forum.pages.moderation.access import moderators_only
from forum.pages.moderation.citing import CitingForm, cited
from forum.pages.moderation.undo_messages import undo_tag
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther, form_page
from forum.refusals import Refusal

CLEAN_UP = "clean-up"


class ManyForm(CitingForm):
    """What to do with the ticked ones, and why; and what with the others."""

    is_required = False  # what `_reason.html` says beside the label
    decision = forms.CharField()
    rest = forms.ChoiceField(
        label=gettext_lazy("Those that are not ticked"),
        choices=[("", gettext_lazy("keep waiting")), ("approve", gettext_lazy("are approved"))],
        required=False,
        widget=forms.RadioSelect,
    )
    ready = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        required=False,
        initial=SPAM.name,
        widget=forms.RadioSelect,
    )
    reason = LineField(
        label=gettext_lazy("In your own words"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Needed to reject. They are told it."),
    )

    def __init__(
        self, *args: Any, names: list[str], decisions: Sequence[Decision[Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        ready = [reason for decision in decisions for reason in decision.reasons]
        self.reasons = (*dict.fromkeys(ready), *saved_reasons())
        choices = [(reason.name, reason.words) for reason in self.reasons]
        field_of(self, "ready", forms.ChoiceField).choices = choices
        cites = any(decision.cites for decision in decisions)
        self.ask_grounds(cites=cites, is_told=cites)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("decision") not in self.names:
            self.add_error(None, _("Choose what to do."))
        words = reasons.combined(cleaned.get("ready", ""), cleaned.get("reason", ""), self.reasons)
        cleaned["words"] = words[:LONGEST_REASON]
        cleaned["grounds"] = cited(cleaned)
        cleaned["is_spam"] = reasons.is_spam(cleaned.get("ready", ""), self.reasons)
        if not words and cleaned.get("decision") != "approve":
            self.add_error("reason", _("Choose a reason or write one."))
        return cleaned


@moderators_only
@require_http_methods(["GET", "HEAD", "POST"])
def together_page(request: MemberRequest, key: str) -> HttpResponse:
    find = alike.group_shown if request.method == "POST" else alike.group_called
    group = find(request.user, key)
    if group is None:
        if request.method != "POST":
            raise Http404
        messages.warning(request, str(AlreadyDecided()))
        return SeeOther(reverse("moderate"))
    shown = list(group.rows[:MOST_SHOWN])
    decisions = [decision for decision in group.source.decisions if decision.is_for_many]
    names = [decision.name for decision in decisions]
    if request.user.is_staff and group.source.has_texts:
        names.append(CLEAN_UP)
    form = ManyForm(posted(request), names=names, decisions=decisions)
    if not form.is_valid():
        return page(request, group, shown, form)
    ticked = {number for value in request.POST.getlist("item") if (number := row_number(value))}
    listed = {number for value in request.POST.getlist("listed") if (number := row_number(value))}
    chosen = [row for row in group.rows if row.pk in ticked]
    others = [row for row in group.rows if row.pk in listed - ticked] if form.cleaned_data["rest"] else []
    if form.cleaned_data["decision"] == CLEAN_UP and needs_password(request, chosen):
        return decide_confirmed(request, group, chosen, others, form)  # type: ignore[no-any-return]
    return decide(request, group, chosen, others, form)


def needs_password(request: MemberRequest, rows: list[Any]) -> bool:
    if offering.other_admins(request.user):
        return False
    return together.total_of(request.user, rows) > beginning.MOST_UNCONFIRMED


def decide(
    request: MemberRequest,
    group: Group,
    chosen: list[Any],
    others: list[Any],
    form: ManyForm,
    *,
    is_confirmed: bool = False,
) -> HttpResponse:
    data = form.cleaned_data
    approved, _entries = decide_each(request, group, others, "approve", "", {})
    name = data["decision"]
    if name == CLEAN_UP:
        authors = together.authors_of(request.user, chosen)
        say_cleaned(
            request,
            [row for row in chosen if row.author in authors],
            data,
            is_confirmed=is_confirmed,
        )
        # Whoever has been here for long loses what waits, and nothing else.
        chosen, name = [row for row in chosen if row.author not in authors], "reject"
    if chosen:
        done, entries = decide_each(
            request, group, chosen, name, data["words"], data["grounds"] | {"is_spam": data["is_spam"]}
        )
        say(request, group, name, done, len(chosen), entries)
    if others:
        say(request, group, "approve", approved, len(others), [])
    request.to_do = to_do.count_anew(request.user)
    return SeeOther(reverse("moderate"))


@reauthentication_required()  # type: ignore[untyped-decorator]
def decide_confirmed(request: MemberRequest, *args: Any) -> HttpResponse:
    return decide(request, *args, is_confirmed=True)


def decide_each(
    request: MemberRequest, group: Group, rows: list[Any], name: str, words: str, grounds: dict[str, Any]
) -> tuple[int, list[LogEntry]]:
    """Decide about each by itself, as its own buttons do; return about how many, and what can be undone.

    Of one author they are told at once.
    """
    decision, done, entries = group.source.decision(name), 0, []
    step = uuid4()
    if decision is None:
        raise PermissionDenied
    for row in rows:
        try:
            entry = queue.decide(request.user, group.source, row, decision, words, step=step, **grounds)
        except (Refusal, PermissionDenied):
            continue  # another moderator was quicker, or it is not possible now
        done += 1
        if entry is not None and decision.reasons:
            entries.append(entry)
    return done, entries


def say(
    request: MemberRequest, group: Group, name: str, done: int, asked: int, entries: list[LogEntry]
) -> None:
    if name == "approve":
        words = ngettext("%(count)d approved.", "%(count)d approved.", done) % {"count": done}
    else:
        words = ngettext("%(count)d rejected.", "%(count)d rejected.", done) % {"count": done}
    if done < asked:
        left = ngettext(
            "%(count)d was decided by others, or can’t be now.",
            "%(count)d were decided by others, or can’t be now.",
            asked - done,
        ) % {"count": asked - done}
        words = f"{words} {left}"
    level = messages.SUCCESS if done else messages.WARNING
    messages.add_message(request, level, words, undo_tag(entry.pk for entry in entries))


def say_cleaned(request: MemberRequest, rows: list[Any], said: dict[str, Any], *, is_confirmed: bool) -> None:
    if not rows:
        return
    try:
        cleanup = together.clean_up(
            request.user, rows, said["words"], is_confirmed=is_confirmed, **said["grounds"]
        )
    except beginning.NothingToDo as refusal:
        messages.warning(request, str(refusal))
        return
    entries = cleanup.members.exclude(entry=None).values_list("entry", flat=True)
    messages.success(request, beginning.done_words(cleanup), undo_tag(entries))


def page(request: MemberRequest, group: Group, shown: list[Any], form: ManyForm) -> HttpResponse:
    lines = group.source.lines(request.user, shown) if group.source.lines else []
    ticked = {row_number(value) for value in request.POST.getlist("item")} if form.is_bound else None
    rows = [(row, line, ticked is None or row.pk in ticked) for row, line in zip(shown, lines, strict=True)]
    # Who has written before, and says more, is most likely honest: where one looks first.
    rows.sort(key=lambda each: (-each[1].author.post_count, len(each[1].reasons)))
    context = {
        "group": group,
        "rows": rows,
        "form": form,
        "decisions": [one for one in group.source.decisions if one.is_for_many],
        "cleans_up": CLEAN_UP in form.names,
        "more": group.count - len(shown),
    }
    return form_page(request, "moderation/together.html", context)
