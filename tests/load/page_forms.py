"""Filling in the forms of pages, as browsers do: what stands in them goes along."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class PageForm:
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    empty: list[str] = field(default_factory=list)  # text fields in which nothing stands
    texts: list[str] = field(default_factory=list)  # of several lines


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append(PageForm(found.get("action", "")))
        elif not self.forms or not found.get("name"):
            return
        elif tag == "input":
            self._input(found)
        elif tag == "textarea":
            self.forms[-1].texts.append(found["name"])
            self.forms[-1].fields[found["name"]] = ""

    def _input(self, found: dict[str, str]) -> None:
        kind, form = found.get("type", "text"), self.forms[-1]
        is_box = kind in {"checkbox", "radio"}
        if kind in {"submit", "button", "file", "image"} or (is_box and "checked" not in found):
            return
        form.fields[found["name"]] = found.get("value", "on" if is_box else "")
        if kind in {"text", "url", "email", "tel"} and not found.get("value"):
            form.empty.append(found["name"])


def form_with(html: str, name: str) -> PageForm | None:
    """The form that has a field of this name."""
    reader = _Reader()
    reader.feed(html)
    return next((form for form in reader.forms if name in form.fields), None)
