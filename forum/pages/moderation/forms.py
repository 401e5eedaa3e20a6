"""The forms before a moderation act, in the page and in the admin."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import Model
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import Board
from forum.boards.writing_settings import MOST_SLOW_MINUTES
from forum.moderation import reasons
from forum.moderation.acts import LONGEST_REASON, Act
from forum.moderation.saved_texts import saved_reasons
from forum.pages.boards.forms import BoardField
from forum.pages.date_fields import MomentInput
from forum.pages.forms import LineField, field_of
from forum.pages.moderation.citing import CitingForm, cited
from forum.topics.models import Topic

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=36_500)
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
IN_LOG = _("Kept in the log.")
TOLD = _("Kept in the log. The author is notified with this reason.")
MEMBER_TOLD = _("Kept in the log. The member is notified with this reason.")
TOLD_UNLESS = _(
    "Kept in the log. The author is notified with this reason and can still read their text, "
    "unless you choose “Illegal content” or “Private data”."
)
WHERE_TO = _("You can move it to boards you moderate. For any other board, ask an administrator.")
TOLD_MEMBER = _("Kept in the log. The member gets it by email, and sees it when signing in.")


def in_future(until: datetime | None) -> datetime | None:
    if until and not timezone.now() < until <= timezone.now() + LONGEST:
        raise forms.ValidationError(_("Choose a time in the future."))
    return until


class ReasonForm(CitingForm):
    """Asks for a reason: a ready one, one's own words, or both.

    `by` is who acts, `things` are what they act on.
    """

    ready = forms.ChoiceField(label=_("Reason"), required=False, widget=forms.RadioSelect)
    reason = LineField(label=_("In your own words"), required=False, max_length=LONGEST_REASON)
    told: Any = TOLD

    def __init__(
        self,
        *args: Any,
        act: Act[Any],
        by: User,
        things: Sequence[Model] = (),
        is_required: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.act = act
        self.is_required = is_required
        is_told = act.notification and any(getattr(thing, "author_id", None) != by.pk for thing in things)
        told = MEMBER_TOLD if act.on.name == "member" and self.told is TOLD else self.told
        self.fields["reason"].help_text = told if is_told else IN_LOG
        self.reasons = (*act.reasons, *(saved_reasons() if act.reasons else ()))
        if self.reasons:
            choices = [(reason.name, reason.words) for reason in self.reasons]
            field_of(self, "ready", forms.ChoiceField).choices = choices
        else:
            del self.fields["ready"]
            self.fields["reason"].label = _("Reason")
            self.fields["reason"].required = is_required
        self.ask_grounds(cites=act.restricts, is_told=bool(act.notification))

    def clean(self) -> dict[str, Any]:
        """Leave what the act takes: the reason, and the answers to what else was asked."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        ready = cleaned.pop("ready", "")
        cleaned |= self.answers(ready)
        grounds = cited(cleaned)
        cleaned.pop("rule", None)
        cleaned |= grounds
        if "reason" in cleaned:
            reason = reasons.combined(ready, cleaned["reason"], self.reasons)
            cleaned["reason"] = reason[:LONGEST_REASON]
            if self.is_required and not reason:
                self.add_error("reason", _("Choose a reason or write one."))
        return cleaned

    def answers(self, ready: str) -> dict[str, Any]:
        return {}


class RemovalForm(ReasonForm):
    told = TOLD_UNLESS

    def answers(self, ready: str) -> dict[str, Any]:
        return {
            "is_withheld": reasons.is_withheld(ready, self.reasons),
            "is_spam": reasons.is_spam(ready, self.reasons),
        }


POINTER_DAYS = (
    (0, _("Don’t leave one")),
    (7, _("For a week")),
    (30, _("For a month")),
    (90, _("For three months")),
)


class PointerField(forms.TypedChoiceField):
    """For how many days the list of the old board says where something has gone."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Leave a pointer on the old board"),
            choices=POINTER_DAYS,
            coerce=int,
            empty_value=None,
            initial=0,
            required=False,
            help_text=_("Only members who can see the new place see it."),
        )


class MoveForm(ReasonForm):
    board = BoardField(label=_("Move to"), empty_label=_("Choose a board"))
    pointer_days = PointerField()
    field_order = ("board", "pointer_days", "ready", "reason")

    def clean_pointer_days(self) -> int:
        return self.cleaned_data["pointer_days"] or 0

    def __init__(self, *args: Any, by: User, things: Sequence[Topic], **kwargs: Any) -> None:
        super().__init__(*args, by=by, things=things, **kwargs)
        ends = Board.objects.allowing(by, "moderate").filter(takes_topics=True)
        starts = {topic.its_board.pk for topic in things}
        if len(starts) == 1:
            ends = ends.exclude(pk__in=starts)
        field = field_of(self, "board", BoardField)
        field.offer(by, ends)
        if not by.is_superuser:
            field.help_text = format_lazy("{} {}", WHERE_TO, field.help_text) if field.help_text else WHERE_TO


class SlowModeForm(ReasonForm):
    minutes = forms.IntegerField(
        label=_("Minutes between two replies of a member"),
        min_value=1,
        max_value=MOST_SLOW_MINUTES,
        initial=10,
    )
    until = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=MomentInput(),
        input_formats=MOMENTS,
        help_text=_("Leave it empty to end it yourself."),
    )
    field_order = ("minutes", "until", "ready", "reason")

    def clean_until(self) -> datetime | None:
        return in_future(self.cleaned_data["until"])


class PinForm(ReasonForm):
    everywhere = forms.BooleanField(
        label=_("Pin it in “Latest” too, for everyone who can see it"), required=False
    )
    until = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=MomentInput(),
        input_formats=MOMENTS,
        help_text=_("Leave it empty to unpin it yourself."),
    )
    field_order = ("everywhere", "until", "ready", "reason")

    def clean_until(self) -> datetime | None:
        return in_future(self.cleaned_data["until"])


class UntilForm(ReasonForm):
    until = forms.DateTimeField(
        label=_("Suspend until"),
        widget=MomentInput(),
        input_formats=MOMENTS,
    )
    field_order = ("until", "ready", "reason")
    told = TOLD_MEMBER

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.localtime() + timedelta(days=7)

    def clean_until(self) -> datetime:
        until: datetime = self.cleaned_data["until"]
        if until < timezone.now() + SHORTEST:
            raise forms.ValidationError(_("Choose a time in the future."))
        if until > timezone.now() + LONGEST:
            raise forms.ValidationError(_("Choose a time within the next hundred years."))
        return until


class SilenceForm(ReasonForm):
    until = forms.DateTimeField(
        label=_("Silence until"),
        required=False,
        widget=MomentInput(),
        input_formats=MOMENTS,
        help_text=_("Leave it empty to silence them for good."),
    )
    field_order = ("until", "ready", "reason")
    told = _("Kept in the log. The member is told it, and sees it on every page until it ends.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.localtime() + timedelta(days=7)

    def clean_until(self) -> datetime | None:
        until: datetime | None = self.cleaned_data["until"]
        if until and not timezone.now() + SHORTEST <= until <= timezone.now() + LONGEST:
            raise forms.ValidationError(_("Choose a time in the future."))
        return until


class WatchForm(SilenceForm):
    told = TOLD

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].label = _("Until")
        self.fields["until"].help_text = _("Leave it empty to end it yourself.")
