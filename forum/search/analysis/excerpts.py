"""The part of a text where the words searched for are, with these marked."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from forum.markup.excerpts import ELLIPSIS, QUOTED_LINE, on_one_line, without_spoilers
from forum.search.analysis.phrases import phrase_places
from forum.search.analysis.sought_tokens import Sought, tokens_among
from forum.search.analysis.tokens import Token

LENGTH = 240  # characters of an excerpt
BEFORE = 60  # characters of it at most that come before the first word
LONGEST_READ = 20_000  # characters of a text in which words are looked for
MOST_SPANS = 500  # words that are marked
BREAK = re.compile(r"\s")
QUOTE_SIGNS = re.compile(r"^(?:> ?)+", re.MULTILINE)
BULLETS = re.compile(r"(?:[-*•] )+")


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
    text = without_spoilers(text[:LONGEST_READ])
    line = on_one_line(QUOTE_SIGNS.sub("", text))
    spans = spans_of(line, query, language)
    if QUOTED_LINE.search(text):
        own_line = on_one_line(QUOTED_LINE.sub("", text))
        own_spans = spans_of(own_line, query, language)
        # What others said is shown only if it has words that the post itself has not.
        if own_spans and {span.stem for span in own_spans} >= {span.stem for span in spans}:
            line, spans = own_line, own_spans
    start, end = window(line, spans, length)
    inside = [
        Span(span.start - start, span.end - start, "")
        for span in spans
        if start <= span.start and span.end <= end
    ]
    before, after = (ELLIPSIS if start else ""), (ELLIPSIS if end < len(line) else "")
    return format_html("{}{}{}", before, with_marks(line[start:end], inside), after)


def spans_of(text: str, query: SearchedTerms, language: str) -> list[Span]:
    """Where words and phrases of the query are, in order, none over another."""
    terms = [term for term in query.terms if not term.exact]
    found = list(tokens_among(text, language, sought_by(terms)))
    phrases = {term.stems: phrase_places(text, found, term.stems) for term in terms if len(term.stems) > 1}
    # Where a phrase is not, as when the title has it, each of its words is marked.
    alone = sought_by(term for term in terms if not phrases.get(term.stems))
    spans = [Span(match.start(), match.end(), match[0].lower()) for match in exact_matches(text, query.terms)]
    spans += [Span(start, end, " ".join(stems)) for stems, places in phrases.items() for start, end in places]
    spans += [span_of(token, alone) for token in found if alone.includes(token.text)]
    return spans if len(spans) < 2 else merged(sorted(spans)[:MOST_SPANS])


def sought_by(terms: Iterable[SearchedTerm]) -> Sought:
    terms = list(terms)
    stems = frozenset(stem for term in terms for stem in (*term.stems, *term.alternatives))
    return Sought(stems, tuple(term.stems[-1] for term in terms if term.is_prefix))


def span_of(token: Token, sought: Sought) -> Span:
    if token.text in sought.stems:
        return Span(token.start, token.end, token.text)
    # Two signs, of which only the first is searched for.
    return Span(token.start, token.end - len(token.text) + 1, token.text[0])


def exact_matches(text: str, terms: Iterable[SearchedTerm]) -> Iterable[re.Match[str]]:
    written = [whole(term.written.strip('-"')) for term in terms if term.exact]
    return re.finditer("|".join(written), text, re.IGNORECASE) if written else ()


def whole(written: str) -> str:
    """The pattern of a name that does not go on before or behind: 1.7.1 is in v1.7.1, but not in 11.7.12."""
    before = r"(?<![\w.])" if written.startswith(".") else r"(?<!\w)"
    version = "v?" if written[:1].isdigit() else ""
    return before + version + re.escape(written) + (r"(?!\w)" if written[-1:].isalnum() else "")


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
    if match is None:
        return start
    bullets = BULLETS.match(text, match.end())
    return bullets.end() if bullets else match.end()


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
