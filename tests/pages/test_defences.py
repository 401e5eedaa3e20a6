"""Holes that were found by attacking, each closed for good."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.names import email_key
from forum import limits
from forum.attachments.models import Attachment
from forum.moderation import topic_acts
from forum.moderation.models import LogEntry
from forum.posts.models import Post

KEPT = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "defended"}


def reply_to(browser, topic, **fields):
    return browser.post(f"{topic.get_absolute_url()}reply/", {"board": topic.board_id, "key": "k", **fields})


def test_one_persons_message_is_not_kept_for_the_next_visitor(ada, topic, settings):
    settings.CACHES = settings.CACHES | {"pages": KEPT}
    browser = Client()
    browser.force_login(ada, backend="accounts.backends.MemberBackend")
    browser.post(f"{topic.get_absolute_url()}follow/")
    del browser.cookies["session"]
    assert "You’re following this topic" in browser.get(topic.get_absolute_url()).text
    assert "You’re following this topic" not in Client().get(topic.get_absolute_url()).text


def test_a_used_key_tells_nothing_of_a_topic_that_went_out_of_sight(
    as_, ada, ben, root, board, start, staff_board, topic
):
    browser = as_(ben)
    reply_to(browser, topic, body="Here.")
    topic_acts.move(root, topic, board=staff_board)
    other = start(ada, board, title="Another")
    answer = reply_to(browser, other, body="Here.")
    assert answer.status_code == 409
    assert "a-first-question" not in answer.text


def test_another_text_with_a_used_key_is_kept_and_can_be_sent(as_, ben, topic):
    browser = as_(ben)
    reply_to(browser, topic, body="The first.")
    answer = reply_to(browser, topic, body="The second.")
    assert answer.status_code == 409
    assert "The second." in answer.text
    key = answer.text.split('name="key" value="')[1].split('"')[0]
    assert reply_to(browser, topic, body="The second.", key=key).status_code == 303
    assert Post.objects.filter(topic=topic).count() == 3


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_form_with_a_foreign_origin_is_not_offered_again(origin, ben, topic):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ben, backend="accounts.backends.MemberBackend")
    answer = browser.post(f"{topic.get_absolute_url()}reply/", {"body": "Buy!"}, headers={"origin": origin})
    assert answer.status_code == 403
    assert "Send again" not in answer.text


def test_files_are_passed_over_and_never_kept(as_, ben, topic):
    answer = reply_to(
        as_(ben), topic, body="With a file.", file=SimpleUploadedFile("big.bin", b"x" * 3_000_000)
    )
    assert answer.status_code == 303
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data; boundary=",
        "multipart/form-data",
        "application/x-www-form-urlencoded; charset=utf-16",
    ],
)
def test_a_form_that_cannot_be_read_is_no_error_of_ours(kind, as_, ben, topic):
    for address in (
        "/nowhere/",
        f"{topic.get_absolute_url()}reply/",
        f"{topic.get_absolute_url()}lock/",
        "/t/999-x/reply/",
    ):
        for browser in (as_(), as_(ben)):
            assert browser.generic("POST", address, b"a=%ff&b=1", content_type=kind).status_code < 500


def test_too_many_fields_are_no_error_of_ours(as_, ben, topic):
    many = {f"f{n}": "x" for n in range(1500)}
    for address, status in (("/nowhere/", 404), (f"{topic.get_absolute_url()}reply/", 400)):
        assert as_(ben).post(address, many).status_code == status


def test_an_old_address_of_thousands_of_digits_is_not_found(as_, db):
    assert as_().get(f"/t/{'9' * 5000}/12").status_code == 404


def test_an_endless_address_costs_no_time():
    assert len(email_key("a@" + "\ufdfa" * 100_000)) <= 255


def test_a_moderators_edit_is_logged_and_an_authors_is_not(as_, ada, mod, topic):
    post = topic.posts.get()
    as_(ada).post(f"/p/{post.pk}/edit/", {"body": "Mine.", "title": topic.title, "base": 1})
    assert not LogEntry.objects.exists()
    as_(mod).post(f"/p/{post.pk}/edit/", {"body": "Calmer.", "title": topic.title, "base": 2})
    assert (LogEntry.objects.get().by, LogEntry.objects.get().act, LogEntry.objects.get().post) == (
        mod,
        "edit",
        post,
    )


def test_every_page_answers_head(as_, ada, topic):
    for address in ("/", "/latest/", topic.board.get_absolute_url(), topic.get_absolute_url()):
        assert as_().head(address).status_code == 200


def test_a_member_who_asks_for_too_many_readings_is_held_back_with_the_text(as_, ben, topic):
    browser = as_(ben)
    with time_machine.travel(timezone.now(), tick=False):
        limits.charge("render", ben.pk, 58)
        answers = [reply_to(browser, topic, body=f"Look {n}.", key=f"k{n}").status_code for n in range(3)]
        assert answers == [303, 303, 429]
        assert "Look 2." in reply_to(browser, topic, body="Look 2.", key="k2").text
        assert reply_to(browser, topic, body="Look.", preview="1").status_code == 200
        assert browser.post("/preview/", {"body": "x"}).status_code == 200
