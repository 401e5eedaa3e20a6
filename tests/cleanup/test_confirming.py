"""A clean-up of very much is confirmed by a second admin, or by the password of the only one."""

import pytest

from forum.cleanup import beginning
from forum.cleanup.models import Cleanup
from forum.moderation.models import LogEntry
from forum.posts.models import Post
from tests.cleanup.conftest import finish
from tests.cleanup.test_clean_up import ALL, PAGE, undo
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

TO_DO = "/moderate/to-do/clean-ups/{}/{}/"


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    monkeypatch.setattr(beginning, "MOST_UNCONFIRMED", 4)


def removed():
    return Post.objects.exclude(removed_at=None).count()


def test_another_admin_confirms_it_in_the_queue(as_, root, chief, eve, spam):
    said = as_(root).post(PAGE, ALL, follow=True).text
    assert "another administrator has to confirm it" in said
    assert "asked for a clean-up" in said
    finish()
    assert not removed()
    cleanup = Cleanup.objects.get()
    assert "asks for a clean-up" not in as_(root).get("/moderate/").text
    card = as_(chief).get("/moderate/").text
    assert "asks for a clean-up" in card
    assert "Posts: 2" in card
    as_(chief).post(TO_DO.format(cleanup.pk, "confirm"))
    finish()
    assert removed() == 2
    entry = LogEntry.objects.get(act="clean-up")
    assert (entry.by, entry.detail["confirmed_by"]) == (root, chief.pk)
    undo(as_(chief))
    assert not removed()


def test_a_topic_counts_with_all_that_others_wrote_in_it(as_, root, chief, ben, eve, start, board, say):
    topic = start(eve, board, "Offers")
    only_topics = {"parts": ["topics"], "ready": "spam", "reason": ""}
    for _reply in range(3):
        say(ben, topic)
    assert Cleanup.objects.count() == 0
    as_(root).post(PAGE, ALL | only_topics)
    assert Cleanup.objects.get().state == Cleanup.State.BEGUN  # of four posts
    finish()
    undo(as_(root))
    say(ben, topic)
    as_(root).post(PAGE, ALL | only_topics)
    assert Cleanup.objects.latest("pk").state == Cleanup.State.ASKED  # of five
    assert Cleanup.objects.latest("pk").count == 5


def test_a_declined_one_changes_nothing_and_can_not_be_confirmed_any_more(as_, root, chief, eve, spam):
    as_(root).post(PAGE, ALL)
    cleanup = Cleanup.objects.get()
    as_(chief).post(TO_DO.format(cleanup.pk, "decline"))
    late = as_(chief).post(TO_DO.format(cleanup.pk, "confirm"), follow=True).text
    assert "already" in late
    finish()
    assert not removed()
    assert "asked for a clean-up" not in as_(root).get(PAGE).text


def test_nobody_confirms_what_they_asked_for(as_, root, chief, mod, eve, spam):
    as_(root).post(PAGE, ALL)
    address = TO_DO.format(Cleanup.objects.get().pk, "confirm")
    assert as_(root).post(address).status_code == 404
    assert as_(mod).post(address).status_code == 404
    assert Cleanup.objects.get().state == Cleanup.State.ASKED


def test_the_only_admin_shows_that_it_is_them(as_, root, eve, spam):
    browser = as_(root)
    browser.session.pop("account_authentication_methods", None)
    asked = browser.post(PAGE, ALL)
    assert asked.status_code == 302
    assert "/accounts/reauthenticate/" in asked["Location"]
    assert not Cleanup.objects.exists()
    wrong = browser.post(asked["Location"], {"password": "something else"})
    assert wrong.status_code in {200, 422}
    assert not Cleanup.objects.exists()
    browser.post(asked["Location"], {"password": PASSWORD}, follow=True)
    finish()
    assert removed() == 2


def test_little_is_done_at_once(as_, root, chief, eve, spam):
    as_(root).post(PAGE, ALL | {"parts": ["posts", "topics"]})
    finish()
    assert removed() == 2
