"""Pinned until a date, and pinned in Latest too."""

from datetime import timedelta

from django.utils import timezone

from forum.jobs.handlers import EVERY_MINUTE
from forum.moderation import topic_acts
from forum.moderation.ending_pins import unpin_due
from forum.moderation.models import LogEntry
from forum.moderation.undoing import undo
from forum.topics.models import Topic


def test_a_pin_ends_at_its_date_and_not_before(mod, topic, as_):
    until = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert as_(mod).post(f"{topic.get_absolute_url()}pin/", {"until": until}).status_code == 303
    unpin_due()
    topic.refresh_from_db()
    assert topic.is_pinned
    Topic.objects.update(pinned_until=timezone.now() - timedelta(seconds=1))
    unpin_due()
    topic.refresh_from_db()
    assert not topic.is_pinned
    assert topic.pinned_until is None
    assert unpin_due in EVERY_MINUTE


def test_a_date_in_the_past_is_refused_beside_the_field(mod, topic, as_):
    answer = as_(mod).post(f"{topic.get_absolute_url()}pin/", {"until": "2020-01-01T10:00"})
    assert answer.status_code == 422
    assert "Choose a time in the future" in answer.text


def test_pinned_everywhere_it_is_first_in_latest_for_those_who_see_it(
    root, ada, topic, start, board, members_board, as_
):
    inside = start(ada, members_board, title="Inside alone")
    later = start(ada, board, title="Later")
    for pinned in (topic, inside):
        topic_acts.pin(root, pinned, everywhere=True)
    page = as_().get("/latest/").text
    assert page.index("A first question") < page.index("Later")
    assert page.count(topic.get_absolute_url() + '"') == 1
    assert "Inside alone" not in page
    assert "Inside alone" in as_(ada).get("/latest/").text
    assert as_().get(later.get_absolute_url()).status_code == 200


def test_unpinning_is_undone_as_it_was(mod, topic):
    until = timezone.now() + timedelta(days=3)
    topic_acts.pin(mod, topic, until=until, everywhere=True)
    topic_acts.unpin(mod, topic)
    assert undo(mod, LogEntry.objects.get(act="unpin"))
    topic.refresh_from_db()
    assert (topic.pinned_until, topic.is_pinned_everywhere) == (until, True)
