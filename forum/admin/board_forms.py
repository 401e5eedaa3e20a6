"""The forms of a board."""

from functools import partial
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.admin.name_forms import AddressedForm
from forum.boards.models import Board, read_grants
from forum.boards.permission_locks import lock_permissions_exclusive
from forum.boards.presets import Preset, preset_of
from forum.pages.boards.forms import BoardField
from forum.pages.rendered_field import render_field
from forum.pages.tags.forms import MOST_TAGS
from forum.topics import board_tags
from forum.topics.models import Tag

KEEP = gettext_lazy("Custom (below)")
KEEP_INHERITED = gettext_lazy("Same as the parent board, unless you add rows below")
PARENT_SHOWN = "parent-was"
NOBODY = gettext_lazy("Administrators only, unless you add rows below")


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
            if self.instance.parent_id:
                parent.offer_also(self.instance.parent_id)
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
    was_moved = False  # while somebody was about to move it, too

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

    @property
    def parent_shown(self) -> str:
        """The parent board as the page has it, to be sent along: somebody may move the board meanwhile."""
        return str(self.initial.get("parent") or "")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        shown = self.data.get(PARENT_SHOWN)
        if self.instance.pk and shown is not None and "parent" in cleaned:
            self._follow_a_move(cleaned, shown)
        if cleaned.get("preset") == Preset.INHERITED and not cleaned.get("parent"):
            self.add_error("preset", _("This board has no parent board. Choose other permissions."))
        return cleaned

    def _follow_a_move(self, cleaned: dict[str, Any], shown: str) -> None:
        now = Board.objects.get(pk=self.instance.pk).parent
        before = str(now.pk) if now else ""
        sent = str(cleaned["parent"].pk) if cleaned["parent"] else ""
        self.initial["parent"] = now.pk if now else None
        if shown == before:
            return
        if sent == shown:
            # Left as it was: then it stays where it is by now.
            cleaned["parent"] = now
            self.data = cast(QueryDict, self.data).copy()
            self.data["parent"] = before
            self.__dict__.pop("changed_data", None)  # which Django keeps
        else:
            self.was_moved = True
            self.add_error(
                "parent", _("Someone else moved this board meanwhile. Choose its parent board again.")
            )
