"""Moderators and people who post at one moment (K5): nothing is lost, and nobody waits for ever."""

import pytest
from django.contrib.auth import get_user_model

from forum.moderation.models import LogEntry
from forum.moderation.moving.merging import merge
from forum.moderation.moving.splitting import split
from forum.moderation.undoing import undo
from forum.posts import removing
from forum.posts.models import Post
from forum.posts.publishing import NotAllowedNow
from forum.refusals import Refusal
from forum.topics import read_marks
from forum.topics.models import Topic
from tests.conftest import join
from tests.moving.test_splitting import ids, is_whole, numbers
from tests.races.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(db):
    return [join(f"poster{n}") for n in range(8)]


def fresh(member):
    return get_user_model().objects.get(pk=member.pk)


def unexpected(outcomes):
    return [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, Refusal)]


def test_posts_are_split_off_and_topics_merged_while_eight_people_reply(mod, people, board, start, say):
    topics = [start(people[n], board, title=f"Topic {n}") for n in range(4)]
    for topic in topics:
        for person in people[:4]:
            say(person, topic)
    wanted = ids(topics[0])[1:3]
    calls = [
        lambda p=person, n=n: say(p, Topic.objects.get(pk=topics[n % 4].pk), f"At once {n}")
        for n, person in enumerate(people)
    ]
    calls += [
        lambda: split(fresh(mod), topics[0], wanted, title="Split off"),
        lambda: merge(fresh(mod), [topics[1]], topics[2]),
        lambda: merge(fresh(mod), [topics[2]], topics[3]),
        lambda: removing.remove(fresh(mod), Post.objects.get(pk=wanted[0])),
        lambda: read_marks.mark_read(people[5], topics[2], 3),
    ]
    outcomes = at_once(calls)
    assert unexpected(outcomes) == []
    said = [one for one in outcomes[:8] if not isinstance(one, Exception)]
    assert all(isinstance(one, NotAllowedNow) for one in outcomes[:8] if isinstance(one, Exception))
    assert Post.objects.count() == 4 * 5 + len(said)
    for topic in Topic.objects.filter(merged_at=None):
        assert numbers(topic) == list(range(1, topic.last_number + 1))
    assert is_whole() == []


def test_two_moderators_merge_the_other_into_theirs_and_one_of_them_is_late(mod, ada, board, start):
    one, two = start(ada, board, title="One"), start(ada, board, title="Two")
    outcomes = at_once([lambda: merge(fresh(mod), [one], two), lambda: merge(fresh(mod), [two], one)])
    assert unexpected(outcomes) == []
    assert sum(isinstance(one, Refusal) for one in outcomes) == 1
    assert LogEntry.objects.filter(act="merge").count() == 1
    assert is_whole() == []


def test_one_split_is_undone_once(mod, ada, topic, say):
    posts = [say(ada, topic, f"Reply {n}") for n in range(4)]
    before = ids(topic)
    entry = split(mod, topic, [posts[1].pk, posts[2].pk], title="Boats")
    outcomes = at_once([lambda: undo(fresh(mod), entry)] * 3)
    assert sorted(outcomes) == [False, False, True]
    assert ids(topic) == before
    assert is_whole() == []
