from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.bookmarks.models import LONGEST_NOTE, Bookmark
from forum.pages.date_fields import MomentField, MomentInput
from forum.pages.forms import LineField

MORNING = time(9)
AT = "at"
DAYS = {"tomorrow": 1, "week": 7, "month": 30}


class BookmarkForm(forms.Form):
    note = LineField(
        label=gettext_lazy("Note"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=gettext_lazy("Only you see it."),
    )
    when = forms.ChoiceField(
        label=gettext_lazy("Remind me"),
        required=False,
        choices=[
            ("", gettext_lazy("Never")),
            ("tomorrow", gettext_lazy("Tomorrow at 9:00")),
            ("week", gettext_lazy("In a week at 9:00")),
            ("month", gettext_lazy("In 30 days at 9:00")),
            (AT, gettext_lazy("At the time below")),
        ],
    )
    at = MomentField(
        label=gettext_lazy("Time"),
        required=False,
        widget=MomentInput(),
        help_text=gettext_lazy(
            "At that time there is a notification, and an email if your preferences say so."
        ),
    )

    @classmethod
    def of(cls, bookmark: Bookmark | None, sent: QueryDict | None = None) -> "BookmarkForm":
        if bookmark is None:
            return cls(sent)
        when = AT if bookmark.remind_at else ""
        initial = {"note": bookmark.note, "when": when, "at": bookmark.remind_at}
        return cls(sent, initial=initial)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        # Whoever types a time means it, whatever the choice above it still says.
        if cleaned.get("at") is not None and "at" in self.changed_data:
            cleaned["when"] = AT
        if "at" not in self.errors and cleaned.get("when") == AT:
            if cleaned.get("at") is None:
                self.add_error("at", _("Choose a time."))
            elif cleaned["at"] <= timezone.now():
                self.add_error("at", _("Choose a time in the future."))
        return cleaned

    @property
    def remind_at(self) -> datetime | None:
        """The time that was chosen, in the reader's time zone."""
        when: str = self.cleaned_data["when"]
        if when == AT:
            at: datetime = self.cleaned_data["at"]
            return at
        if when not in DAYS:
            return None
        day = timezone.localdate() + timedelta(days=DAYS[when])
        return timezone.make_aware(datetime.combine(day, MORNING))
