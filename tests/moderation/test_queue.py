"""The page of what moderators have to do: reports, and texts that wait for approval."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.jobs.running import run_due
from forum.moderation import approval_acts, post_acts
from forum.moderation.models import LogEntry, QueueAssignment, RejectedPost
from forum.moderation.queue import AlreadyDecided
from forum.polls.models import Poll
from forum.posts.models import PendingPost, Post
from forum.reports.models import Report
from forum.reports.reporting import report
from tests.conftest import join

pytestmark = pytest.mark.django_db

TO_DO = "/moderate/"
RUDE = "It’s rude or hurtful"


def waiting(author, **fields):
    said = {"source": "A text that **waits**.", "key": uuid.uuid4().hex, "reason": "First post"} | fields
    return PendingPost.objects.create(author=author, **said)


@pytest.fixture
def pending(ben, topic):
    return waiting(ben, topic=topic)


def test_a_report_is_shown_with_its_text_reasons_author_and_buttons(as_, ada, ben, eve, mod, topic, say):
    post = say(ada, topic, "A *rash* word.", reply_to=topic.posts.get())
    report(ben, post, RUDE, "Third time")
    report(eve, post, "It’s off topic")
    page = as_(mod).get(TO_DO).text
    for shown in (
        topic.title,
        "A <em>rash</em> word.",
        RUDE,
        "Third time",
        "It’s off topic",
        "2 posts",
        "ben",
        "eve",
    ):
        assert shown in page, shown
    assert f'href="/p/{post.pk}/remove/?next=/moderate/"' in page
    assert page.count("data-item") == 1


def test_whoever_wrote_it_is_silenced_or_suspended_from_there_by_those_who_may(
    as_, ada, ben, mod, root, topic, pending
):
    silence, suspend = (f"/u/ben/{act}/?next=/moderate/" for act in ("silence", "suspend"))
    page = as_(root).get(TO_DO).text
    assert f'href="{silence}"' in page
    assert f'href="{suspend}"' in page
    answer = as_(root).post(silence, {"reason": "Rude", "until": ""})
    assert answer["Location"] == TO_DO
    ben.refresh_from_db()
    assert ben.is_silenced
    # Those who see to one board alone do neither.
    page = as_(mod).get(TO_DO).text
    assert silence not in page
    assert suspend not in page


def test_how_one_may_silence_is_asked_by_no_query_for_each_author(as_, root, topic):
    browser, counts = as_(root), []
    for rows in (1, 3):
        for number in range(rows):
            waiting(join(f"member{rows}{number}"), topic=topic)
        browser.get(TO_DO)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(TO_DO).text.count("/silence/?next=") == len(counts) * 3 + 1
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_report_is_dealt_with_by_removing_and_its_reporters_and_author_are_told(
    as_, ada, ben, mod, topic, say
):
    post = say(ada, topic, "A rash word.")
    report(ben, post, RUDE)
    browser = as_(mod)
    done = browser.post(
        f"/p/{post.pk}/remove/", {"ready": "rude", "reason": "", "next": TO_DO}, follow=True
    ).text
    assert "Post removed." in done
    assert 'name="undo"' in done
    assert "All done." in done
    while run_due():
        pass
    assert "acted on your report" in as_(ben).get("/notifications/").text
    assert "removed your post" in as_(ada).get("/notifications/").text


def test_a_report_is_dismissed_with_an_answer(as_, ada, ben, mod, topic, say):
    report(ben, say(ada, topic), RUDE)
    number = Report.objects.get().pk
    answer = as_(mod).post(
        f"/moderate/to-do/reports/{number}/dismiss/", {"answer": "It is meant kindly"}, follow=True
    )
    assert "Report dismissed." in answer.text
    while run_due():
        pass
    assert "left it as it is: It is meant kindly" in as_(ben).get("/notifications/").text


def test_one_moderator_decides_and_the_other_is_told_by_whom(as_, ada, ben, mod, root, topic, say, pending):
    report(ben, say(ada, topic), RUDE)
    number = Report.objects.get().pk
    for address in (
        f"/moderate/to-do/reports/{number}/dismiss/",
        f"/moderate/to-do/posts/{pending.pk}/approve/",
    ):
        as_(mod).post(address)
        second = as_(root).post(address, follow=True)
        assert "mod has already decided this." in second.text
    assert Post.objects.filter(key=pending.key).count() == 1


def test_an_item_is_taken_and_given_back(as_, mod, root, pending):
    address = f"/moderate/to-do/posts/{pending.pk}"
    assert as_(mod).post(f"{address}/assign/").url == f"/moderate/#posts-{pending.pk}"
    assert "You look at this." in as_(mod).get(TO_DO).text
    assert "<bdi>mod</bdi> looks at this." in as_(root).get(TO_DO).text
    assert "mod has already taken this." in as_(root).post(f"{address}/assign/", follow=True).text
    as_(mod).post(f"{address}/release/")
    assert "I’ll look at this" in as_(mod).get(TO_DO).text
    as_(mod).post(f"{address}/assign/")
    as_(mod).post(f"{address}/approve/")
    assert not QueueAssignment.objects.exists()


def test_what_waits_is_approved_by_one_press(as_, ben, mod, topic, pending):
    page = as_(mod).get(TO_DO).text
    assert "A text that <strong>waits</strong>." in page
    assert "First post" in page
    answer = as_(mod).post(f"/moderate/to-do/posts/{pending.pk}/approve/", follow=True)
    assert "Approved." in answer.text
    assert "All done." in answer.text
    assert topic.posts.get(number=2).author == ben
    assert "approved" in as_(mod).get("/moderate/log/").text


def test_a_rejection_asks_the_reason_and_its_author_reads_it_and_the_text(as_, ben, eve, mod, topic, pending):
    address = f"/moderate/to-do/posts/{pending.pk}/reject/"
    browser = as_(mod)
    assert "Reject this text" in browser.get(address).text
    refused = browser.post(address, {"reason": ""})
    assert refused.status_code == 422
    assert "Choose a reason or write one." in refused.text
    answer = browser.post(address, {"ready": "off-topic", "reason": "See the rules"}, follow=True)
    assert "Rejected. Its author is told the reason." in answer.text
    assert not PendingPost.objects.exists()
    kept = RejectedPost.objects.get()
    told = as_(ben).get("/notifications/").text
    assert "A moderator didn’t approve what you wrote" in told
    assert "See the rules" in told
    own = as_(ben).get(f"/rejected/{kept.pk}/").text
    assert "A text that **waits**." in own
    assert "See the rules" in own
    assert as_(eve).get(f"/rejected/{kept.pk}/").status_code == 404


def test_the_rejection_of_a_new_topic_is_undone_by_its_moderator_and_told_to_others_of_the_board(
    as_, root, mod, ben, board
):
    pending = waiting(ben, board=board, title="Oars")
    browser = as_(mod)
    browser.post(f"/moderate/to-do/posts/{pending.pk}/reject/", {"reason": "Hm"})
    second = as_(root).post(f"/moderate/to-do/posts/{pending.pk}/approve/", follow=True)
    assert "mod has already decided this." in second.text
    browser.post("/moderate/undo/", {"undo": LogEntry.objects.get().pk})
    assert PendingPost.objects.get().title == "Oars"


def test_a_rejection_is_undone_by_one_press(as_, mod, topic, pending, board, ben):
    browser = as_(mod)
    page = browser.post(f"/moderate/to-do/posts/{pending.pk}/reject/", {"reason": "Hm"}, follow=True).text
    entry = re.search(r'name="undo" value="(\d+)"', page)[1]
    assert "Undone." in browser.post("/moderate/undo/", {"undo": entry}, follow=True).text
    back = PendingPost.objects.get()
    assert (back.source, back.topic, back.reason, back.created_at) == (
        pending.source,
        topic,
        pending.reason,
        pending.created_at,
    )
    assert not RejectedPost.objects.exists()


def test_what_waits_again_is_shown_to_its_author_and_to_moderators(as_, ben, mod, topic, pending):
    browser = as_(mod)
    browser.post(f"/moderate/to-do/posts/{pending.pk}/reject/", {"reason": "Hm"})
    browser.post("/moderate/undo/", {"undo": LogEntry.objects.get().pk})
    assert "A text that <strong>waits</strong>." in as_(ben).get(topic.get_absolute_url()).text
    assert "A text that <strong>waits</strong>." in browser.get("/moderate/").text


def test_a_new_topic_that_waits_shows_its_poll_and_is_published_with_it(as_, ben, mod, board):
    poll = {
        "question": "Which oar?", "options": ["Ash", "Spruce"], "most_choices": 1, "results": "always",
        "is_secret": True, "is_final": False, "ends_at": None,
    }  # fmt: skip
    pending = waiting(ben, board=board, title="Oars", additions={"poll": poll})
    page = as_(mod).get(TO_DO).text
    for shown in ("Oars", "Which oar?", "Ash", "Spruce"):
        assert shown in page
    as_(mod).post(f"/moderate/to-do/posts/{pending.pk}/approve/")
    assert Poll.objects.get().topic.title == "Oars"


def test_moderators_find_what_is_on_their_boards_alone(as_, ada, ben, root, mod, members_board, start):
    elsewhere = start(ada, members_board, title="Elsewhere")
    report(ben, elsewhere, RUDE)
    report(ben, ada, RUDE)
    pending = waiting(ben, topic=elsewhere)
    page = as_(mod).get(TO_DO).text
    assert "All done." in page
    assert as_(root).get(TO_DO).text.count("data-item") == 3
    for number, source, decision in (
        (pending.pk, "posts", "approve"),
        (Report.objects.get(topic=elsewhere).pk, "reports", "dismiss"),
        (Report.objects.get(member=ada).pk, "reports", "dismiss"),
    ):
        address = f"/moderate/to-do/{source}/{number}"
        assert as_(mod).post(f"{address}/{decision}/").status_code == 404
        assert as_(mod).post(f"{address}/assign/").status_code == 404
        assert as_(ben).post(f"{address}/{decision}/").status_code == 403
    assert Report.objects.open().count() == 2


def test_what_is_decided_is_not_told_to_moderators_of_other_boards(
    as_, ada, ben, root, mod, members_board, start
):
    elsewhere = start(ada, members_board, title="Elsewhere")
    report(ben, elsewhere, RUDE)
    pending = waiting(ben, topic=elsewhere)
    as_(root).post(f"/moderate/to-do/reports/{Report.objects.get().pk}/dismiss/")
    as_(root).post(f"/moderate/to-do/posts/{pending.pk}/approve/")
    assert as_(mod).post(f"/moderate/to-do/reports/{Report.objects.get().pk}/dismiss/").status_code == 404
    assert as_(mod).post(f"/moderate/to-do/posts/{pending.pk}/approve/").status_code == 404


def test_the_header_counts_for_moderators_alone(as_, ada, mod, topic, pending):
    mark = "1 to do for moderators"
    assert mark in as_(mod).get("/latest/").text
    assert mark not in as_(ada).get("/latest/").text
    as_(mod).post(f"/moderate/to-do/posts/{pending.pk}/approve/")
    assert "to do for moderators" not in as_(mod).get("/latest/").text


def test_pages_of_members_cost_no_query_for_the_count_and_moderators_one_in_half_a_minute(
    as_, ada, mod, pending, settings
):
    in_memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "to-do"}
    settings.CACHES = {**settings.CACHES, "counts": in_memory}

    def queries(browser):
        with CaptureQueriesContext(connection) as seen:
            browser.get("/latest/")
        return [
            query["sql"]
            for query in seen
            if 'FROM "posts_pendingpost"' in query["sql"] or 'FROM "reports_report"' in query["sql"]
        ]

    member, moderator = as_(ada), as_(mod)
    assert queries(member) == []
    assert len(queries(moderator)) == 1
    assert queries(moderator) == []


def test_the_oldest_comes_first(as_, ben, mod, topic, board):
    waiting(ben, board=board, title="Younger")
    waiting(ben, board=board, title="Elder", created_at=timezone.now() - timedelta(days=2))
    page = as_(mod).get(TO_DO).text
    assert page.index("Elder") < page.index("Younger")
    assert "2 things to do, the oldest since" in page
    assert page.index("Elder") > page.index("Waits for more than a day")
    assert page.count("Waits for more than a day") == 1


def test_what_cannot_be_published_any_more_says_so_and_stays(as_, mod, root, topic, pending):
    type(topic).objects.filter(pk=topic.pk).update(removed_at=timezone.now(), removed_by=root)
    answer = as_(root).post(f"/moderate/to-do/posts/{pending.pk}/approve/", follow=True)
    assert "This can’t be published now" in answer.text
    assert PendingPost.objects.exists()


def test_many_items_cost_no_more_queries_than_one(as_, ada, ben, mod, board, topic, say):
    counts = []
    for rows in (1, 5):
        for number in range(rows):
            waiting(ben, board=board, title=f"Waits {number}", source=f"Text {'abcde'[number]}")
            report(ben, say(ada, topic, f"Word {rows} {number}"), RUDE)
        browser = as_(mod)
        browser.get(TO_DO)
        with CaptureQueriesContext(connection) as seen:
            browser.get(TO_DO)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 36  # a few for each source of items


def test_questions_to_the_log_still_reach_it(as_, mod):
    answer = as_(mod).get("/moderate/?member=ada")
    assert (answer.status_code, answer.url) == (301, "/moderate/log/?member=ada")


def test_the_record_says_how_much_moderators_removed(as_, ada, ben, mod, topic, say):
    post_acts.remove(mod, say(ben, topic, "One"), "Rude")
    report(ada, say(ben, topic, "Two"), RUDE)
    assert "1 post removed" in as_(mod).get(TO_DO).text


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_at_once_one_decides(ben, mod, root, topic):
    pending = waiting(ben, topic=topic)
    said = []

    def act(decide):
        by, act_of = decide
        try:
            act_of(by, pending, "Hm")
            said.append("done")
        except AlreadyDecided as refusal:
            said.append(str(refusal))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(act, [(mod, approval_acts.approve), (root, approval_acts.reject)]))
    assert len([words for words in said if words == "done"]) == 1
    assert LogEntry.objects.filter(act__in=("approve", "reject")).count() == 1
    assert Post.objects.filter(key=pending.key).count() + RejectedPost.objects.count() == 1


def test_an_empty_page_says_what_would_be_there(as_, mod):
    page = as_(mod).get(TO_DO).text
    assert "All done. Reports and posts that wait for approval show up here." in page
