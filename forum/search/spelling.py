"""What a misspelt word may have meant. Only words of posts that the reader may see are offered."""

from collections.abc import Iterator
from dataclasses import replace

from forum.boards.permissions import Asker
from forum.posts.models import Post
from forum.search.analysis import words
from forum.search.engines import Hit, engine
from forum.search.query import Query, Term
from forum.search.query.lines import Part
from forum.search.query.terms import single_word, term_of
from forum.search.similar_words import words_like

SHORTEST = 4  # signs of a word that is corrected
MOST_TERMS = (
    6  # words of a query that is looked at: who writes more of them has not found nothing by one letter
)
MOST_CORRECTED = 2  # of its words
MOST_TRIED = 4  # words that the reader may read, but which too few posts have
RARE = 2  # posts; a word that more of them have is spelt as somebody meant it
MUCH_MORE = 10  # times as many posts have the word that is offered
AT_ONCE, MOST_COMPARED = 100, 500  # words like it, of which those that the reader may read are asked for
LOOKED_AT = 20  # posts in which the word itself is looked for


def suggested_text(query: Query, reader: Asker) -> str:
    """The query's line with its misspelt words corrected, for which the reader finds something, or an empty text."""
    text, terms = query.text, list(query.terms)
    if len(terms) > MOST_TERMS:
        return ""
    corrected = 0
    for at, term in enumerate(query.terms):
        better = correction(term, query.language, reader) if corrected < MOST_CORRECTED else None
        if better:
            text, terms[at] = text.replace(term.written, better.written, 1), better
            corrected += 1
    suggested = replace(query, text=text, terms=tuple(terms))
    if text == query.text or not engine().match(suggested, reader, "date", slice(0, 1)).count:
        return ""
    return text


def correction(term: Term, language: str, reader: Asker) -> Term | None:
    """A word much like this one that the reader finds in far more posts, if there is any."""
    typed = single_word(term, language)
    if len(typed) < SHORTEST:
        return None
    own = engine().match(Query(terms=(term,), language=language), reader, "date", slice(0, 1)).count
    if own > RARE:
        return None
    for known in words_like(typed):
        candidates = [
            candidate for word in known if (candidate := term_of(Part(word, written=word), language))
        ]
        others = [candidate for candidate in candidates if candidate.stems != term.stems]
        if better := first_in_far_more_posts(others, own, language, reader):
            return better
    return None


def first_in_far_more_posts(terms: list[Term], own: int, language: str, reader: Asker) -> Term | None:
    """The first of these words that the reader finds so often. Words that they may not read take nobody's place."""
    tried = 0
    for better in shown_terms(terms, reader):
        found = engine().match(Query(terms=(better,), language=language), reader, "date", slice(0, LOOKED_AT))
        # Posts are found by a stem, which other forms of the word share: one that nobody shows them tells something.
        if not is_in_posts(better.written, found.hits, language):
            continue
        if found.count > own * MUCH_MORE:
            return better
        tried += 1
        if tried == MOST_TRIED:
            break
    return None


def shown_terms(terms: list[Term], reader: Asker) -> Iterator[Term]:
    """Those of these for whose stems the reader finds posts, asked for as they are wanted."""
    for at in range(0, min(len(terms), MOST_COMPARED), AT_ONCE):
        some = terms[at : at + AT_ONCE]
        visible = engine().shown_stems({stem for term in some for stem in term.stems}, reader)
        yield from (term for term in some if visible.issuperset(term.stems))


def is_in_posts(word: str, hits: tuple[Hit, ...], language: str) -> bool:
    posts = Post.objects.filter(pk__in=[hit.post_id for hit in hits]).select_related("topic")
    return any(
        word in words(text, language)
        for post in posts.only("text", "number", "topic__title")
        for text in (post.text, post.topic.title if post.is_first else "")
    )
