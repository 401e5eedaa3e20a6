"""Where in a text the admin's words, domains and patterns are. Pure, and bounded in time for any text."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

import idna

from forum.filters.folding import FoldedText, fold
from forum.filters.models import WordRule
from forum.filters.patterns import Pattern, compiled, spans
from forum.markup.unicode_text import MARKS, SPACELESS

WORD = re.compile(rf"[\w{MARKS}]+")
# An address as it is written in a text, or a bare host with one dot at least.
ADDRESS = re.compile(
    r"(?:https?:)?//[^\s<>()\[\]\"'`|\\]{3,2000}|[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.IGNORECASE
)
WITHOUT_SPACES = re.compile(f"[{SPACELESS}]")
# How digits are read in words: 1 is an i or an l.
DIGITS = (str.maketrans("01345", "oieas"), str.maketrans("01345", "oleas"))
MOST_HITS = 500  # of all rules together, in one text
MOST_WORDS = 20_000  # of which is remembered whether a rule asks for them
LATELY = 8  # texts whose hits are remembered: what is typed and what is read of it, by a few members at once


class Hit(NamedTuple):
    rule: WordRule
    start: int
    end: int


@dataclass
class Rules:
    """All rules that are in use, made ready once."""

    by_word: dict[str, WordRule] = field(default_factory=dict)
    # By their first two words: however many begin with “a”, few are looked at.
    by_phrase: dict[tuple[str, str], list[tuple[WordRule, list[str]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    phrase_starts: set[str] = field(default_factory=set)
    by_start: dict[int, dict[str, WordRule]] = field(default_factory=lambda: defaultdict(dict))
    by_end: dict[int, dict[str, WordRule]] = field(default_factory=lambda: defaultdict(dict))
    anywhere: list[tuple[str, WordRule]] = field(default_factory=list)
    domains: dict[str, WordRule] = field(default_factory=dict)
    patterns: list[tuple[Pattern, WordRule]] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Of one text several questions are asked, one after the other.
        self.found_lately = lru_cache(maxsize=LATELY)(self._found)
        self.may_begin = lru_cache(maxsize=MOST_WORDS)(self._may_begin)

    def add(self, rule: WordRule) -> None:
        """Raise BadPattern for a pattern that can't be used."""
        self.found_lately.cache_clear()
        self.may_begin.cache_clear()
        if rule.kind == WordRule.Kind.DOMAIN:
            self.domains[host_key(rule.text)] = rule
        elif rule.kind == WordRule.Kind.PATTERN:
            self.patterns.append((compiled(rule.text), rule))
        else:
            self._add_words(rule)

    def _add_words(self, rule: WordRule) -> None:
        text = " ".join(fold(rule.text.strip("*")).text.split())
        words = WORD.findall(text)
        if not words:
            return
        if WITHOUT_SPACES.search(text) or " ".join(words) != text:
            # A script without spaces, or signs between the words: looked for as it stands.
            self.anywhere.append((text, rule))
        elif rule.text.endswith("*") and len(words) == 1:
            self.by_start[len(words[0])][words[0]] = rule
        elif rule.text.startswith("*") and len(words) == 1:
            self.by_end[len(words[0])][words[0]] = rule
        elif len(words) == 1:
            self.by_word[words[0]] = rule
        else:
            self.by_phrase[words[0], words[1]].append((rule, words))
            self.phrase_starts.add(words[0])

    def hits(self, text: str, links: Iterable[str] = ()) -> list[Hit]:
        """All hits in the order of the text. `links` are addresses that it links besides those that can be read."""
        return list(self.found_lately(text, tuple(links) if self.domains else ()))

    def _found(self, text: str, links: tuple[str, ...]) -> list[Hit]:
        folded = fold(text)
        found = [*self._words(folded), *self._anywhere(folded), *self._patterns(text, folded)]
        if self.domains:
            found += self._domains(text, links)
        return sorted(found, key=lambda hit: (hit.start, -hit.end))[:MOST_HITS]

    def _words(self, folded: FoldedText) -> Iterator[Hit]:
        # Most forums have no such rule, and of nearly every text no word is one that a rule asks for.
        if not (self.by_word or self.by_start or self.by_end or self.by_phrase):
            return
        if not any(map(self.may_begin, set(WORD.findall(folded.text)))):
            return
        words = [(match.start(), match.end()) for match in WORD.finditer(folded.text)]
        spellings = [_spellings(folded.text[start:end]) for start, end in words]
        for index, (start, end) in enumerate(words):
            for spelling in spellings[index]:
                for rule in self._of_word(spelling):
                    yield Hit(rule, *folded.span(start, end))
                for second in spellings[index + 1] if index + 1 < len(words) else ():
                    for rule, wanted in self.by_phrase.get((spelling, second), ()):
                        following = spellings[index : index + len(wanted)]
                        if len(following) == len(wanted) and all(map(_contains, following, wanted)):
                            yield Hit(rule, *folded.span(start, words[index + len(wanted) - 1][1]))

    def _may_begin(self, word: str) -> bool:
        """Whether a rule is about this word, or about a phrase that begins with it."""
        spellings = _spellings(word)
        if not self.phrase_starts.isdisjoint(spellings):
            return True
        return any(True for spelling in spellings for _rule in self._of_word(spelling))

    def _of_word(self, word: str) -> Iterator[WordRule]:
        if rule := self.by_word.get(word):
            yield rule
        for length, rules in self.by_start.items():
            if rule := rules.get(word[:length]):
                yield rule
        for length, rules in self.by_end.items():
            if rule := rules.get(word[-length:]):
                yield rule

    def _anywhere(self, folded: FoldedText) -> Iterator[Hit]:
        for wanted, rule in self.anywhere:
            start = folded.text.find(wanted)
            count = 0
            while start >= 0 and count < MOST_HITS:
                yield Hit(rule, *folded.span(start, start + len(wanted)))
                count += 1
                start = folded.text.find(wanted, start + len(wanted))

    def _patterns(self, text: str, folded: FoldedText) -> Iterator[Hit]:
        is_plain = folded.text == text.lower()
        for pattern, rule in self.patterns:
            direct = spans(pattern, text)
            yield from (Hit(rule, start, end) for start, end in direct)
            if not is_plain and not direct:
                yield from (Hit(rule, *folded.span(*span)) for span in spans(pattern, folded.text))

    def _domains(self, text: str, links: Iterable[str]) -> Iterator[Hit]:
        for match in ADDRESS.finditer(text):
            if rule := self._rule_of(match[0]):
                yield Hit(rule, match.start(), match.end())
        for rule in filter(None, map(self._rule_of, links)):
            yield Hit(rule, 0, 0)

    def _rule_of(self, address: str) -> WordRule | None:
        host = host_key(address)
        while host:
            if rule := self.domains.get(host):
                return rule
            _first, _dot, host = host.partition(".")
        return None


def _contains(spellings: tuple[str, ...], word: str) -> bool:
    return word in spellings


def _spellings(word: str) -> tuple[str, ...]:
    """The word, and how it reads with its digits as letters."""
    if word.isalpha() or word.isdigit():
        return (word,)
    return tuple(dict.fromkeys((word, *(word.translate(table) for table in DIGITS))))


def host_key(address: str) -> str:
    """The host of an address, or of a domain as somebody wrote it, in the form in which they are compared, or "" """
    address = address.strip().lower()
    if "//" not in address:
        address = f"//{address}"
    try:
        host = (urlsplit(address).hostname or "").strip(".").removeprefix("www.")
    except ValueError:
        return ""
    if host.isascii():
        return host
    try:
        return idna.encode(host, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return host
