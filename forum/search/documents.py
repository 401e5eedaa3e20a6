"""What the index keeps of a post."""

import re
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from forum.database.prepared_writes import PreparedInsert
from forum.posts.models import Post
from forum.search.analysis import VERSION, exact_tokens, token_texts
from forum.search.engines import Document
from forum.search.models import Contains, SearchDocument

CHANGING = ["topic", "author", "is_first", "created_at", "has", "analysis_version", "language"]
LONGEST_REMEMBERED = 8_000  # letters of a text

# In the HTML of `forum.markup`, which writes every tag itself. A link to a place on the same page is none.
MARKS = {
    Contains.CODE: re.compile(r"<(?:code|pre)\b"),
    Contains.LINK: re.compile(r'<a href="(?!#)'),
    Contains.IMAGE: re.compile(r'<img\b|class="remote-picture"'),
}


def what_it_has(html: str) -> int:
    return sum(kind for kind, mark in MARKS.items() if mark.search(html))


def row_of(post: Post, language: str) -> SearchDocument:
    return insert_document().new(
        post_id=post.pk,
        topic_id=post.topic_id,
        author_id=post.author_id,
        is_first=post.is_first,
        created_at=post.created_at,
        has=what_it_has(post.html),
        analysis_version=VERSION,
        language=language,
    )


@cache
def insert_document() -> PreparedInsert[SearchDocument]:
    """In place of the row that the post has already."""
    return PreparedInsert(SearchDocument, CHANGING)


def searched_text(post: Post, poll: str) -> str:
    """The text of a post in which words are looked for: with its poll, if it has one."""
    return f"{post.text}\n\n{poll}" if poll else post.text


def document_of(post: Post, title: str, poll: str, language: str) -> Document:
    """Analyse a post; `title` is its topic's if it is the first, else empty, and `poll` what the topic's poll says."""
    text = searched_text(post, poll)
    words = analysed(text, language)
    return Document(
        post_id=post.pk,
        topic_id=post.topic_id,
        author_id=post.author_id,
        has=what_it_has(post.html),
        title=tuple(token_texts(title, language)),
        text=words.stems,
        exact=tuple(dict.fromkeys(chain(exact_tokens(title), words.exact))),
    )


class Analysed(NamedTuple):
    stems: tuple[str, ...]
    exact: tuple[str, ...]


def analysed(text: str, language: str) -> Analysed:
    """The words of a text. Of a short one they are remembered from before the author is locked until it is stored."""
    return _analysed_lately(text, language) if len(text) <= LONGEST_REMEMBERED else _analysed(text, language)


def _analysed(text: str, language: str) -> Analysed:
    return Analysed(tuple(token_texts(text, language)), tuple(exact_tokens(text)))


_analysed_lately = lru_cache(maxsize=16)(_analysed)
