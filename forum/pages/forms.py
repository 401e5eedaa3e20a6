from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from forum.markup.unicode_text import LONGEST_LINE, hides, visible_line

FieldKind = TypeVar("FieldKind", bound=forms.Field)


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, even if it is empty; None if the form is only shown."""
    return request.POST if request.method == "POST" else None


def field_of(form: forms.BaseForm, name: str, kind: type[FieldKind]) -> FieldKind:
    """Return a form's field, typed as its own class."""
    field = form.fields[name]
    if not isinstance(field, kind):
        raise TypeError(f"{name} is {type(field)}")
    return field


class LineField(forms.CharField):
    """A few words on one line: a title, a reason. Invisible text counts as empty."""

    default_error_messages = {"hidden": _("This contains characters that can’t be shown. Remove them.")}

    def to_python(self, value: Any) -> str:
        value = super().to_python(value)
        return visible_line(value) if len(value) < LONGEST_LINE else value

    def validate(self, value: str) -> None:
        super().validate(value)
        if hides(value):
            raise forms.ValidationError(self.error_messages["hidden"], "hidden")
