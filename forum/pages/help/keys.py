"""The keyboard shortcuts, as they are explained. `static/js/keys.js` acts on them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By heading: the keys, pressed one after another, and what they do.
GROUPS: list[tuple[Promise, list[tuple[tuple[str, ...], Promise]]]] = [
    (
        _("On a page"),
        [
            (("j",), _("Next post, or next topic in a list")),
            (("k",), _("Previous post or topic")),
            (("n",), _("Next page")),
            (("p",), _("Previous page")),
            (("r",), _("Write a reply, to the post in focus if there is one")),
            (("u",), _("Up to the board")),
        ],
    ),
    (
        _("Anywhere"),
        [
            (("g", "h"), _("Go to the boards")),
            (("g", "l"), _("Go to the latest topics")),
            (("g", "u"), _("Go to what you haven’t read")),
            (("?",), _("Show these shortcuts")),
        ],
    ),
    (
        _("While you write (⌘ in place of Ctrl on a Mac)"),
        [
            (("Ctrl+Enter",), _("Post the text")),
            (("Ctrl+B",), _("Bold")),
            (("Ctrl+I",), _("Italic")),
            (("Ctrl+K",), _("Link")),
            (("Ctrl+E",), _("Code")),
            (("Ctrl+Shift+X",), _("Strikethrough")),
            (("Ctrl+Shift+9",), _("Quote")),
            (("Ctrl+Shift+8",), _("List")),
            (("Ctrl+Shift+7",), _("Numbered list")),
            (("Ctrl+Shift+6",), _("Task list")),
            (("Ctrl+]",), _("Indent")),
            (("Ctrl+Shift+V",), _("Paste without formatting")),
        ],
    ),
]
