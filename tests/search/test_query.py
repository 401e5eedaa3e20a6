"""What is typed into the search field is understood, and what is not is said in a sentence."""

import datetime
import time
from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from forum.boards.presets import Preset
from forum.search.query import parse
from forum.search.query.unknown_operators import OperatorHint
from forum.topics.models import Tag
from tests.conftest import opened
from tests.search.hostile_texts import hostile_texts

VISITOR = AnonymousUser()


def asked(line, reader=VISITOR, **fields):
    return parse(line, fields, reader)


def stems(line):
    return [term.stems for term in asked(line).terms]


# --- words


def test_words_and_phrases_are_terms():
    query = asked('boats "running dogs" -sunk -"old wrecks"')
    assert [(term.stems, term.is_phrase) for term in query.terms] == [
        (("boat",), False),
        (("run", "dog"), True),
    ]
    assert [term.stems for term in query.excluded] == [("sunk",), ("old", "wreck")]
    assert query.problems == () and not query.is_empty


@pytest.mark.parametrize(
    "line", ["“running dogs”", '"running dogs', "«running dogs»", '""running dogs""'[1:]]
)
def test_quotes_of_any_kind_make_a_phrase_even_when_left_open(line):
    assert stems(line) == [("run", "dog")]


def test_a_word_of_several_is_a_phrase():
    assert stems("foo-bar and/or std::vector") == [("foo", "bar"), ("and", "or"), ("std", "vector")]
    assert all(term.is_phrase for term in asked("foo-bar and/or").terms)


def test_what_is_typed_with_signs_is_wanted_exactly():
    query = asked("C++ .NET snake_case -file.ext")
    assert [term.exact for term in query.terms] == ["xc2b2b", "x2enet", "xsnake5fcase"]
    assert query.excluded[0].exact == "xfile2eext"


def test_commas_brackets_and_stars_part_words():
    assert stems("six,two (three) four* *five*") == [("six",), ("two",), ("three",), ("four",), ("five",)]


def test_words_that_every_text_has_are_left_out_beside_others():
    assert stems("how do I sail the boat") == [("sail",), ("boat",)]
    assert stems("IT boat") == [("it",), ("boat",)]
    assert stems('"to be" boat') == [("to", "be"), ("boat",)]
    assert stems("the who") == [("the",), ("who",)]
    assert [term.stems for term in parse("les chats", {}, VISITOR, language="french").terms] == [
        ("le",),
        ("chat",),
    ]


def test_a_word_twice_is_one_term():
    assert stems("boat boats Boat") == [("boat",)]


def test_signs_of_east_asian_writing_are_pairs_and_a_single_one_a_beginning():
    (term,) = asked("日本語").terms
    assert term.stems == ("日本", "本語") and term.is_phrase and not term.is_prefix
    (term,) = asked("犬").terms
    assert term.stems == ("犬",) and term.is_prefix


def test_flags_of_a_command_are_words():
    query = asked("grep --color x-y -")
    assert [term.stems for term in query.terms] == [("grep",), ("color",), ("x", "y")]
    assert query.excluded == ()


def test_what_only_looks_like_an_operator_is_a_word():
    query = asked("http://example.org/a std::map foo:bar 10:30")
    assert [term.written for term in query.terms] == ["http://example.org/a", "std::map", "foo:bar", "10:30"]
    assert query.terms[0].exact and query.problems == ()


@pytest.mark.parametrize(
    ("line", "typed", "meant", "mended"),
    [
        ("auther:ben boat", "auther", "author", "author:ben boat"),
        ("boat boar:tools", "boar", "board", "boat board:tools"),
        ('Tags:"old boats"', "tags", "tag", 'tag:"old boats"'),
        ("from:ben from:ada", "from", "author", "author:ben author:ada"),
        ("before:2026 sinse:2025 until:2027", "until", "before", "before:2026 sinse:2025 before:2027"),
    ],
)
def test_an_operator_that_there_is_not_gives_a_hint_and_is_searched_for_as_words(
    line, typed, meant, mended, db
):
    query = asked(line)
    assert query.operator_hints == (OperatorHint(typed, meant, mended),)
    assert query.problems == () and any(typed in term.written.lower() for term in query.terms)


@pytest.mark.parametrize(
    "line",
    [
        "http://x https:x",
        "12:30 4:3",
        "std::map",
        "foo:bar",
        "id:5 it:was if:so",
        '"auther:ben"',
        "-auther:ben x",
        "auther: ben",
        "auther:",
        "C:\\boats",
        "localhost:8000",
        "author:me",
        "mailto:ben@example.org",
    ],
)
def test_what_is_like_no_operator_gives_no_hint(line, db):
    assert asked(line).operator_hints == ()


# --- limits


def test_only_twelve_words_are_searched_for():
    query = asked(" ".join(f"word{n}" for n in range(13)))
    assert len(query.terms) == 12
    assert query.problems == ("Only the first 12 words were used.",)
    assert asked(" ".join(f"word{n}" for n in range(12))).problems == ()


def test_only_400_characters_are_read():
    query = asked(f"{'long' * 99} last words")
    assert query.problems == ("Only the first 400 characters were used.",)
    assert len(query.text) <= 400
    assert asked("x" * 400).problems == ()


@pytest.mark.parametrize("line", ["", "   ", "\x00"])
def test_an_empty_line_is_no_problem(line):
    assert asked(line).is_empty and asked(line).problems == ()


@pytest.mark.parametrize("line", ["***", '"', '""', "-", ":", "。", "🙂"])
def test_a_line_without_a_letter_asks_for_a_word(line):
    assert asked(line).is_empty and asked(line).terms == ()
    assert asked(line).problems == ("Add a word to search for.",)
    assert asked(line, has="code").problems == ()


@pytest.mark.parametrize("line", ["-boat", "in:title", "-boat in:title"])
def test_nothing_but_words_to_leave_out_asks_for_a_word(line):
    query = asked(line)
    assert query.is_empty and query.problems == ("Add a word to search for.",)


# --- operators, in the line and as fields


def both(operator, value, reader=VISITOR, **more):
    """The query by the operator in the line, and by the field of that name."""
    line, field = (
        asked(f'{operator}:"{value}"', reader, **more),
        asked("", reader, **{operator: value}, **more),
    )
    field = replace(field, problems=(*field.problems, *field.field_problems.get(operator, ())))
    assert (len(line.problems), line.is_empty) == (len(field.problems), field.is_empty)
    assert line.field_problems == {}
    return line, field


@pytest.mark.parametrize("name", ["ada", "@ada", "ADA"])
def test_author(ada, name):
    for query in both("author", name):
        assert query.author == ada and query.problems == () and not query.is_empty


def test_author_me_is_the_member_themselves(ada):
    assert asked("author:me", ada).author == ada
    assert asked("author:me").problems == ("No member is called “me”.",)


@pytest.mark.parametrize("name", ["Ada Lindqvist", "ada lindqvist", "Ádà Lindqvist", "@AdaLindqvist"])
def test_an_author_may_be_named_as_shown(ada, name):
    for query in both("author", name):
        assert query.author == ada and query.problems == ()


def test_an_author_named_as_shown_is_no_other_member_with_that_username(ada, ben):
    ben.display_name = "Ada"
    ben.save()
    assert asked("author:ada").author == ada


def test_a_name_that_several_members_are_shown_by_is_a_problem(ada, ben):
    User.objects.filter(pk=ben.pk).update(display_key=ada.display_key)
    for query in both("author", "Ada Lindqvist"):
        assert query.author is None
        (problem,) = query.problems
        assert "Several members are called “Ada Lindqvist”" in problem
    assert asked("author:ada").author == ada


def test_a_closed_account_is_not_called_anything(ada):
    User.objects.filter(pk=ada.pk).update(closed_at=timezone.now())
    assert asked('author:"Ada Lindqvist"').author is None


def test_an_unknown_author_is_a_problem(db):
    for query in both("author", "nobody"):
        assert query.author is None and query.is_empty
        assert query.problems == ("No member is called “nobody”.",)


def test_a_second_author_is_a_problem(ada, ben):
    query = asked("author:ada author:ben author:ada")
    assert query.author == ada and query.problems == ("A post has one author: only the first one was used.",)


@pytest.mark.parametrize("name", ["general", "General", "GENERAL"])
def test_board_with_those_below_it(board, name):
    inside = opened("Deeper", Preset.PUBLIC, parent=board)
    opened("Elsewhere", Preset.PUBLIC)
    for query in both("board", name):
        assert query.board == board and query.boards == {board.pk, inside.pk} and query.problems == ()


def test_several_boards_are_searched_together(board, members_board, ada):
    assert asked("board:general board:lounge", ada).boards == {board.pk, members_board.pk}


@pytest.mark.parametrize("name", ["backroom", "Backroom", "former"])
def test_a_board_that_the_reader_does_not_see_is_none(staff_board, ada, root, name):
    staff_board.former_slugs.create(key="former")
    assert asked(f"board:{name}", root).boards == {staff_board.pk}
    assert asked(f"board:{name}", ada).boards is None
    assert asked(f"board:{name}", ada).problems == (f"There is no board “{name}”.",)


def test_boards_below_that_the_reader_does_not_see_are_left_out(board, root, ada):
    hidden = opened("Hidden", Preset.STAFF, parent=board)
    assert asked("board:general", root).boards == {board.pk, hidden.pk}
    assert asked("board:general", ada).boards == {board.pk}


def test_tags(db):
    tags = [
        Tag.objects.create(name=name, slug=name.lower().replace(" ", "-"))
        for name in ("Tools", "Winter sports")
    ]
    for query in both("tag", "tools"):
        assert query.tags == (tags[0],) and query.problems == ()
    assert asked('tag:tools tag:"winter sports" tag:#tools').tags == tuple(tags)
    assert asked("", tag=["tools", "winter-sports"]).tags == tuple(tags)
    assert asked("tag:none").problems == ("There is no tag “none”.",)


def test_in_title():
    for query in both("in", "title"):
        assert query.in_title
    assert asked("in:title boat").in_title and not asked("in:title boat").is_empty
    assert asked("in:body").problems == ("After “in:” write title or topic, not “body”.",)


def test_in_topic_is_the_topic_one_comes_from(topic, staff_board, root, ada, start):
    secret = start(root, staff_board)
    assert asked("boat in:topic", topic=str(topic.pk)).topic == topic
    assert asked("boat", topic=str(topic.pk)).topic == topic
    assert asked("boat in:topic").topic is None
    assert asked("boat in:topic").problems == (
        "“in:topic” searches the topic you come from. Open the topic and search from there.",
    )
    assert asked("boat", root, topic=str(secret.pk)).topic == secret
    for number in (secret.pk, 999_999, "x", "9" * 30, "-1", "٣"):
        query = asked("boat", ada, topic=str(number))
        assert query.topic is None
        assert query.problems == ("There is no such topic to search in. All topics were searched.",)


def test_before_and_after_are_days_where_the_reader_is(db):
    with timezone.override("Asia/Tokyo"):
        for query in both("before", "2026-01-31"):
            assert query.before == datetime.datetime(2026, 1, 30, 15, tzinfo=datetime.UTC)
        for query in both("after", "2026-02"):
            assert query.after == datetime.datetime(2026, 1, 31, 15, tzinfo=datetime.UTC)
    assert asked("after:2026").after == datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    query = asked("before:2026 before:2025 after:2020 after:2021")
    assert (query.before.year, query.after.year) == (2025, 2021)


@pytest.mark.parametrize(
    "value", ["yesterday", "2026-13-01", "2026-02-30", "0001-01-01", "99999", "٢٠٢٦", "2026-01-01-01"]
)
def test_what_is_no_date_is_a_problem(value):
    for query in both("before", value):
        assert query.before is None and len(query.problems) == 1 and value in query.problems[0]


@pytest.mark.parametrize("value", ["code", "link", "image", "Links", "images"])
def test_has(value):
    for query in both("has", value):
        assert query.has == {value.lower().removesuffix("s")}
    assert asked("has:code has:link").has == {"code", "link"}
    assert asked("has:sound").problems == ("After “has:” write code, link or image, not “sound”.",)


def test_states(ada):
    assert asked("is:locked is:pinned").states == {"locked", "pinned"}
    for state in ("unread", "followed"):
        for query in both("is", state, ada):
            assert query.states == {state}
        for query in both("is", state):
            assert query.states == frozenset() and query.problems == (
                "Sign in to search what you follow or have not read.",
            )
    assert asked("is:removed", ada).problems == (
        "After “is:” write locked, pinned, unread or followed, not “removed”.",
    )


def test_an_operator_without_a_value_is_a_problem(db):
    for line in ("author: ", 'author:""', "boat author:"):
        assert asked(line).problems == ("Write something after “author:”, or leave it out.",)


def test_operators_cannot_be_left_out():
    query = asked("boat -has:code")
    assert query.has == frozenset() and query.problems == (
        "Only words can be left out: “-has:code” was not used.",
    )


def test_operators_are_written_in_any_case_and_empty_fields_are_nothing(ada):
    assert asked("AUTHOR:ada Has:code").author == ada
    empty = QueryDict("q=boat&author=&board=&tag=&in=&topic=&before=&after=&has=&is=")
    assert parse("boat", empty, VISITOR) == asked("boat")


def test_fields_of_a_form_are_read_with_all_their_values():
    assert parse("", QueryDict("has=code&has=link&is=locked"), VISITOR).has == {"code", "link"}


# --- hostile


@pytest.mark.once
@given(st.text(), st.text(max_size=30))
def test_any_line_is_understood_somehow(line, value):
    query = (
        parse(line, {"in": value, "before": value, "has": value, "is": value}, VISITOR)
        if ":" not in line
        else None
    )
    assert query is None or (len(query.terms) <= 12 and "\x00" not in query.text)
    for term in query.terms if query else ():
        assert all(term.stems) and (term.stems or term.exact)


HOSTILE = [
    *(
        piece * 10_000
        for piece in ("a ", '"', "*", "-", ":", "\x00", "\ud800", "a:", '-"', "(", "a_", "日", "é", "'", "\\")
    ),
    " ".join(f"word{n}" for n in range(1200)),
    "author:\x00 board:\ud800 tag:\x00 topic:\x00",
]


def test_hostile_lines_raise_nothing_and_take_little_time(db, ada):
    asked("warm")
    for line in [*HOSTILE, *hostile_texts()]:
        began = time.process_time()
        asked(line, ada)
        assert time.process_time() - began < 0.05, line[:80]


@pytest.mark.parametrize(
    "operator", ["author", "board", "tag", "in", "topic", "before", "after", "has", "is"]
)
@pytest.mark.parametrize("value", ["\x00", "\ud800", "'; --", "a" * 10_000, "%", "\\", "٣" * 9, "9" * 40])
def test_hostile_values_raise_nothing(db, ada, operator, value):
    assert asked("", ada, **{operator: value}).is_empty
    assert asked(f"{operator}:{value}", ada).problems
