"""The leak matrix: what is hidden from a reader is hidden on every surface there is."""

import pytest

from forum.moderation.models import RejectedPost
from forum.posts.models import PendingPost
from forum.reports.models import Report
from tests.pages.leaking import SECRET_TEXT, SECRET_TITLE, SURFACES, build, leaks

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

# Pages of one's own, which show nothing of posts that are out of sight.
SHOWN_WITHOUT = {"reactions to one's posts"}
# What is one's own, of which Ben has something there: others are told the same as where there is nothing at all.
NOWHERE = {"a draft of a reply there, for a script": "/drafts/save/?place=topic:987654321"}
POSTS = [
    "reply",
    "seen",
    "follow",
    "unfollow",
    "follow-by-mail",
    "lock",
    "unlock",
    "pin",
    "unpin",
    "move",
    "remove",
    "restore",
]


@pytest.fixture(scope="module")
def stage(built_once, start, say):
    return built_once(lambda: build(start, say))


def test_the_admin_is_told_of_it_on_every_page_that_lists_it(as_, stage):
    browser = as_(stage.root)
    for surface in (
        "home",
        "a pointer to it",
        "latest",
        "board",
        "topic",
        "what one follows",
        "latest with a tag",
        "latest on its board",
        "new topics",
        "new topics with a tag",
        "unread topics",
        "what one missed",
        "top topics",
        "top topics of all time",
        "one’s own topics",
        "topics one replied in",
        "author's page",
        "similar topics of another topic",
        "search by a word",
        "search by a part of a word",
        "search by its state",
        "search by its author",
        "search by its tag",
        "topics suggested",
        "topics suggested in a browser's bar",
    ):
        assert SECRET_TITLE in browser.get(SURFACES[surface].format(**stage.numbers)).text, surface
    for surface in (
        "topic",
        "quoting in the topic",
        "edit",
        "history",
        "a version",
        "new posts",
        "search in the topic",
    ):
        assert SECRET_TEXT in browser.get(SURFACES[surface].format(**stage.numbers)).text, surface


@pytest.mark.parametrize("surface", SURFACES)
def test_a_hidden_board_is_hidden_everywhere(surface, as_, stage):
    for name in ("visitor", "ben", "mod", "former", "author", "suspended"):
        check_hidden(surface, name, as_(getattr(stage, name)), stage)


def check_hidden(surface, name, browser, stage):
    address = SURFACES[surface].format(**stage.numbers)
    answer = browser.get(address)
    assert answer.status_code != 500, name
    if "heron-under" not in address:
        assert leaks(answer) == [], name
    if address.startswith("/accounts/"):
        return  # a way in is there for everybody, whatever they came for
    if name in {"visitor", "suspended"} and answer.headers.get("Location", "").startswith("/accounts/login/"):
        return  # who has to sign in first is led there from whatever address
    if surface in NOWHERE:
        nowhere = browser.get(NOWHERE[surface])
        is_same = (answer.status_code, answer.text) == (nowhere.status_code, nowhere.text)
        assert is_same or name == "ben", name
        return
    if surface in SHOWN_WITHOUT:
        return
    if ("{topic}" in SURFACES[surface] or "{post}" in SURFACES[surface]) and "{other}" not in SURFACES[
        surface
    ]:
        # Or the same as for what never was: a page may refuse whoever it is not for before it looks.
        nothing = SURFACES[surface].format(**stage.numbers | {"topic": 987654321, "post": 987654321})
        is_refused = answer.status_code == 403 == browser.get(nothing).status_code
        assert answer.status_code == 404 or is_refused, name


@pytest.mark.parametrize("name", ["visitor", "ben", "mod", "author"])
def test_nothing_is_decided_or_put_back_by_those_it_is_hidden_from(name, as_, stage):
    browser, numbers = as_(getattr(stage, name)), stage.numbers
    waits, reports = (
        f"/moderate/to-do/posts/{numbers['pending']}",
        f"/moderate/to-do/reports/{numbers['report']}",
    )
    decisions = (f"{waits}/approve/", f"{waits}/reject/", f"{reports}/dismiss/", f"{reports}/remove/")
    for address in (*decisions, f"/rejected/{numbers['rejected']}/"):
        answer = browser.post(address, {"reason": "x", "words": "x"})
        assert answer.status_code in (302, 403, 404, 405), address
        assert answer.status_code != 302 or answer["Location"].startswith("/accounts/login/"), address
        assert leaks(answer) == [], address
    assert PendingPost.objects.filter(pk=numbers["pending"]).exists()
    assert Report.objects.get(pk=numbers["report"]).closed_at is None
    assert RejectedPost.objects.filter(pk=numbers["rejected"]).exists()


def test_the_author_of_a_hidden_post_comes_to_it_by_no_address_of_it(as_, stage):
    browser, post = as_(stage.author), stage.written
    for ending in (
        "",
        "edit/",
        "history/",
        "quote/",
        "remove/",
        "restore/",
        "reactions/",
        "replies/",
        "answer/",
    ):
        answer = browser.get(f"/p/{post.pk}/{ending}")
        assert answer.status_code in (403, 404), ending
        assert leaks(answer) == [], ending
    for address in (
        "/mine/",
        "/mine/?show=replied",
        "/u/author/",
        "/u/author/feed/",
        "/search/?author=author",
    ):
        assert leaks(browser.get(address)) == [], address


@pytest.mark.parametrize("name", ["visitor", "ben", "mod", "author"])
def test_a_hidden_topic_takes_no_act_from_those_it_is_hidden_from(name, as_, stage):
    browser = as_(getattr(stage, name))
    for act in POSTS:
        answer = browser.post(f"/t/{stage.topic.pk}-{stage.topic.slug}/{act}/", {"body": "x", "reason": "x"})
        assert answer.status_code == 404
        assert SECRET_TITLE not in answer.text
    versions = ("history/1/restore", "history/1/hide", "history/1/show")
    for act in ("edit", "remove", "restore", "make-wiki", "end-wiki", *versions):
        answer = browser.post(f"/p/{stage.numbers['post']}/{act}/", {"body": "x", "reason": "x", "base": 1})
        assert answer.status_code == 404
    marks = ("react", "react/take-back", "bookmark/add", "solve", "unsolve", "answer", "task")
    for act in marks:
        answer = browser.post(f"/p/{stage.numbers['post']}/{act}/", {"emoji": "👍", "line": 1})
        assert answer.status_code == 404 or (name == "visitor" and "/accounts/" in answer["Location"]), act
        assert leaks(answer) == []


@pytest.mark.parametrize("name", ["visitor", "ben", "mod"])
def test_a_hidden_board_is_neither_followed_nor_muted_nor_left(name, as_, stage):
    browser = as_(getattr(stage, name))
    for act, sent in (("follow", {}), ("follow", {"level": "mute"}), ("unfollow", {})):
        answer = browser.post(f"/b/backroom/{act}/", sent)
        assert answer.status_code == 404
        assert leaks(answer) == []
    assert browser.get("/b/backroom/followers/").status_code == 404
