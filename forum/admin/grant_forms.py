"""The forms of who may do what on a board."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django import forms
from django.contrib.auth.models import AnonymousUser, Group
from django.forms.models import BaseInlineFormSet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.admin.permission_matrix import words_for
from forum.boards.groups import AUTOMATIC_GROUPS, GROUP
from forum.boards.models import Grant
from forum.boards.own_groups import groups_known_to
from forum.boards.permission_matrix import Change, changes_between, read, write
from forum.boards.permission_verbs import VERBS, verb_choices
from forum.boards.permissions import Asker, Grants
from forum.pages.addresses import row_number

OF_GROUP = f"{GROUP}:"  # in `who`, before the number of a group


def who_of(group: int | str) -> str:
    return f"{OF_GROUP}{group}" if isinstance(group, int) else group


class GrantForm(forms.ModelForm):
    """One row of a board's permissions: an automatic group or a group of members, chosen from one list."""

    who = forms.ChoiceField(label=gettext_lazy("Who"))
    verbs = forms.MultipleChoiceField(
        label=gettext_lazy("May"),
        choices=verb_choices,
        widget=forms.CheckboxSelectMultiple,
        initial=["see"],
        required=False,
    )

    class Meta:
        model = Grant
        fields = ("verbs",)

    def __init__(
        self, *args: Any, audiences: list[tuple[str, str | Promise]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        who = cast(forms.ChoiceField, self.fields["who"])
        who.choices = audiences or []
        who.widget.attrs["aria-label"] = who.label
        if self.instance.pk:
            grant = self.instance
            who.initial = f"{OF_GROUP}{grant.group_id}" if grant.group_id else grant.audience

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        who = cleaned.get("who", "")
        is_for_visitors = who in AUTOMATIC_GROUPS and AUTOMATIC_GROUPS[who].has_visitors
        if is_for_visitors and set(cleaned.get("verbs", [])) - {"see"}:
            self.add_error("verbs", _("Visitors can only see. Let “Members” do more in a row of their own."))
        if self.errors:
            who = ""  # else the model would refuse it once more, for a field that this form does not have
        group = who.removeprefix(OF_GROUP) if who.startswith(OF_GROUP) else None
        self.instance.audience, self.instance.group_id = (GROUP, int(group)) if group else (who, None)
        return cleaned


@dataclass(frozen=True)
class SentRow:
    who: str
    verbs: list[str]
    is_removed: bool


class GrantFormSet(BaseInlineFormSet):
    """The rows of a board. They are compared with what the page showed, for somebody may have saved others since."""

    reader: Asker | None = None  # whose groups it offers

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.overtaken_by: list[Change] = []
        # Read before the forms change the rows to what was sent.
        self.present: Grants = {
            row.group_id or row.audience: frozenset(row.verbs) for row in self.get_queryset()
        }
        self.written = write(self.present)
        if self.is_bound and (shown := self.data.get(f"{self.prefix}-was")) is not None:
            self._begin_with_present_rows(read(shown))

    def _begin_with_present_rows(self, shown: Grants) -> None:
        """Put what was changed on the page upon the rows that there are by now."""
        if self.written == write(shown):
            return
        before = {who_of(group): set(verbs & VERBS.keys()) for group, verbs in shown.items()}
        sent = self._sent_rows()
        after = {row.who: set(row.verbs) for row in sent if not row.is_removed}
        # A preset replaces the rows, so whoever chooses one has to know them.
        if before != after or self.data.get("preset"):
            self.overtaken_by = changes_between(self.instance.pk, shown, self.present)
        changed = {row.who: row for row in sent if row.is_removed or before.get(row.who) != set(row.verbs)}
        rows: list[tuple[int | str, SentRow]] = []
        for grant in self.get_queryset():
            who = who_of(grant.group_id or grant.audience)
            now = SentRow(
                who, [verb for verb in grant.verbs if verb in VERBS], who in before.keys() - after.keys()
            )
            rows.append((grant.pk, changed.pop(who, now)))
        present_count = len(rows)
        rows += [("", row) for row in changed.values() if not row.is_removed]
        self.data = self._data_of(rows, present_count)

    def _sent_rows(self) -> list[SentRow]:
        count = min(row_number(self.data.get(f"{self.prefix}-TOTAL_FORMS", "")) or 0, self.absolute_max)
        names = [f"{self.prefix}-{number}" for number in range(count)]
        data = cast(QueryDict, self.data)
        return [
            SentRow(who, data.getlist(f"{name}-verbs"), f"{name}-DELETE" in data)
            for name in names
            if (who := data.get(f"{name}-who"))
        ]

    def _data_of(self, rows: list[tuple[int | str, SentRow]], present_count: int) -> QueryDict:
        data = cast(QueryDict, self.data).copy()
        for name in [name for name in data if name.startswith(f"{self.prefix}-") and "_NUM_" not in name]:
            del data[name]
        data[f"{self.prefix}-TOTAL_FORMS"] = str(len(rows))
        data[f"{self.prefix}-INITIAL_FORMS"] = str(present_count)
        for number, (pk, row) in enumerate(rows):
            name = f"{self.prefix}-{number}"
            data[f"{name}-id"], data[f"{name}-board"] = str(pk), str(self.instance.pk)
            data[f"{name}-who"] = row.who
            data.setlist(f"{name}-verbs", row.verbs)
            if row.is_removed:
                data[f"{name}-DELETE"] = "on"
        return data

    @cached_property
    def audiences(self) -> list[tuple[str, str | Promise]]:
        """Those a row can be about; read once for all rows."""
        automatic = [(group.name, group.label) for group in AUTOMATIC_GROUPS.values()]
        # One that has permissions here already stays, whatever it is called.
        here = Group.objects.filter(grants__board=self.instance.pk)
        known = groups_known_to(self.reader) if self.reader else Group.objects.all()
        named = (known | here).distinct().order_by("name").values_list("pk", "name")
        return [*automatic, *((f"{OF_GROUP}{pk}", name) for pk, name in named)]

    @property
    def script_data(self) -> str:
        """What the admin's script needs to add rows; its own words would be “Add another Permission”."""
        options = {"prefix": self.prefix, "addText": _("Add another row"), "deleteText": _("Remove")}
        return json.dumps({"name": f"#{self.prefix}", "options": options})

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"audiences": self.audiences}

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Remove this row")

    def save_existing_objects(self, commit: bool = True) -> list[Any]:
        # Rows may change places, or one may take that of another which is removed: each is made anew in its place,
        # for at no moment may two be about the same group.
        if commit:
            changed = [form.instance.pk for form in self.initial_forms if "who" in form.changed_data]
            Grant.objects.filter(
                pk__in=[*changed, *(form.instance.pk for form in self.deleted_forms)]
            ).delete()
        return super().save_existing_objects(commit)

    def clean(self) -> None:
        super().clean()
        if self.overtaken_by:
            raise forms.ValidationError(
                [
                    _("Someone else saved permissions meanwhile, so nothing of yours is saved yet."),
                    *words_for(self.reader or AnonymousUser(), self.overtaken_by),
                    _("Your choices stand below. Look at them again, then save them."),
                ]
            )
        rows = [
            form.cleaned_data for form in self.forms if form.is_valid() and form not in self.deleted_forms
        ]
        named = [row["who"] for row in rows if row.get("who")]
        if len(named) != len(set(named)):
            raise forms.ValidationError(
                _("Each group can have one row only. Tick all it may do in that row.")
            )
