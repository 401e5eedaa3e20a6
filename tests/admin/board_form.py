"""The form of a board in the admin, as a browser holds and sends it."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    """Collects what a browser would send of the form: the row that a script copies included, as browsers do."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.is_inside = False
        self.choosing = self.typing = ""

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        name, value = said.get("name"), said.get("value", "")
        if tag == "form":
            self.is_inside = said.get("id") == "board_form"
        elif not self.is_inside:
            return
        elif tag == "input" and name and said.get("type") not in {"submit", "checkbox"}:
            self.sent.setdefault(name, []).append(value)
        elif tag == "input" and said.get("type") == "checkbox" and "checked" in said:
            self.sent.setdefault(name, []).append(said.get("value", "on"))
        elif tag == "select":
            self.choosing = name
        elif tag == "option" and "selected" in said:
            self.sent.setdefault(self.choosing, []).append(value)
        elif tag == "textarea":
            self.typing = name
            self.sent[name] = [""]

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_inside = False
        elif tag == "textarea":
            self.typing = ""

    def handle_data(self, data):
        if self.typing:
            # A browser leaves out the line break after the tag.
            self.sent[self.typing][0] += data.removeprefix("\n").removeprefix("\r\n")


def form_of(page) -> dict[str, list[str]]:
    fields = _Fields()
    fields.feed(page.text)
    fields.sent.pop("csrfmiddlewaretoken", None)
    return fields.sent
