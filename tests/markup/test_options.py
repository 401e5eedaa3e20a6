"""What a text is read with reaches whoever reads it, in this process and in a child."""

import sys
from dataclasses import asdict

import pytest

from forum.markup import Options, child_processes, pipeline, render, render_many
from forum.markup.child_processes import RendererPool
from tests.markup.measuring import NEEDS_A_CHILD

OTHERS = Options(bbcode=True, smileys=False, maths=True)


@pytest.fixture
def pool(monkeypatch):
    monkeypatch.setattr(child_processes, "COMMAND", [sys.executable, "-m", "tests.markup.misbehaving"])
    pool = RendererPool(1)
    yield pool
    pool.end()


def read_with(pool, *options):
    """The options with which a child reads a text, in the order of their fields."""
    [(answer, _cost)] = pool.answers([("options", {}, *options)], 5.0)
    return answer[1]


def test_a_forum_reads_smileys_and_nothing_else_until_its_owner_says_so():
    assert Options() == Options(bbcode=False, smileys=True, maths=False, remote_images=True)


@pytest.mark.parametrize("options", [Options(), OTHERS])
def test_a_child_reads_with_the_options_it_was_given(pool, options):
    assert read_with(pool, asdict(options)) == " ".join(str(value) for value in asdict(options).values())


def test_a_child_that_is_asked_by_an_older_version_reads_with_the_defaults(pool):
    assert read_with(pool) == "False True False True False"


@pytest.mark.parametrize(
    "message", [None, [], "bbcode", 1, {"tables": True}, {"tables": True, "maths": False}]
)
def test_options_that_a_child_does_not_know_change_nothing(pool, message):
    assert read_with(pool, message) == "False True False True False"
    assert read_with(pool, asdict(OTHERS)) == "True False True True False"


def test_a_short_text_is_read_with_the_options(monkeypatch):
    used = []
    monkeypatch.setattr(pipeline, "convert", lambda source, options: used.append(options) or "<p>x</p>")
    render("x", options=OTHERS)
    render("x")
    assert used == [OTHERS, Options()]


def test_long_texts_and_many_are_read_in_children_with_the_options(monkeypatch):
    command = "from forum.markup import pipeline, renderer_process; import dataclasses;"
    command += "pipeline.convert = lambda source, options: f'<p>{dataclasses.astuple(options)}</p>';"
    monkeypatch.setattr(
        child_processes, "COMMAND", [sys.executable, "-c", command + "renderer_process.main()"]
    )
    monkeypatch.setattr("forum.markup.rendering.children", pool := RendererPool(1))
    try:
        assert render(NEEDS_A_CHILD, options=OTHERS).text == "(True, False, True, True, False)"
        assert render(NEEDS_A_CHILD).text == "(False, True, False, True, False)"
    finally:
        pool.end()
    [(_key, made)] = render_many([("a", "x", None)], options=OTHERS)
    assert made.text == "(True, False, True, True, False)"
