"""The number in the header: right at once, cheap, and asked for again and again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.boards.models import keep_permissions
from forum.boards.presets import Preset, apply_preset
from forum.moderation import topic_acts
from forum.notifications.bell import MOST, Bell
from forum.notifications.models import Notification, NotificationPreference

pytestmark = pytest.mark.django_db


def bell_in(page: str) -> str:
    return page.partition('class="bell"')[2].partition("</a>")[0]


def test_the_header_shows_how_many_notifications_are_unread(as_, eve, noticed):
    noticed()
    bell = bell_in(as_(eve).get("/").text)
    assert 'aria-label="Notifications, 1 unread"' in bell
    assert '<b aria-hidden="true">1</b>' in bell


def test_without_unread_notifications_there_is_no_number(as_, eve):
    bell = bell_in(as_(eve).get("/").text)
    assert 'aria-label="Notifications"' in bell
    assert " hidden>" in bell


def test_a_visitor_has_no_bell(as_, topic):
    assert 'class="bell"' not in as_().get("/").text


def test_a_quiet_member_sees_no_number_and_finds_the_notification(as_, eve, noticed):
    noticed()
    NotificationPreference.objects.create(member=eve, is_quiet=True)
    assert 'aria-label="Notifications"' in bell_in(as_(eve).get("/").text)
    assert "ben replied" in as_(eve).get("/notifications/").text


def test_the_bell_takes_two_queries_however_many_notifications_there_are_and_one_where_there_are_none(
    eve, root, start, board
):
    counts = []
    for more in (0, 1, 40):
        for number in range(more):
            Notification.objects.create(
                member=eve, kind="reply", matter=f"x{more}-{number}", topic=start(root, board), count=1
            )
        reader = type(eve).objects.get(pk=eve.pk)
        keep_permissions(reader)
        Notification.objects.visible_to(reader).exists()  # what the reader may see is read once for all
        with CaptureQueriesContext(connection) as queries:
            number = Bell(reader).count
        assert number == Notification.objects.count()
        counts.append(len(queries))
    assert counts == [1, 2, 2]  # the second says what is left of them


def test_the_bells_query_uses_an_index(eve):
    rows = Notification.objects.filter(member=eve).unread().order_by("-raised_at", "-pk")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")
    assert "notification_" in rows.explain()


def test_more_than_a_hundred_are_not_counted_out(as_, eve, ben, start, board):
    topics = [start(ben, board, title=f"T{n}") for n in range(3)]
    Notification.objects.bulk_create(
        Notification(member=eve, kind="reply", matter=f"k{n}", topic=topics[n % 3], count=1)
        for n in range(MOST + 5)
    )
    assert "99+" in bell_in(as_(eve).get("/").text)


def test_what_is_out_of_sight_does_not_ring(as_, root, eve, topic, noticed):
    noticed()
    topic_acts.remove(root, topic, "x")
    assert 'aria-label="Notifications"' in bell_in(as_(eve).get("/").text)
    topic_acts.restore(root, topic)
    apply_preset(topic.board, Preset.STAFF)
    assert 'aria-label="Notifications"' in bell_in(as_(eve).get("/").text)


def test_the_number_is_asked_for_cheaply(as_, eve, noticed):
    browser = as_(eve)
    first = browser.get("/notifications/count/")
    assert first.json() == {"unread": 0, "number": "0", "label": "Notifications"}
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = browser.get("/notifications/count/", headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    noticed()
    later = browser.get("/notifications/count/", headers={"if-none-match": first.headers["ETag"]})
    assert later.json() == {"unread": 1, "number": "1", "label": "Notifications, 1 unread"}


def test_a_visitor_who_asks_for_the_number_is_refused_without_a_session(as_, db):
    answer = as_().get("/notifications/count/")
    assert answer.status_code == 403
    assert not answer.cookies


def test_the_page_that_reads_a_topic_shows_the_number_without_it(as_, eve, topic, noticed):
    noticed()
    assert 'aria-label="Notifications"' in bell_in(as_(eve).get(topic.get_absolute_url()).text)
