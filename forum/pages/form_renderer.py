"""Fields of forms, written as Django's own templates write them, without rendering two templates for each."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

WIDGETS = "django/forms/widgets/"
# Those whose templates are nothing but the one for inputs.
INPUTS = {
    f"{WIDGETS}{name}.html"
    for name in ("input", "hidden", "text", "number", "email", "url", "password", "checkbox", "file")
}
TEXTAREA = f"{WIDGETS}textarea.html"


class FormRenderer(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name in INPUTS:
            return input_html(context["widget"])
        if template_name == TEXTAREA:
            return textarea_html(context["widget"])
        return super().render(template_name, context, request)


def input_html(widget: dict[str, Any]) -> SafeString:
    value = widget["value"]
    value = "" if value is None else format_html(' value="{}"', value)
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, attributes(widget)
    )


def textarea_html(widget: dict[str, Any]) -> SafeString:
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>', widget["name"], attributes(widget), widget["value"] or ""
    )


def attributes(widget: dict[str, Any]) -> SafeString:
    parts = [
        f" {conditional_escape(name)}" if value is True else format_html(' {}="{}"', name, value)
        for name, value in widget["attrs"].items()
        if value is not False
    ]
    return SafeString("".join(parts))
