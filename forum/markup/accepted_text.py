"""Checks and normalises a text before it is rendered."""

import re

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from forum.markup.results import Refused
from forum.markup.unicode_text import is_empty

LIMIT = 32_000
# Other forums let people write longer posts; beyond this a text is no longer read as Markdown.
LONGEST = 200_000

SURROGATE = re.compile("[\ud800-\udfff]")
# Neither browsers nor feeds can do anything with these, and Markdown uses two of them as its own bookmarks.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
LINE_END = re.compile("\r\n?")


def accepted_text(source: str, limit: int = LIMIT) -> str:
    """The source with plain line ends and no control characters. Raise `Refused`."""
    if "\x00" in source:
        raise Refused(_("The text contains a NUL character, which can’t be saved. Remove it and try again."))
    if SURROGATE.search(source):
        raise Refused(_("The text contains half a character, which can’t be saved. Remove it and try again."))
    source = LINE_END.sub("\n", source)
    if len(source) > limit:
        raise Refused(too_long_message(len(source), limit))
    if is_empty(source):
        raise Refused(_("Write something first."))
    return UNPRINTABLE.sub("", source)


def too_long_message(length: int, limit: int) -> Promise:
    return format_lazy(
        _("The text is too long: {length} characters. The limit is {limit}."), length=length, limit=limit
    )
