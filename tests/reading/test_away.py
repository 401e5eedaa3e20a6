"""While you were away: whoever comes back after a week finds the best of what they missed, and nobody else learns of it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from forum.boards.presets import Preset
from forum.follows import following
from forum.members import closing_accounts
from forum.moderation import post_acts, topic_acts
from forum.posts.models import Post
from forum.reading import absence, tallies
from forum.topics.models import ReadMark, Topic
from tests.conftest import join, opened

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

ADDRESS = "/unread/away/"
HEADING = "While you were away"


def titles(page: str) -> list[str]:
    return re.findall(r'class="row-link" href="/t/[^>]*>([^<]*)<', page)


def gone_for(member: User, days: float) -> None:
    User.objects.filter(pk=member.pk).update(last_seen_at=timezone.now() - timedelta(days=days))


def ago(days: float, *posts: Post) -> None:
    for post in posts:
        Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(days=days))
    tallies.recount({post.topic_id for post in posts})


@pytest.fixture
def missed(ada, ben, root, board, start, say):
    """Much: three replies of one member; Many: two of two; Before: a reply from before Eve left."""
    much, many, before = (start(ada, board, title=title) for title in ("Much", "Many", "Before"))
    for author, topic in (
        (root, much),
        (root, much),
        (root, much),
        (root, many),
        (ben, many),
        (root, before),
    ):
        say(author, topic)
    tallies.recount([much.pk, many.pk, before.pk])
    ago(20, before.posts.get(number=2))
    return much, many, before


@pytest.fixture
def back(eve, as_, missed):
    """Eve's browser, eleven days after her last visit."""
    gone_for(eve, 11)
    return as_(eve)


def test_whoever_was_away_for_a_week_is_shown_the_topics_in_which_most_people_replied(back):
    assert titles(back.get(ADDRESS).text) == ["Many", "Much"]
    page = back.get("/unread/").text
    assert HEADING in page
    assert re.findall(r'<li><a href="/t/[^"]*/unread/" dir="auto">(\w+)', page) == ["Many", "Much"]
    assert "2 replies · 2 members" in page
    assert f'href="{ADDRESS}"' in page


@pytest.mark.parametrize("days", [0.1, 6.9])
def test_whoever_was_here_lately_is_shown_nothing(days, as_, eve, missed):
    gone_for(eve, days)
    browser = as_(eve)
    assert HEADING not in browser.get("/unread/").text
    page = browser.get(ADDRESS).text
    assert titles(page) == []
    assert "You were here within the last week." in page


def test_it_stays_for_a_week_while_one_looks_around(back, eve, time_machine):
    back.get("/")
    eve.refresh_from_db()
    returned = eve.away_until
    for _ in range(2):
        back.get("/latest/")
    eve.refresh_from_db()
    assert eve.away_until == returned
    gone_for(eve, 0)
    time_machine.move_to(returned + timedelta(days=6))
    assert HEADING in back.get("/unread/").text
    time_machine.move_to(returned + timedelta(days=7, minutes=1))
    gone_for(eve, 0)
    assert HEADING not in back.get("/unread/").text
    absence.forget_old()
    eve.refresh_from_db()
    assert (eve.away_from, eve.away_until) == (None, None)


def test_done_puts_it_away(back, eve):
    assert HEADING in back.get("/unread/").text
    answer = back.post(f"{ADDRESS}done/")
    assert (answer.status_code, answer.url) == (303, "/unread/")
    assert HEADING not in back.get("/unread/").text
    assert titles(back.get(ADDRESS).text) == []


def test_looking_puts_nothing_away_and_getting_done_is_refused(back):
    for _ in range(2):
        assert back.get(f"{ADDRESS}done/").status_code == 405
        assert titles(back.get(ADDRESS).text) == ["Many", "Much"]


def test_another_absence_counts_from_the_last_visit(back, eve, time_machine):
    back.get("/")
    back.post(f"{ADDRESS}done/")
    gone_for(eve, 0)
    later = timezone.now() + timedelta(days=20)
    time_machine.move_to(later)
    back.get("/")
    eve.refresh_from_db()
    assert later - eve.away_from < timedelta(days=20, minutes=1)
    assert titles(back.get(ADDRESS).text) == []
    assert "Nobody wrote anything in the meantime." in back.get(ADDRESS).text


def test_who_hides_when_they_were_seen_is_known_by_what_they_read_last(as_, eve, missed):
    User.objects.filter(pk=eve.pk).update(hides_last_seen=True, last_seen_at=None)
    eve.refresh_from_db()
    browser = as_(eve)
    assert HEADING not in browser.get("/unread/").text
    ReadMark.objects.create(
        member=eve, topic=missed[2], number=1, read_at=timezone.now() - timedelta(days=11)
    )
    # The page of a topic marks it read, and must not hide by that how long it was.
    browser.get(missed[0].get_absolute_url())
    assert titles(browser.get(ADDRESS).text) == ["Many", "Much"]
    browser.post(f"{ADDRESS}done/")
    assert HEADING not in browser.get("/unread/").text
    eve.refresh_from_db()
    assert eve.last_seen_at is None


def test_new_pinned_topics_come_first(back, ada, mod, board, start):
    topic_acts.pin(mod, start(ada, board, title="Rules"))
    old = start(ada, board, title="Old rules")
    topic_acts.pin(mod, old)
    Topic.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=40))
    assert titles(back.get(ADDRESS).text) == ["Rules", "Many", "Much"]


def test_what_is_muted_ignored_removed_or_out_of_sight_is_left_out(
    back, as_, eve, ben, mod, root, board, missed, start, say
):
    hidden = start(root, opened("Backroom", Preset.STAFF), title="Hidden")
    say(root, hidden), say(root, hidden)
    tallies.recount([hidden.pk])
    assert titles(back.get(ADDRESS).text) == ["Many", "Much"]
    following.mute(eve, ben)
    assert "1 reply" in back.get("/unread/").text
    following.mute(eve, missed[1])
    assert titles(back.get(ADDRESS).text) == ["Much"]
    for reply in missed[0].posts.filter(number__gt=1):
        post_acts.remove(mod, reply, "")
    assert titles(back.get(ADDRESS).text) == []
    gone_for(root, 11)
    assert "Hidden" not in titles(as_(root).get(ADDRESS).text)  # nobody but root replied there


def test_ones_own_replies_are_not_what_one_missed(as_, root, missed):
    gone_for(root, 11)
    assert titles(as_(root).get(ADDRESS).text) == ["Many"]


def test_a_visitor_signs_in_first(as_, db):
    assert as_().get(ADDRESS).url == f"/accounts/login/?next={ADDRESS}"
    assert as_().post(f"{ADDRESS}done/").status_code == 302


def test_a_picture_or_a_page_in_advance_is_no_return(as_, eve, missed):
    gone_for(eve, 11)
    as_(eve).get("/latest/", headers={"sec-purpose": "prefetch"})
    eve.refresh_from_db()
    assert eve.away_until is None


def test_nobody_else_sees_it_and_a_closed_account_keeps_nothing_of_it(back, as_, eve, ada):
    back.get("/")
    eve.refresh_from_db()
    assert eve.away_from
    assert HEADING not in as_(ada).get("/u/eve/").text
    closing_accounts.close(eve)
    eve.refresh_from_db()
    assert (eve.away_from, eve.away_until) == (None, None)


def test_it_takes_the_same_queries_for_few_topics_and_many(back, eve, root, board, start, say):
    counts = []
    for size in (0, 12):
        for n in range(size):
            say(root, start(root, board, title=f"More {n}"))
        tallies.recount(list(Topic.objects.values_list("pk", flat=True)))
        for address in (ADDRESS, "/unread/"):
            back.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert back.get(address).status_code == 200
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


def test_of_everything_that_was_missed_a_page_is_shown(back, root, board, start, say):
    for n in range(25):
        say(root, start(root, board, title=f"More {n}"))
    tallies.recount(list(Topic.objects.values_list("pk", flat=True)))
    assert len(titles(back.get(ADDRESS).text)) == 20


def test_a_member_who_joined_just_now_was_never_away(as_, missed):
    assert HEADING not in as_(join("newcomer")).get("/unread/").text
