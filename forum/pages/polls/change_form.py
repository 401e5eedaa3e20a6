"""The form that changes a poll: each option in a field of its own, and fields for more."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.filters.words import validate_added
from forum.moderation.acts import LONGEST_REASON
from forum.pages.forms import LineField
from forum.pages.moderation.forms import IN_LOG, TOLD
from forum.pages.polls.forms import PAST, TOO_FEW, PollLineField, PollWordsForm, check_options
from forum.polls import rules
from forum.polls.changing import PollChange
from forum.polls.models import FEWEST_OPTIONS, LONGEST_OPTION, Poll, PollOption


class ClosedInput(forms.TextInput):
    """A field that is disabled and can still be read by whoever goes through the page with the keyboard."""

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return attrs | {"readonly": True} if attrs.pop("disabled", False) else attrs


def name_of(option: PollOption) -> str:
    return f"option_{option.pk}"


def initial_of(poll: Poll, options: Sequence[PollOption]) -> dict[str, Any]:
    texts = {name_of(option): option.text for option in options}
    return texts | {"poll_question": poll.question, "poll_ends_at": poll.ends_at, "base": poll.revision}


class PollChangeForm(PollWordsForm):
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**9)
    reason = LineField(label=gettext_lazy("Reason"), required=False, max_length=LONGEST_REASON)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        poll: Poll,
        options: Sequence[PollOption],
        moderates: bool,
        is_own: bool,
        by: User,
    ) -> None:
        if data is not None:
            data = data.copy()
            for option in options:
                # One that came since the page was made stays, too.
                data.setdefault(name_of(option), option.text)
        super().__init__(data, initial=initial_of(poll, options))
        self.poll, self.options, self.by = poll, options, by
        for option in options:
            is_fixed = not (moderates or rules.can_alter(poll, option))
            self.fields[name_of(option)] = PollLineField(
                required=False, max_length=LONGEST_OPTION, disabled=is_fixed, initial=option.text
            )
        if not (moderates or rules.can_ask_otherwise(poll)):
            question = self.fields["poll_question"]
            question.disabled, question.widget = True, ClosedInput(attrs=question.widget.attrs)
            question.help_text = _("People have voted. Only a moderator can change the question.")
        if moderates:
            self.fields["reason"].help_text = IN_LOG if is_own else TOLD
        else:
            del self.fields["reason"]
        self.order_fields(["poll_question", *map(name_of, options), "poll_option", "poll_ends_at"])

    @property
    def present(self) -> list[BoundField]:
        return [self[name_of(option)] for option in self.options]

    @property
    def has_fixed(self) -> bool:
        return any(field.field.disabled for field in self.present)

    @property
    def taken(self) -> int:
        return len(self.options)

    @property
    def staying(self) -> dict[int, str]:
        texts = {option.pk: self.cleaned_data.get(name_of(option), "") for option in self.options}
        return {pk: text for pk, text in texts.items() if text}

    def clean_poll_ends_at(self) -> datetime | None:
        ends_at: datetime | None = self.cleaned_data["poll_ends_at"]
        before = self.poll.ends_at
        # The field shows minutes, the poll may have ended in between.
        if ends_at and before and ends_at == before.replace(second=0, microsecond=0):
            return before
        if ends_at and ends_at <= timezone.now():
            raise forms.ValidationError(PAST)
        return ends_at

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not {"poll_option", *map(name_of, self.options)} & self.errors.keys():
            options = [*self.staying.values(), *cleaned["poll_option"]]
            try:
                check_options(options)
            except forms.ValidationError as wrong:
                self.add_error("poll_option", wrong)
            if len(options) < FEWEST_OPTIONS:
                self.add_error("poll_option", TOO_FEW)
        self.check_end(self.poll.results)
        self.check_words()
        return cleaned

    def check_words(self) -> None:
        """Nobody approves what a poll says later, so what would wait can't be written."""
        before = "\n".join([self.poll.question, *(option.text for option in self.options)])
        written = {
            "poll_question": [self.cleaned_data.get("poll_question", "")],
            "poll_option": [*self.staying.values(), *self.cleaned_data.get("poll_option", ())],
        }
        for name, texts in written.items():
            try:
                validate_added(self.by, "\n".join(texts), before)
            except forms.ValidationError as wrong:
                self.add_error(name, wrong)

    @property
    def wanted(self) -> PollChange:
        sent = self.cleaned_data
        return PollChange(sent["poll_question"], sent["poll_ends_at"], self.staying, sent["poll_option"])
