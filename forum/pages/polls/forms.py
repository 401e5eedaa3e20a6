"""What one writes into a poll: in the form of a new topic, where leaving its fields empty leaves it out, or later."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.filters.words import replaced
from forum.pages.date_fields import MomentField, MomentInput
from forum.pages.forms import LineField
from forum.polls.models import FEWEST_OPTIONS, LONGEST_OPTION, LONGEST_QUESTION, MOST_OPTIONS, Poll

TOO_FEW = gettext_lazy("Write at least 2 options.")
TOO_MANY = gettext_lazy("Write at most %(most)d options.")
TWICE = gettext_lazy("“%(option)s” is there twice.")
PAST = gettext_lazy("Choose a time that is still to come.")
FIRST_ROWS = 3
MORE_ROWS = 3


class PollLineField(LineField):
    """A line of a poll, with what the admin replaces replaced."""

    def clean(self, value: Any) -> str:
        line: str = super().clean(value)
        changed = line if self.disabled else replaced(line)
        if changed != line:
            self.run_validators(changed)  # it may be too long now
        return changed


def check_options(options: Sequence[str]) -> None:
    """Raise ValidationError for more options than a poll has, and for one that is there twice."""
    if len(options) > MOST_OPTIONS:
        raise forms.ValidationError(TOO_MANY % {"most": MOST_OPTIONS})
    folded = [option.casefold() for option in options]
    for option in options:
        if folded.count(option.casefold()) > 1:
            raise forms.ValidationError(TWICE % {"option": option})


class OptionsInput(forms.Widget):
    """Several fields of the same name; the template writes them."""

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> list[str]:
        return data.getlist(name) if isinstance(data, MultiValueDict) else list(data.get(name, ()))


class OptionsField(forms.Field):
    """Lines, each an option. Empty ones are left out."""

    widget = OptionsInput

    def clean(self, value: Any) -> list[str]:
        line = PollLineField(
            required=False,
            max_length=LONGEST_OPTION,
            error_messages={"max_length": _("Write at most %(limit_value)d characters for an option.")},
        )
        options = [option for option in map(line.clean, value or ()) if option]
        check_options(options)
        return options


class PollWordsForm(forms.Form):
    """The fields that a poll is made with and changed with."""

    poll_question = PollLineField(
        label=gettext_lazy("Question"),
        required=False,
        max_length=LONGEST_QUESTION,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=gettext_lazy("Leave it empty if the title asks it."),
    )
    poll_option = OptionsField(label=gettext_lazy("Options"), required=False)
    poll_ends_at = MomentField(
        label=gettext_lazy("Ends"),
        required=False,
        widget=MomentInput,
        help_text=gettext_lazy("Leave it empty for a poll that you end yourself."),
    )

    def full_clean(self) -> None:
        super().full_clean()
        # So far down the page what is wrong is out of sight, unless the browser goes there.
        if wrong := self.first_wrong:
            self.fields[wrong].widget.attrs["autofocus"] = True

    @property
    def first_wrong(self) -> str:
        return next((name for name in self.fields if self.is_bound and name in self.errors), "")

    @property
    def wants_more(self) -> bool:
        """Whether the button for more fields was pressed: whoever did that has not finished yet."""
        return "poll_more" in self.data

    @property
    def written_options(self) -> list[str]:
        written = self["poll_option"].value() or ()
        # A draft keeps a single one without a list around it.
        return [written] if isinstance(written, str) else [str(option) for option in written]

    @property
    def taken(self) -> int:
        """How many of the options that a poll may have are in other fields."""
        return 0

    @property
    def rows(self) -> list[str]:
        """What the fields for options hold, too many as well; the button for more of them adds some."""
        written = self.written_options
        empty = max(MORE_ROWS if self.wants_more else 0, FIRST_ROWS - len(written))
        return written + [""] * min(empty, MOST_OPTIONS - self.taken - len(written))

    @property
    def focused_row(self) -> int | None:
        """Which of the rows the browser goes to, counted from 0."""
        if self.wants_more:
            return len(self.written_options)
        return 0 if self.first_wrong == "poll_option" else None

    @property
    def most_rows(self) -> int:
        return MOST_OPTIONS - self.taken

    @property
    def can_have_more(self) -> bool:
        return len(self.rows) < self.most_rows

    def check_end(self, results: str) -> None:
        ends_at = self.cleaned_data.get("poll_ends_at")
        if results == Poll.Results.AT_THE_END and not ends_at and "poll_ends_at" not in self.errors:
            self.add_error("poll_ends_at", _("Say when the poll ends: the results are shown then."))


class PollForm(PollWordsForm):
    poll_most = forms.IntegerField(
        label=gettext_lazy("How many options one can choose"),
        required=False,
        initial=1,
        min_value=1,
        max_value=MOST_OPTIONS,
    )
    poll_results = forms.ChoiceField(
        label=gettext_lazy("Results are shown"),
        required=False,
        choices=Poll.Results.choices,
        initial=Poll.Results.ALWAYS,
    )
    poll_public = forms.BooleanField(label=gettext_lazy("Members can see who voted for what"), required=False)
    poll_final = forms.BooleanField(label=gettext_lazy("Votes can’t be changed"), required=False)
    field_order = ("poll_question", "poll_option", "poll_most", "poll_results", "poll_ends_at")

    @property
    def is_given(self) -> bool:
        """Whether anything was written that would be a poll."""
        written = [self["poll_question"].value(), *self.written_options]
        return any(str(text or "").strip() for text in written)

    @property
    def is_open(self) -> bool:
        return self.is_given or bool(self.errors) or self.wants_more

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.is_given:
            return cleaned
        options, most = cleaned.get("poll_option"), cleaned.get("poll_most") or 1
        if options is not None and len(options) < FEWEST_OPTIONS and not self.wants_more:
            self.add_error("poll_option", TOO_FEW)
        elif options is not None and most > len(options):
            self.add_error("poll_most", _("There are only %(count)d options.") % {"count": len(options)})
        ends_at = cleaned.get("poll_ends_at")
        if ends_at and ends_at <= timezone.now():
            self.add_error("poll_ends_at", PAST)
        self.check_end(cleaned.get("poll_results", ""))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What `making.make_poll` makes a poll of."""
        sent = self.cleaned_data
        return {
            "question": sent["poll_question"],
            "options": sent["poll_option"],
            "most_choices": sent["poll_most"] or 1,
            "results": sent["poll_results"] or Poll.Results.ALWAYS.value,
            "ends_at": sent["poll_ends_at"].isoformat() if sent["poll_ends_at"] else "",
            "is_secret": not sent["poll_public"],
            "is_final": sent["poll_final"],
        }
