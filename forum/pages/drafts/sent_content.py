"""What a form with a text box sends, as far as its draft keeps it."""

from django.http import QueryDict

from forum.drafts.saving import Content, storable
from forum.pages.addresses import row_number

# What belongs to this one page, or to how it was sent.
LEFT_OUT = {
    "csrfmiddlewaretoken",
    "key",
    "draft",
    "next",
    "again",
    "preview",
    "save_draft",
    "poll_more",
    "attach",
    "way",
}
MOST = 50  # fields
# Buttons of the whole page send the reply box along, each with a field of its own.
OF_A_REPLY = {"reply_to", "follow", "follow_asked"}


def sent_content(sent: QueryDict, place: str) -> Content:
    is_reply = place.startswith("topic:")
    fields = {
        storable(name): [storable(value) for value in values]
        for name, values in sorted(sent.lists())[:MOST]
        if name not in LEFT_OUT and name not in ("title", "body") and (name in OF_A_REPLY or not is_reply)
    }
    title = storable(sent.get("title", ""))
    return Content(storable(sent.get("body", "")), title, fields)


def known_sequence(sent: QueryDict) -> int:
    """Return the sequence of the draft that the page was made with, or 0 where it says none."""
    return row_number(sent.get("draft", "")) or 0
