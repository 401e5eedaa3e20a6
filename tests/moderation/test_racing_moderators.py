"""Several moderators at one moment: one of them does it, the others learn that it is done."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from forum.jobs.running import run_due
from forum.moderation import cleanup, member_acts, message_reports, post_acts, topic_acts
from forum.moderation.models import LogEntry
from forum.moderation.undoing import undo
from forum.posts.models import Post
from forum.reports.reporting import report
from tests.conftest import join
from tests.conversations.full_conversation import write
from tests.conversations.talking import start as talk
from tests.races.racing import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 6


@pytest.fixture
def moderators(mod):
    """Each with the same rights, and an account of their own."""
    group = mod.groups.get()
    members = [join(f"mod{n}") for n in range(RACERS)]
    group.user_set.add(*members)
    return members


def fresh(member):
    return get_user_model().objects.get(pk=member.pk)


def test_one_act_by_many_is_done_and_logged_once(moderators, topic):
    outcomes = at_once([lambda m=m: topic_acts.lock(fresh(m), topic, "Heated") for m in moderators])
    assert sorted(outcomes) == [False] * (RACERS - 1) + [True]
    assert LogEntry.objects.count() == 1


def test_one_post_is_removed_and_counted_once(moderators, ben, topic, say):
    post = say(ben, topic)
    outcomes = at_once([lambda m=m: post_acts.remove(fresh(m), post, "Rude") for m in moderators])
    assert sorted(outcomes) == [False] * (RACERS - 1) + [True]
    topic.refresh_from_db()
    ben.refresh_from_db()
    assert (topic.post_count, ben.post_count, LogEntry.objects.count()) == (1, 0, 1)


def test_one_act_is_undone_once(moderators, topic):
    topic_acts.lock(moderators[0], topic, "Heated")
    entry = LogEntry.objects.get()
    outcomes = at_once([lambda m=m: undo(fresh(m), entry) for m in moderators])
    assert sorted(outcomes) == [False] * (RACERS - 1) + [True]
    topic.refresh_from_db()
    assert not topic.is_locked
    assert LogEntry.objects.count() == 2


def test_acts_and_their_undoing_on_several_things_do_not_wait_for_each_other_for_ever(
    moderators, ada, ben, board, start, say
):
    topics = [start(ada, board, title=f"Topic {n}") for n in range(2)]
    posts = [say(ben, topic) for topic in topics] + [say(ada, topic) for topic in topics]
    for post in posts:
        post_acts.remove(moderators[0], post, "Rude")
    entries = list(LogEntry.objects.all())
    calls = [lambda e=e: undo(fresh(moderators[0]), e) for e in entries]
    calls += [lambda t=t: topic_acts.pin(fresh(moderators[1]), t, "Look") for t in topics]
    calls += [lambda p=p: post_acts.remove(fresh(moderators[2]), p, "Rude") for p in posts]
    assert failures(at_once(calls)) == []
    for topic in topics:
        topic.refresh_from_db()
        assert topic.post_count == topic.posts.not_removed().count()


def test_two_suspensions_at_one_moment_both_stand_in_the_log_and_one_in_force(root, eve):
    untils = [timezone.now() + timedelta(days=n) for n in (1, 2)]
    outcomes = at_once(
        [lambda u=u: member_acts.suspend(fresh(root), fresh(eve), "Shouting", until=u) for u in untils]
    )
    assert outcomes == [True, True]
    eve.refresh_from_db()
    newest = LogEntry.objects.order_by("-pk")[0]
    assert newest.detail["until"] == eve.suspended_until.isoformat()
    assert "was_until" in newest.detail


def test_a_cleanup_that_is_undone_while_it_is_done_leaves_nothing_removed(root, eve, topic, say):
    for n in range(8):
        say(eve, topic, f"Buy {n}")
    cleanup.remove_recent(root, eve, "Spam", days=7)
    entry = LogEntry.objects.get()
    assert not failures(at_once([run_due, run_due, lambda: undo(fresh(root), entry)]))
    while run_due():
        pass
    assert LogEntry.objects.count() == 2
    assert not Post.objects.exclude(removed_at=None).exists()


def test_of_several_who_remove_a_reported_message_one_does(ada, ben):
    chiefs = [join(f"chief{n}", is_staff=True, is_superuser=True) for n in range(RACERS)]
    message = write(ben, talk(ada, ben), "Loud")
    found = report(ada, message, "It’s rude or hurtful").report
    outcomes = at_once([lambda m=m: message_reports.remove(fresh(m), found, "Rude") for m in chiefs])
    assert sorted(type(each).__name__ for each in outcomes) == ["AlreadyDecided"] * (RACERS - 1) + [
        "LogEntry"
    ]
    assert LogEntry.objects.count() == 1
    assert Post.objects.get(pk=message.pk).is_removed


def test_one_moderator_who_asks_twice_at_once_is_logged_once(ada, ben, root):
    found = report(ada, write(ben, talk(ada, ben), "Loud"), "It’s rude or hurtful").report
    assert at_once([lambda: message_reports.show(fresh(root), found)] * RACERS) == [None] * RACERS
    assert LogEntry.objects.count() == 1
