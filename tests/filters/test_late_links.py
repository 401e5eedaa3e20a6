"""Edits that add a link or replace a text, by members who are little known: they wait, and the old text stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.boards.presets import Preset
from forum.drafts.models import Draft
from forum.filters import copies
from forum.jobs.running import run_due
from forum.moderation.models import LogEntry
from forum.notifications.models import Notification
from forum.posts.models import Post, PostTotal
from forum.posts.pending_edits import PendingEdit
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from tests.conftest import keeper_of, opened

OLD = "The old pump at the harbour needs a new seal before winter."
LINKED = f"{OLD} See https://shop.example/pumps for one."
OTHER = "Completely different words about slimming, credit and watches stand here now."

pytestmark = pytest.mark.usefixtures("spam_protection")


@pytest.fixture
def post(ada, board, start):
    topic = start(ada, board, "A pump", OLD)
    post = topic.posts.get()
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(hours=1))
    return Post.objects.get(pk=post.pk)


def edit(browser, post, body, **more):
    post = Post.objects.get(pk=post.pk)
    sent = {"body": body, "base": post.revision, "title": post.topic.title, **more}
    return browser.post(f"/p/{post.pk}/edit/", sent)


def has_posts(member, board, count):
    PostTotal.objects.update_or_create(member=member, board=board, defaults={"post_count": count})


@pytest.mark.parametrize("body", [LINKED, OTHER, f"![](https://shop.example/a.png)\n\n{OLD}"])
def test_an_edit_that_adds_a_link_or_replaces_the_text_waits(body, as_, ada, post):
    assert edit(as_(ada), post, body).status_code == 303
    post.refresh_from_db()
    assert (post.source, post.revision, post.pending_edit.source) == (OLD, 1, body)
    assert "shop.example" not in as_().get(post.topic.get_absolute_url()).text


@pytest.mark.parametrize(
    "body",
    [
        OLD.replace("old", "rusty"),
        f"{OLD} It is the one beside the crane.",
        f"{OLD} See /help/writing/ too.",
        "The pump at the harbour needs a new seal.",
    ],
)
def test_an_edit_that_mends_it_does_not(body, as_, ada, post):
    edit(as_(ada), post, body)
    post.refresh_from_db()
    assert post.source == body
    assert not PendingEdit.objects.exists()


def test_a_link_that_was_there_already_may_stay(as_, ada, post):
    revise(ada, post, render_text(LINKED), base=1)
    edit(as_(ada), post, LINKED.replace("winter", "spring"))
    post.refresh_from_db()
    assert "spring" in post.source


def test_who_has_ten_accepted_posts_does_not_wait(as_, ada, board, post):
    has_posts(ada, board, 10)
    edit(as_(ada), post, LINKED)
    post.refresh_from_db()
    assert post.source == LINKED


def test_who_is_back_after_more_than_a_year_waits(as_, ada, board, post):
    has_posts(ada, board, 500)
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(days=366))
    edit(as_(ada), post, LINKED)
    assert PendingEdit.objects.get().reasons[0]["evidence"]["days"] == 365


def test_who_was_away_that_long_waits_for_a_week_whatever_they_write_first(as_, ada, board, post):
    has_posts(ada, board, 500)
    ada.away_until = timezone.now() - timedelta(days=1)
    ada.away_from = ada.away_until - timedelta(days=400)
    ada.save()
    edit(as_(ada), post, LINKED)
    assert PendingEdit.objects.exists()


def test_staff_moderators_and_wiki_posts_never_wait(as_, ada, ben, mod, root, post):
    edit(as_(mod), post, LINKED)
    post.refresh_from_db()
    assert post.source == LINKED
    Post.objects.filter(pk=post.pk).update(wiki_at=timezone.now())
    edit(as_(ben), post, f"{LINKED} And https://other.example/")
    post.refresh_from_db()
    assert "other.example" in post.source
    assert not PendingEdit.objects.exists()


def test_what_was_just_written_may_be_rewritten_but_gets_no_link(as_, ada, post):
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now())
    edit(as_(ada), post, OTHER)
    post.refresh_from_db()
    assert post.source == OTHER
    edit(as_(ada), post, f"{OTHER} https://shop.example/")
    assert PendingEdit.objects.exists()


def test_a_title_waits_as_well(as_, ada, post):
    edit(as_(ada), post, OLD, title="Buy slimming watches")
    post.topic.refresh_from_db()
    assert (post.topic.title, PendingEdit.objects.get().title) == ("A pump", "Buy slimming watches")


def test_its_author_sees_both_texts_and_nobody_else_does(as_, ada, ben, post):
    edit(as_(ada), post, LINKED)
    page = as_(ada).get(post.topic.get_absolute_url()).text
    assert "Your edit is waiting for approval." in page
    assert "shop.example" not in page
    both = as_(ada).get(f"/p/{post.pk}/waiting-edit/")
    assert "https://shop.example/pumps" in both.text
    assert "A moderator looks at links that are added later." in both.text
    assert as_(ben).get(f"/p/{post.pk}/waiting-edit/").status_code == 404
    assert "waiting for approval" not in as_(ben).get(post.topic.get_absolute_url()).text
    assert "https://shop.example/pumps" in as_(ada).get(f"/p/{post.pk}/edit/").text
    assert "https://shop.example/pumps" not in as_(ben).get(f"/p/{post.pk}/history/").text


def test_a_second_edit_takes_the_place_of_the_first_and_one_without_the_link_ends_it(as_, ada, post):
    browser = as_(ada)
    edit(browser, post, LINKED)
    edit(browser, post, f"{LINKED} Twice: https://two.example/")
    assert "two.example" in PendingEdit.objects.get().source
    edit(browser, post, f"{OLD} Truly.")
    post.refresh_from_db()
    assert post.source == f"{OLD} Truly."
    assert not PendingEdit.objects.exists()


def test_withdrawn_it_is_a_draft_again(as_, ada, ben, post):
    edit(as_(ada), post, LINKED)
    as_(ben).post(f"/p/{post.pk}/waiting-edit/withdraw/")
    assert PendingEdit.objects.exists()
    as_(ada).post(f"/p/{post.pk}/waiting-edit/withdraw/")
    assert not PendingEdit.objects.exists()
    assert Draft.objects.get(member=ada).body == LINKED


def test_the_queue_shows_the_difference_and_approving_it_publishes_it(as_, ada, eve, mod, post):
    body = f"{LINKED} @eve"
    edit(as_(ada), post, body)
    while run_due():
        pass
    assert not Notification.objects.filter(member=eve).exists()
    page = as_(mod).get("/moderate/").text
    assert "An edit adds a link: https://shop.example/pumps." in page
    assert "<ins>" in page
    pending = PendingEdit.objects.get()
    as_(mod).post(f"/moderate/to-do/edits/{pending.pk}/approve/")
    post.refresh_from_db()
    assert (post.source, post.edited_by) == (body, ada)
    assert LogEntry.objects.get(act="approve-edit").by == mod
    while run_due():
        pass
    assert Notification.objects.filter(member=eve).exists()
    assert not PendingEdit.objects.exists()


def test_rejecting_it_tells_its_author_and_can_be_undone(as_, ada, mod, post):
    edit(as_(ada), post, LINKED)
    pending = PendingEdit.objects.get()
    moderator = as_(mod)
    moderator.post(f"/moderate/to-do/edits/{pending.pk}/reject/", {"reason": "No shops."})
    post.refresh_from_db()
    assert (post.source, PendingEdit.objects.exists()) == (OLD, False)
    entry = LogEntry.objects.get(act="reject-edit")
    rejected = ada.rejected_posts.get()
    assert LINKED in as_(ada).get(f"/rejected/{rejected.pk}/").text
    assert Notification.objects.filter(member=ada, kind="rejected").exists()
    moderator.post("/moderate/undo/", {"undo": entry.pk})
    assert PendingEdit.objects.get().source == LINKED


def test_moderators_of_another_board_neither_see_nor_decide_it(as_, ada, post):
    keeper = keeper_of(opened("Elsewhere", Preset.PUBLIC))
    edit(as_(ada), post, LINKED)
    pending = PendingEdit.objects.get()
    assert "shop.example" not in as_(keeper).get("/moderate/").text
    assert as_(keeper).post(f"/moderate/to-do/edits/{pending.pk}/approve/").status_code == 404
    post.refresh_from_db()
    assert post.source == OLD


def test_what_a_moderator_edited_meanwhile_is_not_overwritten(as_, ada, mod, post):
    edit(as_(ada), post, LINKED)
    edit(as_(mod), post, f"{OLD} Mended.")
    pending = PendingEdit.objects.get()
    answer = as_(mod).post(f"/moderate/to-do/edits/{pending.pk}/approve/", follow=True)
    assert "The post was edited since" in answer.text
    post.refresh_from_db()
    assert post.source == f"{OLD} Mended."


def test_two_moderators_decide_once(as_, ada, mod, root, post):
    edit(as_(ada), post, LINKED)
    pending = PendingEdit.objects.get()
    as_(mod).post(f"/moderate/to-do/edits/{pending.pk}/approve/")
    answer = as_(root).post(f"/moderate/to-do/edits/{pending.pk}/approve/", follow=True)
    assert "has already decided this" in answer.text
    assert LogEntry.objects.filter(act="approve-edit").count() == 1


def test_when_nothing_is_switched_on_nothing_waits(as_, ada, post, spam_protection):
    spam_protection(late_link_posts=0)
    edit(as_(ada), post, LINKED)
    post.refresh_from_db()
    assert post.source == LINKED


def test_a_text_replaced_in_small_steps_waits_with_the_step_that_goes_beyond_half(as_, ada, start, board):
    words = "one two three four five six seven eight nine ten".split()
    post = start(ada, board, "Counting", " ".join(words)).posts.get()
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(hours=1))
    browser, states = as_(ada), []
    for first in (0, 3):
        words[first : first + 3] = ["slimming", "credit", "watches"]
        edit(browser, post, " ".join(words))
        states.append(PendingEdit.objects.count())
    assert states == [0, 1]
    assert "An edit and those before it replace 60 % of the text." in PendingEdit.objects.get().reason


def test_a_title_replaced_in_small_steps_waits_too_and_one_that_is_mended_does_not(as_, ada, start, board):
    words = "one two three four five six seven eight nine ten".split()
    post = start(ada, board, " ".join(words), OLD).posts.get()
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(hours=1))
    browser = as_(ada)
    # Steps in the text come between; and a word that is written otherwise replaces no more of the title.
    edit(browser, post, OLD.replace("old", "rusty"))
    for word in ("One", "1", "one"):
        edit(browser, post, OLD, title=" ".join([word, *words[1:]]))
    assert not PendingEdit.objects.exists()
    states = []
    for first in (0, 3):
        words[first : first + 3] = ["slimming", "credit", "watches"]
        edit(browser, post, OLD, title=" ".join(words))
        states.append(PendingEdit.objects.count())
    assert states == [0, 1]
    assert [reason["name"] for reason in PendingEdit.objects.get().reasons] == ["late-link"]


def test_small_steps_that_mend_it_again_and_again_do_not(as_, ada, post):
    browser = as_(ada)
    for word in ("new", "rusty", "older", "best"):
        edit(browser, post, OLD.replace("old", word))
    assert not PendingEdit.objects.exists()


def test_a_text_that_becomes_a_copy_just_after_it_was_written_waits(as_, ada, ben, board, start, say):
    long = " ".join(f"word{n}" for n in range(40))
    known = say(ben, start(ben, board, "Long", long), long)
    copies.mark([known])
    fresh = start(ada, board, "Hello", "Hello everybody, glad to be here.").posts.get()
    edit(as_(ada), fresh, long)
    assert [reason["name"] for reason in PendingEdit.objects.get().reasons] == ["copy"]
