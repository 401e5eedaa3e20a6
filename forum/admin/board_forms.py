"""The forms of a board and of who may do what on it."""

import json
from functools import cached_property, partial
from typing import Any, cast

from django import forms
from django.contrib.auth.models import Group
from django.forms.models import BaseInlineFormSet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.admin.name_forms import AddressedForm
from forum.boards.groups import AUTOMATIC_GROUPS, GROUP
from forum.boards.models import Board, Grant, read_grants
from forum.boards.own_groups import groups_known_to
from forum.boards.permission_locks import lock_permissions_exclusive
from forum.boards.permission_verbs import verb_choices
from forum.boards.permissions import Asker
from forum.boards.presets import Preset, preset_of
from forum.pages.boards.forms import BoardField
from forum.pages.rendered_field import render_field
from forum.pages.tags.forms import MOST_TAGS
from forum.topics import board_tags
from forum.topics.models import Tag

KEEP = gettext_lazy("Custom (below)")
KEEP_INHERITED = gettext_lazy("Same as the parent board, unless you add rows below")
NOBODY = gettext_lazy("Administrators only, unless you add rows below")
OF_GROUP = f"{GROUP}:"  # in `who`, before the number of a group


class BoardForm(AddressedForm):
    allowed_tags = forms.ModelMultipleChoiceField(
        Tag.objects.all(),
        label=gettext_lazy("Tags of this board"),
        required=False,
        help_text=gettext_lazy("Only these can be chosen for topics here. Choose none to allow all."),
    )
    fewest_tags = forms.IntegerField(
        label=gettext_lazy("Tags that a topic needs"),
        required=False,
        min_value=0,
        max_value=MOST_TAGS,
        initial=0,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and isinstance(parent := self.fields.get("parent"), BoardField):
            parent.leave_out(read_grants().inside(self.instance.pk))
        if self.instance.pk:
            rules = board_tags.rules_of(self.instance)
            self.initial["allowed_tags"], self.initial["fewest_tags"] = rules.allowed, rules.fewest

    def clean_approves_first_posts(self) -> int:
        return self.cleaned_data["approves_first_posts"] or 0

    def clean_slow_minutes(self) -> int:
        return self.cleaned_data["slow_minutes"] or 0

    def clean_locks_after_days(self) -> int:
        return self.cleaned_data["locks_after_days"] or 0

    def clean_fewest_tags(self) -> int:
        return self.cleaned_data["fewest_tags"] or 0

    def clean_rules(self) -> str:
        return render_field(self, "rules", "rules_html")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        # One change at a time, so that two people cannot put each of two boards inside the other.
        lock_permissions_exclusive()
        if cleaned.get("leads_to") and cleaned.get("takes_topics"):
            self.add_error(
                "leads_to", _("Switch off “people can start topics here” first: nobody would read them.")
            )
        if cleaned.get("parent"):
            cleaned["parent"].refresh_from_db()
        return cleaned


class BoardPlaceForm(BoardForm):
    """The form for those who arrange boards, but do not say who may do what there."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk and "parent" in self.changed_data and "parent" in cleaned:
            before = Board.objects.values_list("parent_id", flat=True).get(pk=self.instance.pk)
            there = cleaned["parent"].pk if cleaned["parent"] else None
            decisions_inside = partial(read_grants().decisions_inside, self.instance.pk)
            if decisions_inside(before) != decisions_inside(there):
                self.add_error("parent", _("Other people would see the board or write on it there."))
        return cleaned


class BoardPermissionsForm(BoardForm):
    """The form for those who also say who may do what there."""

    preset = forms.ChoiceField(label=gettext_lazy("Permissions"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_new, field = self.instance.pk is None, cast(forms.ChoiceField, self.fields["preset"])
        keep = ("", KEEP if is_new else self._permissions_now())
        field.choices = Preset.choices if is_new else [keep, *Preset.choices]
        field.required = is_new
        field.help_text = (
            _("You can fine-tune this after saving.")
            if is_new
            else _("Choosing one of these replaces the permissions below.")
        )

    def _permissions_now(self) -> str | Promise:
        grants = list(self.instance.grants.all())
        if not grants:
            return KEEP_INHERITED if self.instance.parent_id else NOBODY
        if preset := preset_of(self.instance, grants):
            return _("As now (%(preset)s)") % {"preset": preset.label}
        return KEEP

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("preset") == Preset.INHERITED and not cleaned.get("parent"):
            self.add_error("preset", _("This board has no parent board. Choose other permissions."))
        return cleaned


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


class GrantFormSet(BaseInlineFormSet):
    reader: Asker | None = None  # whose groups it offers

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
        rows = [
            form.cleaned_data for form in self.forms if form.is_valid() and form not in self.deleted_forms
        ]
        named = [row["who"] for row in rows if row.get("who")]
        if len(named) != len(set(named)):
            raise forms.ValidationError(
                _("Each group can have one row only. Tick all it may do in that row.")
            )
