"""Python's own SQLite, which may be as old as 3.40, takes the table of words and every question of ours."""

from importlib import import_module

import pytest

from forum.search.engines import Document
from forum.search.engines.fts5_matches import MATCHING, MATCHING_SINCE
from forum.search.engines.fts5_query import question_of
from forum.search.engines.sqlite import KEPT, WORDS, WRITE, columns_of
from forum.search.query import Query, Term

# Below the module `sqlite3`, in whose place the forum puts a newer one.
own_sqlite = pytest.importorskip("_sqlite3")


@pytest.fixture
def words():
    connection = own_sqlite.connect(":memory:")
    connection.execute(import_module("forum.search.migrations.0003_words").SQLITE)
    yield connection
    connection.close()


def write(words, number, text, title="", exact=()):
    document = Document(number, 7, 3, 0, tuple(title.split()), tuple(text.split()), tuple(exact))
    words.execute(WRITE.replace("%s", "?"), columns_of(document))


def found(words, *terms, **asked):
    question = question_of(Query(terms=terms, **asked))
    rows = words.execute(
        "SELECT rowid FROM search_words WHERE search_words MATCH ? ORDER BY rowid", [question]
    )
    return [number for (number,) in rows]


def term(*stems, **asked):
    return Term(stems, **asked)


def test_words_are_found_in_what_is_kept_now_and_not_in_what_was_before(words):
    write(words, 1, "copper kettl", title="boil")
    write(words, 1, "tin kettl", title="simmer")
    write(words, 2, "copper pan")
    assert found(words, term("copper")) == [2]
    assert found(words, term("simmer")) == found(words, term("kettl"), term("tin")) == [1]
    assert found(words, term("tin", "kettl")) == [1]
    assert found(words, term("kettl", "tin")) == []
    words.execute("DELETE FROM search_words WHERE rowid = 1")
    assert found(words, term("tin")) == []


def test_every_form_of_a_question_is_understood(words):
    write(words, 1, "車輪 輪", exact=["xc2b2b"])
    write(words, 2, "kettl", title="kettl")
    assert found(words, term("輪", is_prefix=True)) == [1]
    assert found(words, Term((), exact="xc2b2b")) == [1]
    assert found(words, Term(("kettl",), exact="xc2b2b"), in_title=True) == []
    assert found(words, term("kettl"), in_title=True) == [2]
    assert found(words, excluded=(term("kettl"),)) == [1]
    assert found(words) == [1, 2]
    assert found(words, term("a1"), term("NEAR"), term("OR")) == []


def test_what_narrows_a_search_is_no_word_of_a_text(words):
    write(words, 1, "kettl")
    for word in ("post", "t7", "a3"):
        assert found(words, term(word)) == []


def test_the_other_questions_are_understood(words):
    write(words, 1, "kettl")
    question = question_of(Query(terms=(term("kettl"),)))
    for asked in (MATCHING, MATCHING_SINCE):
        assert words.execute(asked.replace("%s", "?"), [question, 0, 2**63 - 1, 10]).fetchall() == [(1,)]
    assert words.execute(KEPT.replace("%s", "?"), [1, 5]).fetchall() == [(1,)]
    [(number, *_columns)] = words.execute(WORDS.replace("%s", "?"), ["[1, 2]"]).fetchall()
    assert number == 1
