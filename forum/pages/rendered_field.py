from typing import Any

from django import forms

from forum import markup


def render_field(form: Any, name: str, html: str) -> str:
    """Set the row's field `html` to this field rendered like a post, and return the text: for `clean_<name>`."""
    text: str = form.cleaned_data[name]
    try:
        setattr(form.instance, html, markup.render(text).html if text.strip() else "")
    except markup.Refused as refused:
        raise forms.ValidationError(str(refused)) from refused
    return text
