"""The field for the accent colour: ready swatches, the browser's own picker, and the colour as text."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forum.site.colours import DEFAULT_ACCENT, accent_of, normalized

SWATCHES = (
    (DEFAULT_ACCENT, _("Teal")),
    ("#1d5fa8", _("Blue")),
    ("#4a48b5", _("Indigo")),
    ("#7a3b9c", _("Purple")),
    ("#a8325e", _("Raspberry")),
    ("#a33d22", _("Brick")),
    ("#8a5a00", _("Amber")),
    ("#3c6b2f", _("Moss")),
    ("#48515c", _("Slate")),
)


class NoColour(str):
    """What was typed and is no colour, with the colour that was chosen before it."""

    before: str = ""


class AccentWidget(forms.Widget):
    """Three ways to say one colour; whichever was changed counts, and of several the text."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        before = data.get(f"{name}_before", "")
        for way in (name, f"{name}_picker"):
            said = NoColour(str(data.get(way) or "").strip())
            if said and normalized(said) != normalized(before):
                said.before = before
                return normalized(said) or said
        return str(data.get(f"{name}_swatch") or before or data.get(name) or "")

    def id_for_label(self, id_: str) -> str:
        return id_

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        colour = normalized(str(value or DEFAULT_ACCENT))
        before = normalized(str(getattr(value, "before", ""))) or DEFAULT_ACCENT
        context = {
            "name": name,
            "id": (attrs or {}).get("id", f"id_{name}"),
            "describedby": (attrs or {}).get("aria-describedby", ""),
            "typed": str(value or DEFAULT_ACCENT),
            "is_colour": colour is not None,
            "colour": colour or before,
            "accent": accent_of(colour or before),
            "swatches": SWATCHES,
        }
        return SafeString(render_to_string("accent/field.html", context))


class AccentField(forms.CharField):
    widget = AccentWidget

    def __init__(self, **kwargs: Any) -> None:
        options: dict[str, Any] = {"label": _("Accent colour"), "required": False, "max_length": 30}
        super().__init__(**options | kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        colour = normalized(text) if text else ""
        if colour is None:
            raise forms.ValidationError(
                gettext("Write a colour like #0b6a66: # and six digits or letters from a to f."), "invalid"
            )
        return "" if colour == DEFAULT_ACCENT else colour

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or DEFAULT_ACCENT) != (data or DEFAULT_ACCENT)


def adjustment_note(colour: str) -> str:
    """What is to be told of a colour that was saved: that it is shown a little darker; "" if it is shown as chosen."""
    accent = accent_of(colour or DEFAULT_ACCENT)
    if not accent.is_adjusted:
        return ""
    words = gettext("%(chosen)s is too pale to read on light pages, so they use %(shown)s instead.")
    return words % {"chosen": accent.chosen, "shown": accent.light.accent}
