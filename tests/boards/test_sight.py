"""Queries that are put together for one reader serve all who see the same, and give each their own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.boards.models import Board, permissions_of
from forum.boards.permissions import Sight
from forum.boards.presets import Preset, apply_preset
from forum.database.prepared_queries import PreparedJoins, padded, stand_ins
from forum.follows import following
from forum.jobs.running import run_due
from forum.moderation import topic_acts
from forum.notifications.models import Notification
from forum.pages.store.members_parts import the_parts
from forum.pages.topics.lists import listed_topics
from forum.pages.topics.lookup import topic_for_page_or_gone
from forum.topics.models import Topic

pytestmark = pytest.mark.django_db


def sight(reader):
    return Sight.of(permissions_of(reader))


def test_readers_who_see_the_same_are_one_sight_and_others_are_not(ada, ben, mod, root, board, topic):
    assert sight(ada) == sight(ben)
    assert hash(sight(ada)) == hash(sight(ben))
    assert len({sight(ada), sight(mod), sight(root)}) == 3
    before = sight(ben)
    apply_preset(board, Preset.STAFF)
    assert sight(ben) != before
    assert sight(ben).asked_by(7).reader.pk == 7
    assert sight(ben).asked_by(7).boards("see") == permissions_of(ben).boards("see")


def test_what_is_read_with_what_is_joined_is_what_the_models_say(ada, ben, board, start, say):
    topics = [start(ada, board, title=f"Topic {n}") for n in range(5)]
    say(ben, topics[3])
    numbers = [topic.pk for topic in reversed(topics)]
    the_parts.store.look()
    with CaptureQueriesContext(connection) as queries:
        found = listed_topics(numbers)
        shown = [
            (
                one.title,
                one.author.name,
                one.last_poster and one.last_poster.name,
                one.board.name,
                one.post_count,
            )
            for one in found
        ]
    assert len([query for query in queries if "topics_topic" in query["sql"]]) == 1
    with CaptureQueriesContext(connection) as queries:
        assert listed_topics(numbers) == found
    assert not [query for query in queries if "topics_topic" in query["sql"]]
    assert [one.pk for one in found] == numbers
    assert shown == [
        (one.title, one.author.name, one.last_poster and one.last_poster.name, one.board.name, one.post_count)
        for one in (Topic.objects.get(pk=number) for number in numbers)
    ]
    assert listed_topics([]) == []
    assert [one.pk for one in listed_topics([10**9, numbers[0]])] == numbers[:1]


def test_numbers_come_in_fours_and_eights_and_are_no_others():
    assert padded([1]) == [1, 1, 1, 1]
    assert padded([1, 2, 3, 4]) == [1, 2, 3, 4]
    assert sorted(set(padded(range(5)))) == [0, 1, 2, 3, 4]
    assert len(padded(range(5))) == 8


def test_whoever_sees_nothing_gets_nothing(board, topic):
    [number] = stand_ins(1)
    nobodys = Topic.objects.filter(board__in=Board.objects.none(), pk=number)
    assert PreparedJoins(nobodys, [number]).objects([topic.pk]) == []
    assert PreparedJoins(Topic.objects.filter(pk=number), [number]).objects([topic.pk]) == [topic]


def test_a_members_own_things_are_theirs_alone(as_, ada, ben, topic):
    following.follow(ben, topic)
    draft = {"body": "Half a thought", "place": f"topic:{topic.pk}", "sequence": 1, "save_draft": "1"}
    as_(ben).post(f"{topic.get_absolute_url()}reply/", draft | {"key": "k", "board": topic.board_id})
    of_ben, of_ada = (topic_for_page_or_gone(reader, topic.pk) for reader in (ben, ada))
    assert of_ben.own_draft is not None
    assert of_ada.own_draft is None
    assert "Half a thought" in as_(ben).get(topic.get_absolute_url()).text
    assert "Half a thought" not in as_(ada).get(topic.get_absolute_url()).text


def test_whoever_sees_no_board_any_more_still_has_their_notifications(as_, ada, mod, board, topic):
    topic_acts.lock(mod, topic, "Enough.")
    while run_due():
        pass
    Notification.objects.filter(member=ada).update(post=topic.posts.get(number=1))
    assert "Enough." in as_(ada).get("/notifications/").text
    apply_preset(board, Preset.STAFF)
    assert permissions_of(ada).boards("see") == frozenset()
    for address in ("/notifications/", "/notifications/count/", "/", "/latest/", "/following/"):
        assert as_(ada).get(address).status_code == 200
    assert "Enough." in as_(ada).get("/notifications/").text
    assert as_(ada).get(topic.get_absolute_url()).status_code == 404
