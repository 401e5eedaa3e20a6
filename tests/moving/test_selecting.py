"""Selecting posts and topics in the page, and what is done to all of them in one step."""

import re
import uuid

import pytest

from forum.checks.invariants import check_invariants
from forum.jobs.running import run_due
from forum.moderation import hiding, post_acts, topic_acts
from forum.moderation.models import LogEntry
from forum.pages.moderation.selecting import packed, unpacked
from forum.posts.models import PendingPost, Post
from forum.reports.models import Report
from forum.reports.reporting import report
from forum.topics.models import Tag, Topic
from tests.conftest import opened
from tests.moving.test_splitting import ids

POSTS, TOPICS, WAITING = (f"/moderate/selection/{on}/" for on in ("posts", "topics", "waiting"))


@pytest.fixture
def topics(ada, board, start):
    return [start(ada, board, title=f"Topic {n}") for n in range(3)]


def sent(things, **more):
    return {"item": [thing.pk for thing in things], **more}


def undo_in(page):
    """The numbers that the one button of the green bar sends."""
    return re.findall(r'name="undo" value="([0-9]+)"', page)


def test_boxes_are_there_for_moderators_who_ask_for_them_alone(as_, mod, ada, topic, board):
    for address in (topic.get_absolute_url(), board.get_absolute_url()):
        assert 'name="item"' in as_(mod).get(f"{address}?select=1").text
        assert 'name="item"' not in as_(mod).get(address).text
        assert 'name="item"' not in as_(ada).get(f"{address}?select=1").text
    assert "Select posts" in as_(mod).get(topic.get_absolute_url()).text
    assert "Select posts" not in as_(ada).get(topic.get_absolute_url()).text


def test_what_is_selected_survives_paging_without_scripts(as_, mod, long_topic):
    topic = long_topic(45)
    order = ids(topic)
    browser = as_(mod)
    page = browser.get(f"{topic.get_absolute_url()}?select=1").text
    following = page.split('name="to" value="')[1].split('"')[0].replace("&amp;", "&")
    answer = browser.post(POSTS, {"item": order[:2], "kept": "", "to": following})
    assert answer.status_code == 303
    second = browser.get(answer["Location"]).text
    assert "2 selected" in second
    assert f'value="{packed(order[:2])}"' in second
    answer = browser.post(POSTS, {"item": order[20:21], "kept": packed(order[:2]), "act": "remove"})
    assert "3 posts" in answer.text
    back = browser.post(POSTS, {"kept": packed(order[:3]), "to": f"{topic.get_absolute_url()}?select=1"})
    assert browser.get(back["Location"]).text.count("checked") >= 3


def test_posts_are_moved_to_a_new_topic_in_one_step_and_one_press_undoes_it(as_, mod, topic, posts):
    before = ids(topic)
    browser = as_(mod)
    page = browser.post(POSTS, sent(posts[2:4], act="split"))
    assert page.status_code == 200
    assert "2 posts" in page.text
    assert not LogEntry.objects.exists()
    answer = browser.post(
        POSTS,
        sent(
            posts[2:4], act="split", confirm="1", title="Boats", order="date", next=topic.get_absolute_url()
        ),
        follow=True,
    )
    assert "2 posts moved." in answer.text
    assert len(ids(Topic.objects.get(title="Boats"))) == 2
    browser.post("/moderate/undo/", {"undo": undo_in(answer.text)})
    assert ids(topic) == before


def test_a_title_or_an_address_and_no_more_is_asked_beside_the_fields(as_, mod, topic, posts):
    browser = as_(mod)
    neither = browser.post(POSTS, sent(posts[1:2], act="split", confirm="1", order="date"))
    assert neither.status_code == 422
    assert "Write a title for a new topic" in neither.text
    unknown = browser.post(
        POSTS, sent(posts[1:2], act="split", confirm="1", target="/t/999999-x/", order="date")
    )
    assert "There is no topic at this address that you moderate." in unknown.text
    assert len(ids(topic)) == 6


def test_targets_are_those_one_sees_and_moderates(
    as_, mod, ada, root, start, topic, posts, members_board, staff_board
):
    seen, hidden = (
        start(ada, members_board, title="Lounge talk"),
        start(root, staff_board, title="Secret title"),
    )
    browser = as_(mod)
    answers = [
        browser.post(
            POSTS, sent(posts[1:2], act="split", confirm="1", target=str(other.pk), order="date")
        ).text
        for other in (seen, hidden)
    ]
    for answer in answers:
        assert "There is no topic at this address that you moderate." in answer
        assert "Secret title" not in answer
        assert "Lounge" not in answer.split("<main")[1]
        assert "Backroom" not in answer
    sent_board = sent(
        posts[1:2], act="split", confirm="1", title="x", board=str(members_board.pk), order="date"
    )
    assert browser.post(POSTS, sent_board).status_code == 422
    assert len(ids(topic)) == 6


def test_what_one_does_not_moderate_is_left_out_and_of_nothing_else_one_is_refused(
    as_, mod, ada, start, topic, members_board
):
    foreign = start(ada, members_board, title="Lounge talk")
    page = as_(mod).post(TOPICS, sent([topic, foreign], act="lock"))
    assert "1 topic<" in page.text
    assert "Not 1 of those you selected" in page.text
    assert as_(mod).post(TOPICS, sent([foreign], act="lock", confirm="1")).status_code == 403
    assert as_(ada).post(TOPICS, sent([topic], act="lock", confirm="1")).status_code == 403
    assert as_().post(TOPICS, sent([topic], act="lock", confirm="1")).status_code == 302
    foreign.refresh_from_db()
    assert not foreign.is_locked


@pytest.mark.parametrize(
    ("act", "answers", "state"),
    [
        ("lock", {}, "is_locked"),
        ("pin", {"everywhere": "on"}, "is_pinned_everywhere"),
        ("remove", {"ready": "spam"}, "is_removed"),
    ],
)
def test_topics_are_acted_on_together_and_undone_together(as_, mod, topics, act, answers, state):
    browser = as_(mod)
    answer = browser.post(TOPICS, sent(topics, act=act, confirm="1", **answers), follow=True)
    assert "3 topics" in answer.text
    assert all(getattr(topic, state) for topic in Topic.objects.all())
    assert LogEntry.objects.values("step").distinct().count() == 1
    browser.post("/moderate/undo/", {"undo": undo_in(answer.text)})
    assert not any(getattr(topic, state) for topic in Topic.objects.all())


def test_a_removal_asks_for_a_reason(as_, mod, topics):
    answer = as_(mod).post(TOPICS, sent(topics, act="remove", confirm="1"))
    assert answer.status_code == 422
    assert "Choose a reason or write one." in answer.text


def test_topics_are_moved_merged_and_tagged(as_, root, topics, members_board):
    browser, tag, old = (
        as_(root),
        Tag.objects.create(name="New", slug="new-tag"),
        Tag.objects.create(name="Old", slug="old-tag"),
    )
    topics[0].tags.add(old)
    browser.post(TOPICS, sent(topics, act="tag", confirm="1", add=[tag.pk], remove=[old.pk]))
    assert all(list(topic.tags.all()) == [tag] for topic in topics)
    browser.post(TOPICS, sent(topics, act="move", confirm="1", board=str(members_board.pk), pointer_days="7"))
    assert set(Topic.objects.values_list("board", flat=True)) == {members_board.pk}
    merging = sent(topics, act="merge", confirm="1", into=str(topics[1].pk), order="end", pointer_days="0")
    assert "2 topics merged." in browser.post(TOPICS, merging, follow=True).text
    assert len(ids(topics[1])) == 3


def test_a_refusal_is_said_and_nothing_is_done(as_, mod, topic, posts):
    answer = as_(mod).post(POSTS, sent(posts, act="split", confirm="1", title="All", order="date"))
    assert answer.status_code == 409
    assert "These are all posts of the topic" in answer.text
    assert 'value="All"' in answer.text


def test_more_than_a_step_takes_is_said_plainly(as_, mod, long_topic):
    topic = long_topic(103)
    answer = as_(mod).post(POSTS, {"item": ids(topic), "act": "remove", "confirm": "1", "ready": "spam"})
    assert answer.status_code == 409
    assert "Choose up to 100 posts for this." in answer.text
    assert not LogEntry.objects.exists()


def test_nothing_selected_is_said(as_, mod, topic):
    answer = as_(mod).post(POSTS, {"act": "remove", "next": topic.get_absolute_url()}, follow=True)
    assert "Choose at least one post." in answer.text
    assert 'name="item"' in answer.text


def test_only_an_administrator_gives_a_post_another_author_and_takes_it_back(
    as_, root, mod, ada, eve, topic, posts
):
    change = sent(posts[:1], act="change-author", confirm="1", author="eve", reason="Wrong account")
    assert as_(mod).post(POSTS, change).status_code == 404
    answer = as_(root).post(POSTS, change, follow=True)
    post, topic = Post.objects.get(pk=posts[0].pk), Topic.objects.get(pk=topic.pk)
    assert (post.author, topic.author) == (eve, eve)
    while run_due():
        pass
    assert [fault for verdict in check_invariants() for fault in verdict.faults] == []
    as_(root).post("/moderate/undo/", {"undo": undo_in(answer.text)})
    post.refresh_from_db()
    assert post.author == ada
    assert [
        fault for verdict in check_invariants() for fault in verdict.faults if fault.code[:5] != "board"
    ] == []


def test_removed_ones_are_restored_from_their_list(as_, mod, topics):
    for topic in topics:
        topic_acts.remove(mod, topic, "Spam")
    page = as_(mod).get("/moderate/removed/?select=1").text
    assert page.count('name="item"') == 3
    as_(mod).post(TOPICS, sent(topics, act="restore", confirm="1"))
    assert not Topic.objects.exclude(removed_at=None).exists()


def test_numbers_are_packed_and_nonsense_is_nothing():
    numbers = {1, 2, 99, 10_000, 123_456_789_012}
    assert unpacked(packed(numbers)) == numbers
    for nonsense in ("", "..", "x" * 40, "1.-2", "zzzzzzzzzzzzz", "1." * 30_000, "é"):
        assert unpacked(nonsense) == set()
    assert len(unpacked(".".join("1" * 5_000))) <= 1_100


@pytest.mark.parametrize("on", ["members", "x"])
def test_other_things_are_not_selected(as_, mod, board, on):
    opened("Another", "public")
    assert as_(mod).post(f"/moderate/selection/{on}/", {"act": "lock", "item": "1"}).status_code == 404


def test_the_admin_tries_before_it_acts_and_ends_with_undo(as_, root, topics):
    browser, address = as_(root), "/admin/topics/topic/"
    chosen = {"_selected_action": [topic.pk for topic in topics], "action": "merge"}
    answers = {
        "confirm": "1",
        "into": str(topics[0].pk),
        "order": "date",
        "pointer_days": "0",
        "reason": "Same",
    }
    page = browser.post(address, chosen)
    assert "3 topics" in page.text
    assert "Try it without changing anything" in page.text
    tried = browser.post(address, chosen | answers | {"try": "1"})
    assert "2 topics merged." in tried.text
    assert "nothing was changed" in tried.text
    assert not LogEntry.objects.exists()
    assert not Topic.objects.exclude(merged_at=None).exists()
    done = browser.post(address, chosen | answers, follow=True)
    assert "2 topics merged." in done.text
    assert Topic.objects.exclude(merged_at=None).count() == 2
    assert "Undo" in done.text


def test_the_admin_moves_posts(as_, root, topic, posts):
    chosen = {"_selected_action": [post.pk for post in posts[1:3]], "action": "split"}
    as_(root).post("/admin/posts/post/", chosen | {"confirm": "1", "title": "Boats", "order": "date"})
    assert len(ids(Topic.objects.get(title="Boats"))) == 2


def waits(author, place, **fields):
    where = {"topic": place} if isinstance(place, Topic) else {"board": place}
    said = {"source": "A text that waits", "key": uuid.uuid4().hex} | where | fields
    return PendingPost.objects.create(author=author, **said)


def test_texts_that_wait_in_a_topic_are_approved_together_where_they_will_be(
    as_, mod, ada, ben, eve, topic, start, members_board
):
    here, away = [waits(ben, topic), waits(eve, topic)], waits(ben, start(ada, members_board))
    address = topic.get_absolute_url()
    assert "waits for approval here" not in as_(eve).get(address).text
    browser = as_(mod)
    assert "2 texts wait for approval here." in browser.get(address).text
    page = browser.get(f"{address}?select=waiting").text
    assert page.count("A text that waits") == page.count('name="item"') == 2
    # They stand there without posts that can be selected, and beside posts they can't be.
    assert browser.get(f"{address}?select=1").text.count('name="item"') == 1
    assert 'name="item"' not in as_(eve).get(f"{address}?select=waiting").text
    answer = browser.post(WAITING, sent([*here, away], act="approve", next=address))
    assert "2 texts<" in answer.text
    assert "Not 1 of those you selected" in answer.text
    done = browser.post(WAITING, sent([*here, away], act="approve", confirm="1", next=address), follow=True)
    assert "2 texts approved." in done.text
    assert topic.posts.count() == 3
    assert list(PendingPost.objects.all()) == [away]
    assert as_(eve).post(WAITING, sent([away], act="approve", confirm="1")).status_code == 403


def test_topics_that_wait_on_a_board_are_rejected_together_for_a_reason_and_undone_together(
    as_, mod, ben, eve, board
):
    waiting = [waits(author, board, title=f"Offer of {author}") for author in (ben, eve)]
    browser, address = as_(mod), board.get_absolute_url()
    assert "Offer of ben" in browser.get(f"{address}?select=waiting").text
    assert browser.post(WAITING, sent(waiting, act="reject", confirm="1")).status_code == 422
    answer = browser.post(WAITING, sent(waiting, act="reject", confirm="1", ready="rude"), follow=True)
    assert "2 texts rejected." in answer.text
    assert not PendingPost.objects.exists()
    assert LogEntry.objects.filter(act="reject").values("step").distinct().count() == 1
    browser.post("/moderate/undo/", {"undo": undo_in(answer.text)})
    assert {pending.author for pending in PendingPost.objects.all()} == {ben, eve}


def test_posts_that_reports_have_hidden_are_approved_and_undone_and_others_are_left_alone(
    as_, mod, eve, topic, posts
):
    hidden, removed, shown = posts[1:4]
    report(eve, hidden, "Rude")
    hiding.hide(hidden, "Several members reported it")
    post_acts.remove(mod, removed, "Off topic")
    browser = as_(mod)
    answer = browser.post(POSTS, sent([hidden, removed, shown], act="approve", confirm="1"), follow=True)
    assert "1 post approved." in answer.text
    assert [Post.objects.get(pk=post.pk).is_removed for post in (hidden, removed, shown)] == [
        False,
        True,
        False,
    ]
    assert Report.objects.get().outcome == Report.Outcome.DISMISSED
    browser.post("/moderate/undo/", {"undo": undo_in(answer.text)})
    assert Post.objects.get(pk=hidden.pk).is_removed


def test_many_texts_that_wait_are_no_more_than_a_step_takes(as_, mod, ben, topic):
    waiting = [waits(ben, topic) for _number in range(101)]
    answer = as_(mod).post(WAITING, sent(waiting, act="approve", confirm="1"))
    assert answer.status_code == 409
    assert "Choose up to 100 texts for this." in answer.text
    assert "Choose at least one text." in as_(mod).post(WAITING, {"act": "approve"}, follow=True).text
