"""Ticking the boxes of a task list in one's own post."""

import re

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


def tick_by_form(browser, post, *lines, **fields):
    return browser.post(f"/p/{post.pk}/tasks/", {"task": lines, "was": post.revision} | fields, follow=True)


def test_without_scripts_all_boxes_are_ticked_in_a_form(as_, ben, post):
    browser = as_(ben)
    assert f'href="/p/{post.pk}/tasks/"' in browser.get(post.topic.get_absolute_url()).text
    page = browser.get(f"/p/{post.pk}/tasks/").text
    assert re.findall(r'name="task" value="(\d+)"( checked)?> <span dir="auto">(\w+)', page) == [
        ("3", "", "oil"),
        ("4", " checked", "chain"),
        ("6", "", "wheel"),
    ]
    answer = tick_by_form(browser, post, 3, 6)
    assert "Your tasks are saved." in answer.text
    assert source(post) == "To do:\n\n- [x] oil\n- [ ] chain\n\n1. [x] wheel"


def test_a_form_that_changes_nothing_is_no_edit(as_, ben, post):
    assert tick_by_form(as_(ben), post, 4).status_code == 200
    assert source(post) == TEXT
    assert post.revision == 1


def test_neither_quoted_boxes_nor_those_in_code_are_offered(as_, ben, topic, say):
    post = say(ben, topic, "> - [ ] theirs\n\n```\n- [ ] code\n```\n\n- [ ] **mine**")
    page = as_(ben).get(f"/p/{post.pk}/tasks/").text
    assert re.findall(r'name="task" value="(\d+)"', page) == ["7"]
    tick_by_form(as_(ben), post, 1, 4, 7)
    assert source(post) == "> - [ ] theirs\n\n```\n- [ ] code\n```\n\n- [x] **mine**"


def test_a_form_older_than_the_text_changes_nothing_and_says_so(as_, ben, post):
    answer = tick_by_form(as_(ben), post, 3, was="7")
    assert answer.status_code == 409
    assert "changed since" in answer.text
    assert source(post) == TEXT


def test_a_post_without_tasks_has_no_such_form(as_, ben, topic, say):
    plain = say(ben, topic, "No boxes.")
    browser = as_(ben)
    assert f"/p/{plain.pk}/tasks/" not in browser.get(topic.get_absolute_url()).text
    assert browser.get(f"/p/{plain.pk}/tasks/").status_code == 404


def test_the_form_is_the_authors_alone(as_, ada, mod, post):
    assert as_().get(f"/p/{post.pk}/tasks/").status_code == 303
    for reader in (ada, mod):
        assert as_(reader).get(f"/p/{post.pk}/tasks/").status_code == 403
        assert tick_by_form(as_(reader), post, 3).status_code == 403
    assert source(post) == TEXT
