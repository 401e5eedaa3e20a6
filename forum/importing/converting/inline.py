"""One paragraph from the old forum's dialect into ours."""

import re

from forum.importing.converting import bbcode, inline_html, maths
from forum.importing.converting.code import spans
from forum.importing.converting.context import Context
from forum.importing.converting.emoji import with_known_codes
from forum.importing.converting.links import with_links
from forum.importing.converting.stash import Stash
from forum.markup.unicode_text import WORD

TABLE_RULE = re.compile(r"^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)+$", re.MULTILINE)
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# Our Markdown takes the backslash from before these only; elsewhere it would be shown.
ESCAPABLE = frozenset("\\`*_{}[]()>#+-.!~|")
ENTITIES = {"<": "&lt;", "&": "&amp;"}
LINE_END = re.compile(r"(?: {2,}|\\)$", re.MULTILINE)
FENCE_LIKE = re.compile(r"^([ \t>]*)/(?=//)", re.MULTILINE)
MENTION = re.compile(rf"(?<![\w.@/\\+\-])@(\w[{WORD}.\-]*)")
FOOTNOTE = re.compile(r"\[\^([^\[\]\s]+)\](?!:)")
SIDE_NOTE = re.compile(r"\^\[([^\[\]]+)\]")
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def convert_paragraph(text: str, context: Context) -> str:
    stash = Stash()
    in_table = "|" in text and bool(TABLE_RULE.search(text))
    if "`" in text or "[" in text or "<" in text:
        text = keep_code(text, stash)
    if context.has_mathematics and "$" in text:
        text = maths.keep_formulas(text, stash)
    if "\\" in text:
        text = ESCAPE.sub(lambda match: stash_escape(match[1], stash, in_table), text)
    text = bbcode.without_bbcode(inline_html.without_html(text, in_table))
    text = with_links(text, context, stash)
    if "@" in text:
        text = MENTION.sub(lambda match: mention(match, context), text)
    text = with_footnotes(text, context)
    if ":" in text:
        text = with_known_codes(text)
    # Three slashes open a block here; in other people's prose they are a comment of C++.
    if "///" in text:
        text = FENCE_LIKE.sub(r"\1&#47;", text)
    return stash.restore(LINE_END.sub("", text))


def keep_code(text: str, stash: Stash) -> str:
    for start, end in reversed(spans(text)):
        text = text[:start] + stash.keep(text[start:end]) + text[end:]
    return inline_html.keep_code(bbcode.keep_code(text, stash), stash)


def stash_escape(sign: str, stash: Stash, in_table: bool) -> str:
    if sign == "|" and not in_table:
        return stash.keep("|")
    return stash.keep(f"\\{sign}" if sign in ESCAPABLE else ENTITIES.get(sign, sign))


def mention(match: re.Match[str], context: Context) -> str:
    """The name under which the member is known here; strangers stay as they are."""
    word = match[1].rstrip(".-")
    rest = match[1][len(word) :]
    name = context.references.member(word)
    return f"@{name}{rest}" if name else match[0]


def with_footnotes(text: str, context: Context) -> str:
    if "footnote" in context.cooked:
        text = SIDE_NOTE.sub(r" (\1)", text)
    if not context.notes or "^" not in text:
        return text
    numbers = {name: str(place).translate(RAISED) for place, name in enumerate(context.notes, 1)}
    return FOOTNOTE.sub(lambda match: numbers.get(match[1], match[0]), text)
