"""One paragraph from the old forum's dialect into ours."""

import re

from forum.importing.converting import bbcode, inline_html, maths
from forum.importing.converting.code import spans
from forum.importing.converting.context import Context
from forum.importing.converting.emoji import with_known_codes
from forum.importing.converting.hashtags import with_hashtags
from forum.importing.converting.links import with_links
from forum.importing.converting.stash import Stash
from forum.markup.unicode_text import WORD

TABLE_RULE = re.compile(r"^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)+$", re.MULTILINE)
ESCAPE = re.compile(r"\\[!-/:-@\[-`{-~]")
FOLD_LIKE = re.compile(r"^([ \t>]*)(?=/{3,}[ \t]*(?:details|spoiler)\b)", re.MULTILINE | re.IGNORECASE)
MENTION = re.compile(rf"(?<![\w.@/\\+\-])@(\w[{WORD}.\-]*)")


def convert_paragraph(text: str, context: Context) -> str:
    stash = Stash()
    in_table = "|" in text and bool(TABLE_RULE.search(text))
    if "`" in text or "[" in text or "<" in text:
        text = keep_code(text, stash)
    if context.has_mathematics and "$" in text:
        text = maths.keep_formulas(text, stash)
    if "\\" in text:
        text = ESCAPE.sub(lambda match: stash.keep(match[0]), text)
    text = bbcode.without_bbcode(inline_html.without_html(text, in_table))
    text = with_links(text, context, stash)
    if "#" in text and "hashtag" in context.cooked:
        text = with_hashtags(text, context, stash)
    if "@" in text:
        text = MENTION.sub(lambda match: mention(match, context), text)
    if ":" in text:
        text = with_known_codes(text, context.cooked)
    if "///" in text:
        text = FOLD_LIKE.sub(r"\1\\", text)
    return stash.restore(text)


def keep_code(text: str, stash: Stash) -> str:
    # Tags whose content holds a backtick, before that pairs with a later one.
    text = bbcode.keep_code(text, stash)
    for start, end in reversed(spans(text)):
        text = text[:start] + stash.keep(text[start:end]) + text[end:]
    return inline_html.keep_code(text, stash)


def mention(match: re.Match[str], context: Context) -> str:
    """The name under which the member is known here; strangers stay as they are."""
    word = match[1].rstrip(".-")
    rest = match[1][len(word) :]
    name = context.references.member(word)
    return f"@{name}{rest}" if name else match[0]
