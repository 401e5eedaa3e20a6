"""The form of a clean-up: what of the member to take away, and of whom else."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.cleanup import beginning, offering, relations
from forum.cleanup.parts import TABLE, Part
from forum.moderation.reasons import SPAM
from forum.pages.forms import field_of
from forum.pages.moderation.forms import ReasonForm

TOLD_LATER = _("Kept in the log. The member sees it when signing in; nothing is mailed.")


class CleanupForm(ReasonForm):
    parts = forms.MultipleChoiceField(
        label=_("What to take away"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what to take away.")},
    )
    also = forms.ModelMultipleChoiceField(
        label=_("Also clean up after"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    told = TOLD_LATER

    def __init__(self, *args: Any, by: User, member: User, **kwargs: Any) -> None:
        super().__init__(*args, act=beginning.clean_up, by=by, things=[member], is_required=True, **kwargs)
        self.member = member
        self.counts = beginning.counts_of(by, member, TABLE)
        self.offered = [TABLE[name] for name in TABLE if self.counts.get(name)]
        field = field_of(self, "parts", forms.MultipleChoiceField)
        # Of the others there is nothing of this member's; of accounts beside theirs there may be.
        field.choices = [(part.name, part.label) for part in TABLE.values()]
        field.initial = [part.name for part in self.offered if part.is_ticked]
        self.fields["ready"].initial = SPAM.name
        self.related = [
            (relation, [other for other in relation.members(by, member) if offering.may_clean_up(by, other)])
            for relation in relations.TABLE.values()
        ]
        ids = {other.pk for _relation, others in self.related for other in others}
        field_of(self, "also", forms.ModelMultipleChoiceField).queryset = User.objects.filter(pk__in=ids)

    def rows(self) -> list["PartRow"]:
        ticked = set(self["parts"].value() or ())
        return [
            PartRow(part, self.counts[part.name], part.name in ticked, part.detail(self.member))
            for part in self.offered
        ]

    def relation_rows(self) -> list[tuple[relations.Relation, list[tuple[User, bool]]]]:
        ticked = {str(value) for value in self["also"].value() or ()}
        return [
            (relation, [(other, str(other.pk) in ticked) for other in others])
            for relation, others in self.related
            if others
        ]

    @property
    def members(self) -> list[User]:
        """After whom to clean up, once the form is valid."""
        return [self.member, *self.cleaned_data["also"]]


class PartRow:
    def __init__(self, part: Part[Any], count: int, is_ticked: bool, detail: str) -> None:
        self.part, self.count, self.is_ticked, self.detail = part, count, is_ticked, detail
