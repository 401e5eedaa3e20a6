"""Whatever leaves the forum, or goes into a box, names the place that a picture was copied from."""

import pytest

from forum.posts.post_text import render_text
from forum.posts.revising import revise
from tests.remote_pictures.conftest import BOAT, MARKDOWN, copy_of, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("copies", "sites")]


@pytest.fixture
def shown(ben, board, start):
    topic = start(ben, board, body=f"Look: {MARKDOWN}")
    work()
    return topic


@pytest.mark.parametrize("kind", ["feed", "md", "json"])
def test_feeds_and_copies_for_programs(as_, shown, kind):
    address = shown.get_absolute_url()
    told = as_().get(f"{address}feed/" if kind == "feed" else f"{address.rstrip('/')}.{kind}").text
    assert BOAT in told
    assert "/pictures/" not in told
    assert "<img" not in told


def test_edits_and_quotes(as_, ben, shown):
    post = shown.posts.get()
    assert MARKDOWN in as_(ben).get(f"/p/{post.pk}/edit/").text
    assert f"[A boat]({BOAT})" in as_(ben).get(f"/p/{post.pk}/quote/").text


@pytest.mark.parametrize("host", ["", "http://127.0.0.1:8000"])
def test_a_selected_piece_of_the_page(as_, ben, shown, host):
    address = host + copy_of().copy_address
    html = f'Look: <a class="picture" href="{address}"><img src="{address}" alt="A boat" width="64" height="48"></a>'
    for path, name in ((f"/p/{shown.posts.get().pk}/quote/", "selected"), ("/paste/", "html")):
        told = as_(ben).post(path, {name: html}).text
        assert BOAT in told
        assert "/pictures/" not in told


def test_a_copy_shows_nothing_in_a_text_that_names_it(as_, ben, shown, say):
    post = say(ben, shown, f"![x]({copy_of().copy_address})")
    assert "<img" not in post.html


def test_the_history_shows_links(as_, ben, shown):
    post = shown.posts.get()
    revise(ben, post, render_text(f"See: {MARKDOWN}"), base=1)
    for address in (f"/p/{post.pk}/history/", f"/p/{post.pk}/history/?version=1"):
        assert f'href="{BOAT}"' in as_(ben).get(address).text


def test_who_describes_no_picture_where_that_is_demanded_is_told(as_, ben, board, topic):
    type(board).objects.update(requires_descriptions=True)
    there = f"{topic.get_absolute_url()}reply/"
    answer = as_(ben).post(there, {"body": f"![]({BOAT})", "key": "k"})
    assert "need a description" in answer.text
    assert as_(ben).post(there, {"body": MARKDOWN, "key": "l"}).status_code == 303


def test_it_counts_as_a_picture_in_search(as_, ben, shown):
    assert shown.title in as_(ben).get("/search/?q=has:image").text


def test_pictures_count_for_what_new_members_may_post_and_those_of_the_post_may_stay_in_an_edit(
    as_, nia, topic
):
    browser, there = as_(nia), f"{topic.get_absolute_url()}reply/"
    pictures = [f"![Boat {number}](https://pictures.example/{number}.png)" for number in range(9)]
    assert browser.post(there, {"body": " ".join(pictures), "key": "k"}).status_code == 422
    assert browser.post(there, {"body": " ".join(pictures[:8]), "key": "l"}).status_code == 303
    post = topic.posts.get(author=nia)
    edit = {"body": f"See {' '.join(pictures[:8])}", "base": 1}
    assert browser.post(f"/p/{post.pk}/edit/", edit).status_code == 303
