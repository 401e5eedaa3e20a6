"""What forms of restrictions ask beside the reason: which rule was broken, and a note that staff alone reads."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.moderation.acts import LONGEST_REASON
from forum.own_pages.rules import citable_rules, rule_called
from forum.pages.forms import LineField, field_of


class CitingForm(forms.Form):
    rule = forms.ChoiceField(label=_("Which rule"), required=False, help_text=_("The member is told it."))
    staff_note = LineField(
        label=_("Note for staff"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("Kept in the log. Only moderators and administrators read it."),
    )
    field_order: tuple[str, ...] = ("ready", "reason")

    def ask_grounds(self, *, cites: bool, is_told: bool) -> None:
        """Offer the rules, if there are some to cite; a note, where the reason is told to more than staff."""
        rules = citable_rules() if cites else []
        if rules:
            none = ("", _("None in particular"))
            choices = [none, *((rule.anchor, rule.words) for rule in rules)]
            field_of(self, "rule", forms.ChoiceField).choices = choices
        else:
            del self.fields["rule"]
        if not is_told:
            del self.fields["staff_note"]


def cited(cleaned: dict[str, Any]) -> dict[str, Any]:
    """What an act takes of them: the rule, as it is now, and the note."""
    found: dict[str, Any] = {}
    if rule := rule_called(cleaned.get("rule", "")):
        found["rule"] = rule
    if "staff_note" in cleaned:
        found["staff_note"] = cleaned["staff_note"]
    return found
