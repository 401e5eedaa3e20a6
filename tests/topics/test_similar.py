"""Topics about the same thing, at the foot of a topic: those the reader may see, at the moment they look."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.moderation import topic_acts
from forum.pages.topics.lookup import topics_for
from forum.pages.topics.similar import with_similar
from forum.search.models import SimilarTopic
from tests.reading.plans import plan_of_queryset, scans

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def alike(ada, board, topic, start):
    """alike("Title") → a topic that is about the same as `topic`."""

    def act(title, on=None):
        other = start(ada, on or board, title=title)
        rank = SimilarTopic.objects.filter(topic=topic).count() + 1
        SimilarTopic.objects.create(topic=topic, other=other, rank=rank)
        return other

    return act


def similar(browser, topic):
    return (
        browser.get(topic.get_absolute_url()).text.partition('class="similar"')[2].partition("</section>")[0]
    )


def test_the_most_alike_come_first_and_five_are_enough(as_, ben, topic, alike, say):
    for number in range(7):
        alike(f"Kettle number {number}")
    say(ben, SimilarTopic.objects.get(rank=1).other)
    for reader in (None, ben):
        shown = similar(as_(reader), topic)
        places = [shown.index(f"Kettle number {number}") for number in range(5)]
        assert places == sorted(places)
        assert "Kettle number 5" not in shown
        assert "1 reply" in shown
        assert "General" in shown


def test_a_topic_without_any_has_no_such_part(as_, topic):
    assert similar(as_(), topic) == ""


def test_what_the_reader_may_not_see_is_not_named(as_, ada, ben, root, topic, alike, staff_board):
    hidden = alike("Heron under the boathouse")
    alike("Harmless")
    topic_acts.move(root, hidden, board=staff_board)
    for reader in (None, ben):
        assert "Harmless" in similar(as_(reader), topic)
        assert "Heron" not in similar(as_(reader), topic)
    assert "Heron" in similar(as_(root), topic)


@pytest.mark.parametrize("reader", [None, "ben"])
def test_what_goes_out_of_sight_is_gone_from_the_page_at_once(
    reader, as_, ben, mod, root, board, members_board, topic, alike
):
    def shown():
        return similar(as_(ben if reader else None), topic)

    removed, renamed, moved = alike("Removed soon"), alike("Renamed soon"), alike("Moved soon")
    assert all(name in shown() for name in ("Removed soon", "Renamed soon", "Moved soon"))
    topic_acts.remove(mod, removed, "x")
    assert "Removed soon" not in shown()
    topic_acts.restore(mod, removed)
    assert "Removed soon" in shown()
    renamed.rename("Another name")
    assert "Renamed soon" not in shown()
    assert "Another name" in shown()
    topic_acts.move(root, moved, board=members_board)
    assert ("Moved soon" in shown()) is bool(reader)
    apply_preset(members_board, Preset.STAFF)
    assert "Moved soon" not in shown()
    assert "Another name" in shown()


def test_a_removed_topic_is_named_to_nobody(as_, mod, topic, alike):
    topic_acts.remove(mod, alike("Removed"), "x")
    alike("Whole")
    assert "Whole" in similar(as_(mod), topic)
    assert "Removed" not in similar(as_(mod), topic)


def test_what_a_member_has_muted_is_left_out(as_, ben, eve, topic, alike):
    other = alike("A noisy one")
    following.mute(ben, other)
    assert "A noisy one" not in similar(as_(ben), topic)
    assert "A noisy one" in similar(as_(eve), topic)


def test_they_cost_no_question_more(as_, ben, topic, alike):
    browser, counts = as_(ben), []
    for _ in range(2):
        browser.get(topic.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            browser.get(topic.get_absolute_url())
        counts.append(len(queries))
        for number in range(3):
            alike(f"Kettle {number}")
    assert counts[0] == counts[1]


def test_the_database_finds_them_by_index(ben, topic, alike):
    alike("Kettle")
    for reader in (AnonymousUser(), ben):
        plan = plan_of_queryset(with_similar(topics_for(reader), reader).filter(pk=topic.pk))
        assert scans(plan) == []
        # PostgreSQL chooses among indexes by how many rows it last counted, in whatever test that was.
        if connection.vendor == "sqlite":
            assert "similar_topic" in plan
