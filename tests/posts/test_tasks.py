"""Ticking the boxes of a task list in one's own post."""

import pytest

TEXT = "To do:\n\n- [ ] oil\n- [x] chain\n\n1. [ ] wheel"


@pytest.fixture
def post(ben, topic, say):
    return say(ben, topic, TEXT)


def tick(browser, post, line, **fields):
    return browser.post(f"/p/{post.pk}/task/", {"line": line, "was": post.revision} | fields)


def source(post):
    post.refresh_from_db()
    return post.source


def test_a_box_is_ticked_and_cleared(as_, ben, post):
    answer = tick(as_(ben), post, 3, done="1")
    assert (answer.status_code, answer.text) == (200, "2")
    assert source(post) == TEXT.replace("[ ] oil", "[x] oil")
    post.refresh_from_db()
    assert tick(as_(ben), post, 4).status_code == 200
    assert "- [ ] chain" in source(post)
    assert tick(as_(ben), post, 6, done="1").status_code == 200
    assert "1. [x] wheel" in source(post)


def test_the_lines_on_the_page_are_those_of_the_source(as_, ben, post):
    page = as_(ben).get(post.topic.get_absolute_url()).text
    assert all(f'data-line="{line}"' in page for line in (3, 4, 6))
    assert f'data-tasks="/p/{post.pk}/task/"' in page


@pytest.mark.parametrize("line", [0, 1, 5, 99, -1, "x"])
def test_a_line_without_a_box_changes_nothing(as_, ben, post, line):
    assert tick(as_(ben), post, line, done="1").status_code in (404, 409)
    assert source(post) == TEXT


def test_a_page_that_is_older_than_the_text_changes_nothing(as_, ben, post):
    assert tick(as_(ben), post, 3, was="7", done="1").status_code == 409
    assert source(post) == TEXT


def test_nobody_else_ticks_them(as_, ada, mod, post):
    for reader in (None, ada, mod):
        browser = as_(reader)
        assert tick(browser, post, 3, done="1").status_code in (302, 403)
        assert 'data-tasks="' not in browser.get(post.topic.get_absolute_url()).text
    assert source(post) == TEXT
