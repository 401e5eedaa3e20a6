"""A reply is marked as the solution of its topic: by whom, where, and what follows from it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.checks.invariants import check_invariants
from forum.checks.repairing import repair
from forum.follows import following
from forum.jobs.running import run_due
from forum.moderation import post_acts, topic_acts
from forum.moderation.models import LogEntry
from forum.notifications.models import Delivery, Notification
from forum.posts.models import Solution
from forum.search.changed_posts import look_at_changes
from forum.topics.models import Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(board):
    board.takes_solutions = True
    board.save()
    return board


@pytest.fixture
def reply(ben, topic, say):
    return say(ben, topic, "Oil the **chain**.")


@pytest.fixture
def press(as_):
    """press(ada, "solve", post) → the answer."""
    return lambda person, act, post, **more: as_(person).post(f"/p/{post.pk}/{act}/", more)


def is_solved(topic):
    topic.refresh_from_db()
    assert topic.is_solved == Solution.objects.filter(topic=topic, post__removed_at=None).exists()
    return topic.is_solved


def whole():
    return all(verdict.is_whole for verdict in check_invariants())


@pytest.mark.every_database
def test_the_starter_says_what_solved_their_topic_and_takes_it_back(as_, ada, topic, reply, press):
    address = topic.get_absolute_url()
    assert press(ada, "solve", reply).url == f"{address}#post-{reply.pk}"
    assert is_solved(topic)
    page = as_().get(address).text
    assert f'href="/p/{reply.pk}/"' in page and "Solved: see the solution" in page
    assert not LogEntry.objects.exists()
    press(ada, "solve", reply)
    assert Solution.objects.count() == 1
    press(ada, "unsolve", reply)
    assert not is_solved(topic)
    assert "Solved" not in as_().get(address).text
    assert whole()


@pytest.mark.every_database
def test_another_reply_takes_the_place_of_the_first(ada, eve, topic, reply, say, press):
    other = say(eve, topic, "A new belt.")
    press(ada, "solve", reply)
    press(ada, "solve", other)
    assert Solution.objects.get().post == other
    press(ada, "unsolve", reply)
    assert is_solved(topic)


def test_a_moderator_says_so_too_which_is_logged(mod, topic, reply, press):
    press(mod, "solve", reply)
    assert is_solved(topic)
    assert [(entry.act, entry.by, entry.post) for entry in LogEntry.objects.all()] == [("solve", mod, reply)]


@pytest.mark.parametrize("who", ["ben", "eve"])
def test_nobody_else_may(request, as_, topic, reply, press, who):
    person = request.getfixturevalue(who)
    assert press(person, "solve", reply).status_code == 403
    assert not is_solved(topic)
    assert "Mark as solution" not in as_(person).get(topic.get_absolute_url()).text


def test_a_visitor_is_sent_to_sign_in_and_a_get_does_nothing(as_, ada, topic, reply):
    assert as_().post(f"/p/{reply.pk}/solve/").url.startswith("/accounts/login/")
    assert as_(ada).get(f"/p/{reply.pk}/solve/").status_code == 405
    assert not is_solved(topic)


def test_only_where_topics_can_be_solved(as_, ada, board, topic, reply, press):
    press(ada, "solve", reply)
    board.takes_solutions = False
    board.save()
    assert "Mark as solution" not in as_(ada).get(topic.get_absolute_url()).text
    press(ada, "unsolve", reply)
    assert not is_solved(topic)
    assert press(ada, "solve", reply).status_code == 403


def test_neither_the_first_post_nor_a_removed_one_solves_a_topic(ada, mod, topic, reply, press):
    assert press(ada, "solve", topic.posts.get(number=1)).status_code == 403
    post_acts.remove(mod, reply, "Rude")
    assert press(ada, "solve", reply).status_code == 403
    assert not is_solved(topic)


def test_the_starter_of_a_locked_topic_leaves_it_to_moderators(ada, mod, topic, reply, press):
    topic_acts.lock(mod, topic, "Enough.")
    assert press(ada, "solve", reply).status_code == 403
    press(mod, "solve", reply)
    assert is_solved(topic)


@pytest.mark.every_database
def test_a_removed_solution_solves_nothing_until_it_is_restored(ada, mod, topic, reply, press):
    press(ada, "solve", reply)
    post_acts.remove(mod, reply, "Rude")
    assert not is_solved(topic) and whole()
    post_acts.restore(mod, reply)
    assert is_solved(topic) and whole()


def test_in_a_topic_out_of_sight_there_is_nothing_to_mark(ben, root, staff_board, start, say, press):
    topic = start(root, staff_board)
    assert press(ben, "solve", say(root, topic)).status_code == 404


def test_what_was_typed_is_in_the_box_again(as_, ada, topic, reply, press):
    browser = as_(ada)
    browser.post(f"/p/{reply.pk}/solve/", {"body": "Thanks, that"})
    assert "Thanks, that" in browser.get(topic.get_absolute_url()).text


def told(member):
    while run_due():
        pass
    return list(Notification.objects.filter(member=member, kind="solved", read_at=None))


def test_its_author_is_told_once_at_the_bell_and_by_mail(as_, ada, ben, topic, reply, press):
    press(ada, "solve", reply)
    assert len(told(ben)) == 1
    assert "marked your reply as the solution" in as_(ben).get("/notifications/").text
    assert Delivery.objects.filter(member=ben, kind="solved", channel="mail").count() == 1
    [notification] = told(ben)
    assert as_(ben).get(f"/notifications/{notification.pk}/").url == f"/p/{reply.pk}/"


def test_what_is_taken_back_is_told_no_more_and_told_again_when_it_is_true_again(
    ada, ben, topic, reply, press
):
    press(ada, "solve", reply)
    assert told(ben)
    press(ada, "unsolve", reply)
    assert not told(ben)
    press(ada, "solve", reply)
    assert len(told(ben)) == 1


def test_nobody_is_told_by_themselves_or_by_somebody_they_ignore(ada, ben, topic, reply, say, press):
    press(ada, "solve", say(ada, topic, "I found it: the belt."))
    assert not told(ada)
    following.mute(ben, ada)
    press(ada, "solve", reply)
    assert not told(ben)


def test_lists_show_and_filter_what_is_solved(as_, ada, board, topic, reply, start, press):
    start(ada, board, title="Still open")
    press(ada, "solve", reply)
    for path in ("/b/general/", "/latest/"):
        whole_list, solved, unsolved = (
            as_().get(path + query).text for query in ("", "?solved=yes", "?solved=no")
        )
        assert "Still open" in whole_list and topic.title in whole_list
        assert f'href="{path}?solved=yes"' in whole_list
        assert topic.title in solved and "Still open" not in solved
        assert "Still open" in unsolved and topic.title not in unsolved
    assert as_().get("/latest/?solved=perhaps").status_code == 404


def test_topics_that_cannot_be_solved_are_not_unsolved(as_, ada, board, members_board, start):
    start(ada, members_board, title="Tea")
    start(ada, board, title="Which tea?")
    page = as_(ada).get("/latest/?solved=no").text
    assert "Which tea?" in page and ">Tea<" not in page
    assert "solved=" not in as_(ada).get("/b/lounge/").text


def test_a_search_finds_what_is_solved(as_, ada, board, topic, reply, start, press):
    start(ada, board, title="Another chain", body="Oil it?")
    press(ada, "solve", reply)
    while look_at_changes():
        pass
    page = as_().get("/search/?q=oil+is:solved").text
    assert topic.title in page and "Another chain" not in page


def test_a_wrong_mark_is_found_and_repaired(ada, topic, reply, press):
    press(ada, "solve", reply)
    Topic.objects.update(solved_at=None)
    faults = [fault.code for verdict in check_invariants() for fault in verdict.faults]
    assert faults == ["topic.solved"]
    assert list(repair()) and is_solved(topic) and whole()


def test_a_solution_costs_its_page_no_query(as_, ada, topic, reply, press):
    browser = as_(ada)

    def cost():
        browser.get(topic.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            browser.get(topic.get_absolute_url())
        return len(queries)

    before = cost()
    press(ada, "solve", reply)
    assert cost() == before
