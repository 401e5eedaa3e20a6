from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Reader
from forum.search.query.filters import OPERATORS, Filters
from forum.search.query.lines import LONGEST, Part, cleaned, parts
from forum.search.query.models import Query, Term
from forum.search.query.terms import term_of, without_common
from forum.search.query.unknown_operators import operator_hints

MOST_TERMS = 12
MOST_VALUES = 10  # of a field
NAMES = frozenset(OPERATORS)


def parse(text: str, fields: Mapping[str, Any], reader: Reader, *, language: str = "english") -> Query:
    """Understand the line and the fields, which are named as the operators are.

    Raises nothing: what is not understood is left out and becomes one of the query's problems.

    Names are looked up only among what the reader may see. A field may have several values (a QueryDict, or lists).
    """
    line = cleaned(text)
    filters = Filters(reader, topic_id=next(values_of(fields, "topic"), ""))
    if len(text.strip()) > LONGEST:
        filters.complain(_("Only the first %(length)s characters were used."), length=str(LONGEST))
    terms: list[Term] = []
    excluded: list[Term] = []
    pieces = list(parts(line, NAMES))
    for part in pieces:
        if part.operator:
            read_operator(filters, part)
        elif term := term_of(part, language):
            (excluded if part.is_excluded else terms).append(term)
    for name in OPERATORS:
        # The topic is in no field that one sees.
        filters.form_field = "" if name == "topic" else name
        for value in values_of(fields, name):
            filters.read(name, value)
    filters.form_field = ""
    query = query_of(filters, line, language, terms, excluded)
    return replace(query, operator_hints=operator_hints(line, pieces, OPERATORS))


def read_operator(filters: Filters, part: Part) -> None:
    if part.is_excluded:
        filters.complain(_("Only words can be left out: “%(written)s” was not used."), written=part.written)
    else:
        filters.read(part.operator, part.text)


def query_of(filters: Filters, line: str, language: str, terms: list[Term], excluded: list[Term]) -> Query:
    telling, unwanted = without_common(terms, language), without_common(excluded, language)
    if len(telling) > MOST_TERMS or len(unwanted) > MOST_TERMS:
        filters.complain(_("Only the first %(most)s words were used."), most=str(MOST_TERMS))
    query = Query(
        text=line,
        language=language,
        terms=telling[:MOST_TERMS],
        excluded=unwanted[:MOST_TERMS],
        author=filters.author,
        board=filters.board,
        boards=filters.boards,
        tags=tuple(filters.tags),
        in_title=filters.in_title,
        topic=filters.topic,
        before=filters.before,
        after=filters.after,
        has=frozenset(filters.has),
        states=frozenset(filters.states),
    )
    if query.is_empty and (excluded or filters.in_title or (line and not filters.problems)):
        filters.complain(_("Add a word to search for."))
    return replace(query, problems=tuple(filters.problems), field_problems=filters.field_problems)


def values_of(fields: Mapping[str, Any], name: str) -> Iterator[str]:
    """The values of a field that are filled in."""
    getlist = getattr(fields, "getlist", None)
    found = getlist(name) if getlist else fields.get(name) or []
    for value in ([found] if isinstance(found, str) else found)[:MOST_VALUES]:
        if value and str(value).strip():
            yield str(value)
