"""What a post said before: one text at a time, and as many as there were."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.checks.invariants import check_invariants
from forum.posts.revisions import Revision


@pytest.fixture
def post(topic):
    return topic.posts.get()


def edit(browser, post, body, **more):
    post.refresh_from_db()
    sent = {"body": body, "title": post.topic.title, "base": post.revision, **more}
    assert browser.post(f"/p/{post.pk}/edit/", sent).status_code == 303
    post.refresh_from_db()


def kept(post):
    return list(post.revisions.order_by("number").values_list("source", flat=True))


def is_whole():
    return all(verdict.is_whole for verdict in check_invariants())


def edited_many_times(post, count):
    now = timezone.now()
    Revision.objects.bulk_create(
        Revision(post=post, number=n, source=f"text {n}.", html=f">text {n}.</p>", written_at=now)
        for n in range(1, count + 1)
    )
    post.revision, post.edited_at = count + 1, now
    post.save()


# --- reading it


def test_the_present_text_is_shown_with_what_it_changed_and_the_others_by_name(as_, ada, post):
    edited_many_times(post, 3)
    page = as_(ada).get(f"/p/{post.pk}/history/").text
    assert "<del>text 3.</del>" in page
    assert "<ins>How does this work?</ins>" in page
    assert "text 2." not in page
    assert 'href="?version=2#version"' in page
    page = as_(ada).get(f"/p/{post.pk}/history/?version=2").text
    assert ">text 2.</p>" in page
    assert "text <del>1</del>." in page
    assert "text <ins>2</ins>." in page


def test_a_page_of_a_history_costs_the_same_however_long_it_is(as_, ada, post, warm):
    browser, counts, sizes = as_(ada), [], []
    for count in (5, 1500):
        Revision.objects.all().delete()
        edited_many_times(post, count)
        warm(browser)
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(f"/p/{post.pk}/history/").text
        counts.append(len(queries))
        sizes.append(len(page))
    assert counts[0] == counts[1]
    assert sizes[1] < sizes[0] + 20_000
    last = browser.get(f"/p/{post.pk}/history/?page=31")
    assert ">text 1.</p>" in last.text
    assert 'href="?page=31&amp;version=1#version"' in last.text
    assert ">text 51.</p>" in browser.get(f"/p/{post.pk}/history/?page=30").text


@pytest.mark.parametrize("query", ["version=9", "version=x", "version=-1", "version=" + "9" * 30])
def test_a_text_that_there_is_not_is_not_found(query, as_, ada, post):
    edited_many_times(post, 3)
    assert as_(ada).get(f"/p/{post.pk}/history/?{query}").status_code == 404


def test_a_text_of_another_post_is_not_found_in_this_history(as_, ada, ben, topic, say, post):
    edited_many_times(post, 3)
    other = say(ben, topic)
    assert as_(ben).get(f"/p/{other.pk}/history/?version=2").status_code == 404
    assert as_(ada).get(f"/p/{post.pk}/history/?version=2").status_code == 200


# --- what is kept


def test_edits_in_a_row_that_nobody_has_answered_are_one_revision(as_, ada, post):
    browser, first = as_(ada), post.source
    for n in range(4):
        edit(browser, post, f"Step {n}")
    assert (post.source, kept(post)) == ("Step 3", [first])
    assert is_whole()


def test_a_merged_revision_keeps_the_first_title_too(as_, ada, post):
    browser = as_(ada)
    edit(browser, post, "Step 1")
    edit(browser, post, "Step 2", title="Another title")
    assert post.revisions.get().title == "A first question"


def test_a_history_says_why_numbers_are_missing_from_it(as_, ada, ben, topic, say, post):
    said = "kept as one version"
    for body in ("First words.", "Second words.", "Third words."):
        edit(as_(ada), post, body)
    say(ben, topic, "An answer.")
    edit(as_(ada), post, "Words after the answer.")
    assert said in as_(ada).get(f"/p/{post.pk}/history/").text
    post.merged_count = 0
    post.save()
    assert said not in as_(ada).get(f"/p/{post.pk}/history/").text


def test_a_step_that_was_merged_still_counts_against_another_tab(as_, ada, post):
    browser = as_(ada)
    edit(browser, post, "Step 1")
    stale = post.revision
    edit(browser, post, "Step 2")
    answer = browser.post(
        f"/p/{post.pk}/edit/", {"body": "Other", "title": "A first question", "base": stale}
    )
    assert answer.status_code == 409


def test_an_answered_text_is_kept(as_, ada, ben, topic, say, post):
    browser, first = as_(ada), post.source
    edit(browser, post, "Step 1")
    say(ben, topic, "I answer to that.")
    edit(browser, post, "Step 2")
    assert kept(post) == [first, "Step 1"]
    assert is_whole()


def test_a_text_that_stood_longer_is_kept(as_, ada, post):
    browser, first = as_(ada), post.source
    edit(browser, post, "Step 1")
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        edit(browser, post, "Step 2")
    assert kept(post) == [first, "Step 1"]


def test_a_moderators_edit_and_what_it_replaced_are_kept(as_, ada, mod, post):
    first = post.source
    edit(as_(ada), post, "Step 1")
    edit(as_(mod), post, "Calmer")
    edit(as_(ada), post, "Step 2")
    assert kept(post) == [first, "Step 1", "Calmer"]
