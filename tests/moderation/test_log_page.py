"""The pages of those who moderate a board: the log, and what was removed."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.moderation import member_acts, post_acts, topic_acts
from forum.moderation.models import LogEntry

LOG, REMOVED = "/moderate/log/", "/moderate/removed/"


@pytest.fixture
def elsewhere(ada, root, members_board, start, say):
    topic = start(ada, members_board, title="Elsewhere")
    post_acts.remove(root, say(ada, topic, "A word elsewhere."), "Reasons elsewhere")
    topic_acts.remove(root, start(ada, members_board, title="Gone elsewhere"), "Reasons elsewhere")
    return topic


def test_a_board_moderator_reads_what_was_done_on_their_boards_alone(as_, mod, elsewhere, topic):
    topic_acts.lock(mod, topic, "Heated")
    page = as_(mod).get(LOG).text
    for shown in ("mod", "locked", topic.title, "Heated"):
        assert shown in page
    for surface in (
        LOG,
        REMOVED,
        f"{REMOVED}?show=posts",
        f"{LOG}?member=ada",
        f"{LOG}?topic={elsewhere.pk}",
    ):
        page = as_(mod).get(surface).text
        assert "lsewhere" not in page


def test_a_board_that_one_cannot_read_is_not_in_ones_log(as_, root, mod, topic, board):
    topic_acts.lock(root, topic, "Heated")
    board.grants.exclude(audience="group").delete()
    board.grants.filter(audience="group").update(verbs=["moderate"])
    assert as_(mod).get(LOG).status_code == 403


def test_others_are_refused_and_visitors_sign_in(as_, ada, topic):
    for address in (LOG, REMOVED):
        assert as_(ada).get(address).status_code == 403
        assert as_().get(address).url.startswith("/accounts/login/")


def test_the_menu_leads_there_for_moderators_alone(as_, ada, mod, topic):
    link = 'href="/moderate/">Moderate</a>'
    assert link in as_(mod).get("/settings/").text
    assert link not in as_(ada).get("/settings/").text


def test_the_log_is_narrowed_by_act_member_topic_and_day(as_, mod, ada, ben, topic, board, start, say):
    post = say(ben, topic)
    topic_acts.lock(mod, topic, "Reason of the lock")
    post_acts.remove(mod, post, "Reason of the removal")
    LogEntry.objects.filter(act="lock").update(created_at=timezone.now() - timezone.timedelta(days=9))
    today = timezone.localdate().isoformat()
    for query, lock, removal in (
        ("", True, True),
        ("?act=lock", True, False),
        ("?member=ben", False, True),
        ("?member=@ada", True, False),
        ("?member=mod", True, True),
        (f"?topic={topic.pk}", True, True),
        ("?topic=999999", False, False),
        (f"?since={today}", False, True),
        (f"?until={today}", True, True),
        ("?until=2001-01-01", False, False),
    ):
        page = as_(mod).get(LOG + query).text
        assert ("Reason of the lock" in page, "Reason of the removal" in page) == (lock, removal), query


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("member=nobody", "There is no member with this username."),
        ("since=yesterday", "Enter a valid date."),
        ("act=fly", "Select a valid choice"),
        ("topic=x", "Enter a whole number."),
    ],
)
def test_a_question_that_makes_no_sense_is_answered_beside_its_field(as_, mod, query, said):
    answer = as_(mod).get(f"{LOG}?{query}")
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles"])
def test_days_are_of_years_that_every_time_zone_has(as_, mod, topic, zone):
    mod.time_zone = zone
    mod.save()
    for name in ("since", "until"):
        for day in ("0001-01-01", "1969-12-31", "9001-01-01", "9999-12-30", "9999-12-31"):
            answer = as_(mod).get(f"{LOG}?{name}={day}")
            assert answer.status_code == 422, (name, day)
            assert "Choose a year between 1970 and 9000." in answer.text
    assert as_(mod).get(f"{LOG}?since=1970-01-01&until=9000-12-31").status_code == 200


def test_the_log_undoes_what_stands_and_only_that(as_, mod, topic):
    topic_acts.lock(mod, topic, "Heated")
    topic_acts.unlock(mod, topic, "Calm")
    newest = LogEntry.objects.order_by("-pk")[0]
    browser = as_(mod)
    assert re.findall(r'name="undo" value="(\d+)"', browser.get(LOG).text) == [str(newest.pk)]
    page = browser.post("/moderate/undo/", {"undo": newest.pk, "next": LOG}, follow=True).text
    assert "Undone." in page
    topic.refresh_from_db()
    assert topic.is_locked


def test_acts_on_members_are_shown_to_staff_who_may_view_members(as_, root, mod, eve, topic):
    member_acts.suspend(root, eve, "Shouting", until=timezone.now() + timezone.timedelta(days=3))
    assert "Shouting" in as_(root).get(LOG).text
    assert "Shouting" not in as_(mod).get(LOG).text
    assert "Suspensions" in as_(root).get(LOG).text
    assert "Suspensions" not in as_(mod).get(LOG).text


def test_empty_pages_say_what_would_be_there(as_, mod):
    assert "What moderators do on your boards shows up here." in as_(mod).get(LOG).text
    assert "Nothing like that on your boards." in as_(mod).get(f"{LOG}?act=lock").text
    assert "No removed topics on your boards." in as_(mod).get(REMOVED).text
    assert "No removed posts on your boards." in as_(mod).get(f"{REMOVED}?show=posts").text


def test_what_was_removed_is_listed_and_restored(as_, mod, ada, ben, topic, board, start, say):
    post = say(ben, topic, "A rude word.")
    post_acts.remove(mod, post, "Rude")
    gone = start(ada, board, title="An advertisement")
    topic_acts.remove(mod, gone, "Spam")
    browser = as_(mod)
    topics, posts = browser.get(REMOVED).text, browser.get(f"{REMOVED}?show=posts").text
    assert "An advertisement" in topics
    assert "Spam" in topics
    assert "A rude word." in posts
    for address, back in (
        (f"/p/{post.pk}/restore/", f"{REMOVED}?show=posts"),
        (f"{gone.get_absolute_url()}restore/", REMOVED),
    ):
        answer = browser.post(address, {"next": back})
        assert (answer.status_code, answer.url) == (303, back)
    post.refresh_from_db()
    gone.refresh_from_db()
    assert not post.is_removed
    assert not gone.is_removed


def test_pages_of_the_log_follow_each_other_with_the_question(as_, mod, topic):
    for number in range(45):
        LogEntry.objects.create(by=mod, act="lock", topic=topic, reason=f"Reason {number}.")
    browser = as_(mod)
    first = browser.get(f"{LOG}?act=lock").text
    assert "Reason 44." in first
    assert "Reason 4." not in first
    older = re.search(r'href="(/moderate/log/\?act=lock&amp;before=\d+)"', first)[1].replace("&amp;", "&")
    assert "Reason 4." in browser.get(older).text


def test_many_rows_cost_no_more_queries_than_one(as_, mod, ada, ben, board, start, say):
    def grow(count):
        for number in range(count):
            topic = start(ada, board, title=f"Topic {number}")
            post_acts.remove(mod, say(ben, topic), "x")
            topic_acts.remove(mod, topic, "x")

    # Whoever is new may not start so many.
    type(ada).objects.filter(pk=ada.pk).update(date_joined=ada.date_joined - timedelta(days=2))
    counts = []
    for rows in (1, 5):
        grow(rows)
        browser = as_(mod)
        browser.get("/latest/")
        counts.append([])
        for address in (LOG, REMOVED, f"{REMOVED}?show=posts"):
            with CaptureQueriesContext(
                connection,
            ) as seen:
                browser.get(address)
            counts[-1].append(len(seen))
    assert counts[0] == counts[1]
    assert max(counts[0]) < 17


def test_a_moderator_who_may_not_enter_the_admin_is_shown_the_way_to_their_own_pages(as_, mod, ada):
    way = '<a class="button" href="/moderate/">Moderation</a>'
    for member, is_shown in ((mod, True), (ada, False)):
        answer = as_(member).get("/admin/", follow=True)
        assert answer.status_code == 403
        assert (way in answer.text) is is_shown
