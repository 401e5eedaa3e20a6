"""Saving drafts, discarding them, and letting them go with the text that was posted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.database.prepared_queries import PreparedQuery, stand_ins
from forum.drafts import places
from forum.drafts.models import Draft, written_beside
from forum.drafts.posted_texts import is_same_text, posted_text
from forum.legal_holds.holding import held_members
from forum.posts.publishing import lock_author
from forum.refusals import Refusal
from forum.site.models import SiteSettings

LONGEST = 200_000  # characters of a text, as many as any post has
LONGEST_FIELDS = 20_000  # of all that a form sends beside it
MOST = 200  # drafts of a member
EMPTY_FOR = timedelta(days=7)  # how long an emptied draft remembers its sequence
UNSTORABLE = dict.fromkeys([0, *range(0xD800, 0xE000)])


class Outdated(Refusal):
    """The draft has been saved or discarded elsewhere since; `draft` is what it says now."""

    code = "draft_outdated"
    sentence = _("This draft was changed in another tab or on another device.")

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft


class TooLong(Refusal):
    status = 422
    code = "draft_too_long"
    sentence = _("This text is too long to be kept as a draft. Copy it, or post it in parts.")


class TooMany(Refusal):
    status = 422
    code = "too_many_drafts"
    sentence = _("You have 200 drafts. Remove one that you don’t need, then save again.")


class NoSuchPlace(Refusal):
    status = 404
    code = "no_such_place"
    sentence = _(
        "This place isn’t there any more, or you don’t have access to it. Copy your text if you need it."
    )


class Posted(Refusal):
    """The form has been posted already. What comes later from a page that is gone must not bring its text back."""

    code = "posted"
    sentence = _("This text is posted already.")

    def __init__(self, sequence: int, *, is_same: bool) -> None:
        super().__init__()
        self.sequence, self.is_same = (
            sequence,
            is_same,
        )  # of the draft now; whether the text is the one that was posted


@dataclass(frozen=True)
class Content:
    """What a form holds: its title and text to the last character, and its other fields."""

    body: str
    title: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written. What one only chooses, such as tags, is no draft alone."""
        return not (self.body.strip() or self.title.strip() or written_beside(self.fields))

    def is_in(self, draft: Draft) -> bool:
        return (self.title, self.body, self.fields) == (draft.title, draft.body, draft.fields)


def storable(text: str) -> str:
    """The text as a browser showed it: with plain line ends, and without what no database takes."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(UNSTORABLE)


def find(member: User, place: str) -> Draft | None:
    """Return the draft of the place; it may be empty."""
    if places.parsed(place) is None:
        return None
    return Draft.objects.filter(member=member, place=place).first()


def save(member: User, place: str, content: Content, *, known: int, key: str = "") -> Draft:
    """Save the draft; return it with the sequence it has now. What is saved already is not saved again.

    `known` is the sequence of the draft that the form knows, 0 if there was none; `key` is the form's, by which it is
    posted once. Raise Outdated where another tab was later, Posted where the form itself has been; NoSuchPlace,
    TooLong, TooMany; NotAllowedNow if the member is suspended.
    """
    if len(content.body) > LONGEST or len(content.title) + _size(content.fields) > LONGEST_FIELDS:
        raise TooLong
    if places.parsed(place) is None:
        raise NoSuchPlace
    with transaction.atomic():
        # Who posts holds this lock, too: what comes after the post finds its key.
        lock_author(member)
        draft = find(member, place)
        if key and (source := posted_text(member, key)) is not None:
            is_same = is_same_text(source, place, content.body, content.fields)
            raise Posted(draft.sequence if draft else known, is_same=is_same)
        # Who has begun may go on, even if the place has gone out of their sight meanwhile.
        if draft is None and not places.is_there(member, place):
            raise NoSuchPlace
        if original := places.original_of(place):
            content = _changed(content, *original)
        return _save(member, place, content, draft, known)


def _save(member: User, place: str, content: Content, draft: Draft | None, known: int) -> Draft:
    if draft is None:
        draft = Draft(member=member, place=place, sequence=known)
        if content.is_empty:
            return draft
        if Draft.objects.filter(member=member).written().count() >= MOST:
            raise TooMany
    elif content.is_in(draft) or (content.is_empty and draft.is_empty):
        return draft
    elif draft.sequence != known:
        raise Outdated(draft)
    kept = Content("") if content.is_empty else content
    draft.title, draft.body, draft.fields = kept.title, kept.body, dict(kept.fields)
    draft.sequence, draft.saved_at = known + 1, timezone.now()
    draft.save()
    return draft


def _changed(content: Content, title: str, source: str) -> Content:
    """Return the content, or an empty one if it is what the post says anyway."""
    is_same = content.body.strip("\n") == source.strip("\n") and content.title in ("", title)
    return Content("") if is_same else content


def _size(fields: Mapping[str, list[str]]) -> int:
    return sum(len(name) + sum(map(len, values)) for name, values in fields.items())


@transaction.atomic
def discard(member: User, place: str, *, known: int) -> None:
    """Throw the draft away; raise Outdated if it is newer than the one that is `known`."""
    drafts = Draft.objects.select_for_update(no_key=True).filter(member=member, place=place)
    draft = drafts.first() if places.parsed(place) else None
    if draft is None or draft.is_empty:
        return
    if draft.sequence != known:
        raise Outdated(draft)
    Draft.objects.filter(pk=draft.pk).empty()


def let_go(member: User, place: str, *, known: int, source: str) -> None:
    """Empty the draft that has been posted, in the transaction that stores the post.

    One that is newer than the form knew stays: it was written in another tab or on another device.
    """
    if not _written().rows([member.pk, place]):
        return  # nearly always, and to ask is cheaper
    posted = Q(sequence__lte=known) | (Q(body=source) if source else Q())
    Draft.objects.filter(posted, member=member, place=place).written().empty()


@cache
def _written() -> PreparedQuery:
    [member_id] = stand_ins(1)
    drafts = Draft.objects.filter(member=member_id, place="stand-in").written()
    return PreparedQuery(drafts.values_list("pk"), [member_id, "stand-in"])


def forget_old() -> None:
    """Delete those that nobody has touched for as many days as the owner set, but for those under a legal hold."""
    now = timezone.now()
    kept_for = timedelta(days=SiteSettings.current().draft_days)
    drafts = Draft.objects.exclude(held_members() | Q(place__in=places.held()))
    drafts.filter(saved_at__lt=now - kept_for).delete()
    Draft.objects.emptied().filter(saved_at__lt=now - EMPTY_FOR).delete()
