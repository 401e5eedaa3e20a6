"""A preview is what will be stored; it has limits of its own, and says whom a mention will not reach."""

import itertools
import re

import pytest
import time_machine
from django.utils import timezone

from forum import limits, markup
from forum.markup.trusted_html import page_html
from forum.posts import post_text
from forum.posts.models import Post
from forum.posts.rendering_turns import rendering_turn

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

LONG = "```python\nx = 1\n```\n\nThis is what I *mean*."


@pytest.fixture
def hidden_topic(mod, staff_board, root, start):
    mod.is_staff = True
    mod.save()
    return start(root, staff_board, title="Among ourselves")


def preview(browser, body, **fields):
    return browser.post("/preview/", {"body": body} | fields)


def test_it_is_exactly_what_is_stored(as_, ben, topic):
    body = "A **bold** :smile: @ada\n\n- [x] done\n\n||hidden||"
    shown = preview(as_(ben), body).text
    as_(ben).post(f"{topic.get_absolute_url()}reply/", {"board": topic.board_id, "key": "k", "body": body})
    stored = Post.objects.get(author=ben).html
    assert "<strong>bold</strong>" in stored
    assert page_html(stored, "preview") in shown


def test_beyond_its_limit_it_comes_later_and_what_is_posted_does_not_wait(as_, ben, topic):
    browser = as_(ben)
    with time_machine.travel(timezone.now(), tick=False):
        limits.charge("preview", ben.pk, 60)
        later = preview(browser, "Look.")
        assert (later.status_code, later["Retry-After"]) == (202, "60")
        assert "in a moment" in later.text
        fields = {"board": topic.board_id, "key": "k", "body": "Look."}
        assert browser.post(f"{topic.get_absolute_url()}reply/", fields).status_code == 303


@pytest.mark.parametrize("place", ["reply", "edit", "start", "profile"])
def test_without_scripts_it_comes_later_too_and_the_text_stays_in_the_box(as_, ada, board, topic, place):
    address = {
        "reply": f"{topic.get_absolute_url()}reply/",
        "edit": f"/p/{topic.posts.get().pk}/edit/",
        "start": f"/b/{board.slug}/new/",
        "profile": "/settings/",
    }[place]
    fields = {"preview": "1", "body": LONG, "about": LONG, "key": "k", "base": 1, "title": "Title"}
    with time_machine.travel(timezone.now(), tick=False):
        assert "Press “Preview” again" not in as_(ada).post(address, fields).text
        limits.charge("preview-time", ada.pk, 5_000)
        later = as_(ada).post(address, fields)
        assert (later.status_code, later["Retry-After"]) == (202, "60")
        assert "Press “Preview” again in 60 seconds" in later.text
        assert "x = 1\n```\n\nThis is what I *mean*.</textarea>" in later.text
        del fields["preview"]
        assert as_(ada).post(address, fields).status_code == 303


def test_many_previews_take_nothing_from_what_is_posted(as_, ben):
    left = limits.peek("render", ben.pk).left
    for body in ("Look.", LONG):
        assert preview(as_(ben), body).status_code == 200
    assert limits.peek("render", ben.pk).left == left


def test_while_one_is_made_another_comes_later_and_a_reply_is_posted(as_, ada, topic):
    with rendering_turn(ada, 100, "preview"):
        assert preview(as_(ada), LONG).status_code == 202
        fields = {"board": topic.board_id, "key": "k", "body": LONG}
        assert as_(ada).post(f"{topic.get_absolute_url()}reply/", fields).status_code == 303


def test_it_leaves_a_renderer_to_those_who_post(as_, ada, monkeypatch):
    asked = []
    real = markup.render
    monkeypatch.setattr(
        post_text.markup,
        "render",
        lambda *words, is_dear, **more: asked.append(is_dear) or real(*words, **more),
    )
    preview(as_(ada), LONG)
    assert asked == [True]


@pytest.mark.parametrize("place", ["topic:{topic}", "edit:{post}", "board:{slug}", "board:{board}"])
def test_whoever_cannot_see_the_place_is_named_there_and_only_there(
    as_, mod, eve, hidden_topic, topic, place
):
    def said(about):
        post = about.posts.get()
        board = about.board
        return preview(
            as_(mod),
            "@eve and @mod",
            place=place.format(topic=about.pk, post=post.pk, slug=board.slug, board=board.pk),
        ).text

    assert "won’t be notified: <bdi>@eve</bdi></p>" in " ".join(said(hidden_topic).split())
    assert "notified" not in said(topic)


def test_whoever_cannot_see_a_place_learns_nothing_of_it(as_, eve, mod, hidden_topic):
    assert "notified" not in preview(as_(eve), "@mod @eve @ada", place=f"topic:{hidden_topic.pk}").text


@pytest.mark.parametrize(
    "place", ["", "start", "topic:", "topic:999999", "board:", "board:\x00", "edit:x", "nonsense"]
)
def test_a_place_that_is_none_says_nothing(as_, ben, place):
    answer = preview(as_(ben), "@ada", place=place)
    assert answer.status_code == 200
    assert "notified" not in answer.text


def test_without_scripts_it_is_named_below_the_box(as_, mod, eve, hidden_topic):
    fields = {"board": hidden_topic.board_id, "key": "k", "body": "@eve?", "preview": "1"}
    page = as_(mod).post(f"{hidden_topic.get_absolute_url()}reply/", fields).text
    assert "won’t be notified" in page


@pytest.mark.parametrize("body", ["# One", "## Two\n\n### Three", "Words"])
def test_its_headings_leave_out_no_level(as_, ben, body):
    levels = [int(level) for level in re.findall(r"<h(\d)", preview(as_(ben), body).text)]
    assert levels[0] == 2
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
