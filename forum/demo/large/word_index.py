"""The word index of a large forum: each text of the pool is analysed once, and whatever comes of it is what would have
come of each post."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction

from forum.demo.large.ids import Ids
from forum.demo.large.plan import Plan
from forum.demo.large.row_writing import AT_ONCE, Row, write_rows
from forum.demo.large.texts import PoolText
from forum.search import reindexing, vocabulary
from forum.search.analysis import VERSION, exact_tokens, tokens
from forum.search.engines import Document, engine
from forum.search.engines.tsquery import title_vector_of, vector_of
from forum.search.models import SearchDocument

COLUMNS = ("post_id", "topic_id", "author_id", "is_first", "created_at", "has")
VECTORS = ("words", "title_words")  # columns that PostgreSQL keeps the words in, unknown to the model
INDEX = "search_document_words"
DEFINITION = "SELECT indexdef FROM pg_indexes WHERE indexname = %s AND schemaname = current_schema()"


class WordIndex:
    def __init__(
        self, plan: Plan, ids: Ids, pool: Sequence[PoolText], titles: Sequence[str], language: str
    ) -> None:
        self.plan, self.ids, self.pool, self.titles, self.language = plan, ids, pool, titles, language

    def write(self, report: Callable[[int], None]) -> None:
        if connection.vendor == "postgresql":
            self._write_vectors(report)
        else:
            self._write_documents(report)
        self._learn_words()
        reindexing.note_whole()

    def _write_documents(self, report: Callable[[int], None]) -> None:
        write_rows(self._template, COLUMNS, map(self._row, range(self.plan.sizes.posts)))
        for first in range(0, self.plan.sizes.posts, AT_ONCE):
            places = range(first, min(first + AT_ONCE, self.plan.sizes.posts))
            with transaction.atomic():
                engine().write(list(map(self._document, places)))
            report(len(places))

    def _write_vectors(self, report: Callable[[int], None]) -> None:
        with without_index():
            write_rows(
                self._template,
                (*COLUMNS, *VECTORS),
                self._rows_with_vectors(),
                texts=VECTORS,
                report=report,
                expressions={name: f"planned.{name}::tsvector" for name in VECTORS},
            )

    @property
    def _template(self) -> SearchDocument:
        return SearchDocument(analysis_version=VERSION, language=self.language)

    def _row(self, place: int) -> tuple[int, int, int, int, int, int]:
        posts, ids = self.plan.posts, self.ids
        has = self.pool[posts.texts[place]].has
        topic, author = ids.topic(posts.topics[place]), ids.member(posts.authors[place])
        return ids.post(place), topic, author, int(posts.numbers[place] == 1), posts.at[place], has

    def _rows_with_vectors(self) -> Iterator[Row]:
        for place in range(self.plan.sizes.posts):
            document = self._document(place)
            yield *self._row(place), vector_of(document), title_vector_of(document)

    def _document(self, place: int) -> Document:
        pk, topic, author, is_first, _at, has = self._row(place)
        text = self.pool[self.plan.posts.texts[place]]
        if not is_first:
            return Document(pk, topic, author, has, (), text.tokens, text.exact)
        title = self.titles[self.plan.posts.topics[place]]
        words = tuple(token.text for token in tokens(title, self.language))
        return Document(
            pk,
            topic,
            author,
            has,
            words,
            text.tokens,
            tuple(dict.fromkeys([*exact_tokens(title), *text.exact])),
        )

    def _learn_words(self) -> None:
        counts: Counter[str] = Counter()
        uses = Counter(self.plan.posts.texts)
        for place, times in uses.items():
            for word in filter(vocabulary.is_worth_knowing, self.pool[place].words):
                counts[word] += times
        for title in self.titles:
            counts.update(vocabulary.words_of([title], self.language))
        with transaction.atomic():
            vocabulary.add(counts)


@contextmanager
def without_index() -> Iterator[None]:
    """Have PostgreSQL make the index of words anew afterwards, which takes a fraction of the time."""
    with connection.cursor() as cursor:
        cursor.execute(DEFINITION, [INDEX])
        [definition] = cursor.fetchone()
        # No row may wait for its foreign keys to be looked at when an index is dropped.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"DROP INDEX {INDEX}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute(definition)
        cursor.execute("RESET maintenance_work_mem")
