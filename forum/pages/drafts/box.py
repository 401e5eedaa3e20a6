"""What a text box knows of the draft of its place, and the button that saves it without scripts."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, TypeVar

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from forum import limits
from forum.drafts import saving
from forum.drafts.models import Draft
from forum.drafts.saving import Content, Outdated
from forum.pages import visitor_drafts
from forum.pages.drafts.sent_content import known_sequence, sent_content
from forum.refusals import Refusal


class WithDraft(Protocol):
    draft: "DraftBox | None"


Kind = TypeVar("Kind", bound=WithDraft)


@dataclass
class DraftBox:
    """The draft as the page of its place shows it."""

    place: str
    sequence: int = 0  # of the draft that this page knows
    initial: dict[str, Any] = field(default_factory=dict)  # what goes into the form
    restored: Draft | None = None  # the draft whose text that is
    other: Draft | None = None  # one with another text than the form's
    problem: str = ""  # why the button could not save it

    @property
    def other_fields(self) -> str:
        """For the script that swaps the two."""
        return json.dumps(self.other.pairs if self.other else [])


def opened(place: str, draft: Draft | None, kept: dict[str, Any]) -> DraftBox:
    """Return what the form begins with: what this browser's session has kept of it, else the draft."""
    box = DraftBox(place, draft.sequence if draft else 0)
    written = draft if draft and not draft.is_empty else None
    if kept:
        box.initial = kept
        box.other = written if written and written.body != kept.get("body") else None
    elif written:
        box.initial, box.restored = initial_of(written), written
    return box


def initial_of(draft: Draft | Content) -> dict[str, Any]:
    """Return the draft's fields as a form takes them."""
    fields = {
        name: values if name == "tags" or len(values) > 1 else "".join(values)
        for name, values in draft.fields.items()
    }
    if "follow_asked" in fields:
        # A box that is empty sends nothing.
        fields["follow"] = "follow" in fields
    return fields | {"title": draft.title, "body": draft.body}


def opened_for(request: HttpRequest, member: User, place: str, form: str) -> DraftBox:
    """The same for a form whose draft is looked up by itself; `form` names it among a visitor's drafts."""
    return opened(place, saving.find(member, place), visitor_drafts.draft(request, form))


def form_in(box: DraftBox, kind: Callable[..., Kind], usual: dict[str, Any], **fixed: Any) -> Kind:
    """Return a form of the kind, not judged yet, with the draft's fields over the `usual` ones."""
    form = kind(initial=usual | box.initial | fixed)
    form.draft = box
    return form


def sent_again(request: HttpRequest, place: str, refusal: Refusal | None = None) -> DraftBox:
    """Return the box of a form that comes back with what was sent, and with another text if there is one."""
    sent = initial_of(sent_content(request.POST, place))
    if isinstance(refusal, Outdated):
        other = None if refusal.draft.is_empty else refusal.draft
        problem = (
            "" if other else _("Your draft was posted or discarded in another tab. This text isn’t saved.")
        )
        return DraftBox(place, refusal.draft.sequence, sent, other=other, problem=problem)
    return DraftBox(place, known_sequence(request.POST), sent, problem=str(refusal or ""))


def save_by_button(request: HttpRequest, member: User, place: str, form: str) -> Refusal | None:
    """Save what was sent with *Save draft*; return why that wasn't possible."""
    try:
        limits.enforce("draft", member.pk)
        save_sent(request.POST, member, place)
    except Refusal as refusal:
        return refusal
    visitor_drafts.delete_draft(request, form)
    messages.success(request, _("Draft saved."))
    return None


def save_sent(sent: QueryDict, member: User, place: str) -> Draft:
    known, key = known_sequence(sent), sent.get("key", "")[:64].replace("\x00", "")
    return saving.save(member, place, sent_content(sent, place), known=known, key=key)


def when_stored(request: HttpRequest, member: User, place: str, source: str) -> Callable[[], None]:
    """Return what lets the draft go with the text that is posted."""
    return partial(saving.let_go, member, place, known=known_sequence(request.POST), source=source)
