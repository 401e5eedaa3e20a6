"""The part of a text where the words searched for are, with these marked."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from forum.markup.excerpts import ELLIPSIS, on_one_line, without_spoilers
from forum.search.analysis.sought_tokens import Sought, tokens_among

LENGTH = 240  # characters of an excerpt
BEFORE = 60  # characters of it at most that come before the first word
LONGEST_READ = 20_000  # characters of a text in which words are looked for
MOST_SPANS = 500  # words that are marked
BREAK = re.compile(r"\s")


class SearchedTerm(Protocol):
    """What is needed of a `Term`."""

    @property
    def stems(self) -> tuple[str, ...]: ...
    @property
    def exact(self) -> str: ...
    @property
    def is_prefix(self) -> bool: ...
    @property
    def written(self) -> str: ...
    @property
    def alternatives(self) -> tuple[str, ...]: ...


class SearchedTerms(Protocol):
    @property
    def terms(self) -> Sequence[SearchedTerm]: ...


class Span(NamedTuple):
    start: int
    end: int
    stem: str


def marked(text: str, query: SearchedTerms, language: str) -> SafeString:
    """The whole text, such as a title, escaped and with the words of the query in `<mark>`."""
    return with_marks(text, spans_of(text, query, language))


def marked_excerpt(text: str, query: SearchedTerms, language: str, length: int = LENGTH) -> SafeString:
    """About so many characters of a post's plain text, where most of the query's words are, each in `<mark>`.

    Spoilers are left out. A text without any of the words gives its beginning.
    """
    line = on_one_line(without_spoilers(text[:LONGEST_READ]))
    spans = spans_of(line, query, language)
    start, end = window(line, spans, length)
    inside = [
        Span(span.start - start, span.end - start, "")
        for span in spans
        if start <= span.start and span.end <= end
    ]
    before, after = (ELLIPSIS if start else ""), (ELLIPSIS if end < len(line) else "")
    return format_html("{}{}{}", before, with_marks(line[start:end], inside), after)


def spans_of(text: str, query: SearchedTerms, language: str) -> list[Span]:
    """Where words of the query are, in order, none over another."""
    stems = {stem for term in query.terms if not term.exact for stem in (*term.stems, *term.alternatives)}
    prefixes = tuple(term.stems[-1] for term in query.terms if term.is_prefix)
    spans = [Span(match.start(), match.end(), match[0].lower()) for match in exact_matches(text, query.terms)]
    spans += [
        Span(token.start, token.end, token.text)
        for token in tokens_among(text, language, Sought(frozenset(stems), prefixes))
    ]
    return spans if len(spans) < 2 else merged(sorted(spans)[:MOST_SPANS])


def exact_matches(text: str, terms: Iterable[SearchedTerm]) -> Iterable[re.Match[str]]:
    written = [re.escape(term.written.strip('-"')) for term in terms if term.exact]
    return re.finditer("|".join(written), text, re.IGNORECASE) if written else ()


def merged(spans: Sequence[Span]) -> list[Span]:
    result = [spans[0]]
    for span in spans[1:]:
        last = result[-1]
        if span.start < last.end:
            result[-1] = Span(last.start, max(last.end, span.end), last.stem)
        else:
            result.append(span)
    return result


def window(text: str, spans: Sequence[Span], length: int) -> tuple[int, int]:
    """From where to where the excerpt goes: where most different words are, and the first such place."""
    if len(text) <= length:
        return 0, len(text)
    best, start = 0, 0
    last = 0
    for first, span in enumerate(spans):
        while last < len(spans) and spans[last].end <= span.start + length - BEFORE:
            last += 1
        different = len({each.stem for each in spans[first : min(last, first + 50)]})
        if different > best:
            best, start = different, span.start
    start = max(min(start - BEFORE, len(text) - length), 0)
    return beginning(text, start), ending(text, start + length)


def beginning(text: str, start: int) -> int:
    """The start of a word at or after this place, unless none is near."""
    match = BREAK.search(text, start, start + BEFORE // 2) if start else None
    return match.end() if match else start


def ending(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", end - BEFORE // 2, end)
    return space if space > 0 else end


def with_marks(text: str, spans: Iterable[Span]) -> SafeString:
    pieces, at = [], 0
    for span in spans:
        pieces.append((text[at : span.start], text[span.start : span.end]))
        at = span.end
    return format_html_join("", "{}<mark>{}</mark>", pieces) + conditional_escape(text[at:])
