"""Days and moments that somebody types, none so far off that it is in no year any more in another time zone."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

YEARS = range(1970, 9001)


def validate_year(day: date) -> None:
    if day.year not in YEARS:
        raise ValidationError(_("Choose a year between 1970 and 9000."))


class DayField(forms.DateField):
    default_validators = [validate_year]
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], required=False, **kwargs)


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    default_validators = [validate_year]


def midnight(day: date) -> datetime:
    """The beginning of the day in the reader's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))
