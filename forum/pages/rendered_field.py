from typing import Any

from django import forms

from forum import markup
from forum.site.models import SiteSettings


def render_field(form: Any, name: str, html: str, options: markup.Options | None = None) -> str:
    """Set the row's field `html` to this field rendered like a post, and return the text: for `clean_<name>`."""
    text: str = form.cleaned_data[name]
    options = options or SiteSettings.current().markup_options
    try:
        setattr(form.instance, html, markup.render(text, options=options).html if text.strip() else "")
    except markup.Refused as refused:
        raise forms.ValidationError(str(refused)) from refused
    return text
