"""What a spammer wrote is removed at once by one act, thing by thing in the background, and restored as one."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from forum.boards.presets import Preset
from forum.jobs.running import run_due
from forum.moderation import cleanup, cleanup_jobs, cleanup_queries, post_acts, topic_targets, undoing
from forum.moderation.models import LogEntry
from forum.notifications.models import Notification
from forum.posts import rules
from forum.posts.models import Post
from forum.topics.models import Topic
from tests.conftest import join, opened

pytestmark = pytest.mark.every_database


@pytest.fixture
def spam(eve, ben, board, topic, start, say):
    """Eve's topic with a reply of ben's, two posts of hers in ben's topic, and one of last month."""
    old = say(eve, topic, "Long ago")
    Post.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=40))
    own = start(eve, board, title="Cheap watches")
    say(ben, own, "No thanks")
    return {"old": old, "own": own, "posts": [say(eve, topic, "Buy"), say(eve, topic, "Buy more")]}


def removed() -> set[int]:
    return set(Post.objects.exclude(removed_at=None).values_list("pk", flat=True))


def clean_up(root, eve, days=7):
    done = cleanup.remove_recent(root, eve, "Spam", days=days)
    run_due()
    return done


def test_topics_and_posts_of_that_time_are_removed_and_older_ones_and_others_are_not(root, eve, spam, topic):
    assert clean_up(root, eve)
    assert removed() == {post.pk for post in spam["posts"]}
    spam["own"].refresh_from_db()
    topic.refresh_from_db()
    assert spam["own"].is_removed
    assert not topic.is_removed


def test_it_is_one_entry_that_says_how_much(root, eve, spam, board):
    clean_up(root, eve)
    entry = LogEntry.objects.get()
    assert (entry.act, entry.member, entry.reason) == ("remove-recent", eve, "Spam")
    assert cleanup_queries.words_in_log(entry.detail, {board.pk: "General"}) == "1 topic and 2 posts"


def test_undoing_restores_it_and_nothing_that_was_removed_before(root, mod, eve, spam, topic, say):
    before = say(eve, topic, "Rude words")
    post_acts.remove(mod, before, "Rude")
    clean_up(root, eve)
    assert undoing.undo(root, LogEntry.objects.get(act="remove-recent"))
    run_due()
    spam["own"].refresh_from_db()
    assert not spam["own"].is_removed
    assert removed() == {before.pk}


def test_undone_before_the_worker_came_nothing_is_removed(root, eve, spam):
    cleanup.remove_recent(root, eve, "Spam", days=7)
    undoing.undo(root, LogEntry.objects.get())
    run_due()
    assert not removed()
    assert not Topic.objects.exclude(removed_at=None).exists()


def test_undoing_it_can_be_undone(root, eve, spam):
    clean_up(root, eve)
    undoing.undo(root, LogEntry.objects.get())
    run_due()
    assert undoing.undo(root, LogEntry.objects.first())
    run_due()
    assert removed() == {post.pk for post in spam["posts"]}


def test_a_later_one_leaves_the_first_as_undoable_as_it_was(root, eve, spam, topic, say):
    clean_up(root, eve)
    first = LogEntry.objects.get()
    later = say(eve, topic, "Spam again")
    clean_up(root, eve)
    second = LogEntry.objects.exclude(pk=first.pk).get()
    assert undoing.undo(root, first)
    run_due()
    assert removed() == {later.pk}
    assert not undoing.undo(root, first)
    assert undoing.undo(root, second)
    run_due()
    assert not removed()


def test_its_page_leads_to_the_clean_up_of_spam_whoever_may(as_, root, mod, eve, spam):
    page = as_(root).get("/u/eve/remove-recent/").text
    assert 'href="/u/eve/clean-up/"' in page
    assert 'href="/u/eve/clean-up/"' not in as_(root).get("/u/eve/suspend/").text


def test_more_than_a_batch_is_removed_by_several_jobs(root, eve, spam, monkeypatch):
    monkeypatch.setattr(cleanup_jobs, "BATCH", 1)
    clean_up(root, eve)
    while run_due():
        pass
    assert removed() == {post.pk for post in spam["posts"]}


def test_nothing_is_logged_where_there_is_nothing_to_remove(root, ben, eve):
    assert not cleanup.remove_recent(root, eve, "Spam", days=7)
    assert not LogEntry.objects.exists()


def test_only_boards_that_one_moderates_are_cleaned(root, eve, spam, members_board, start):
    hidden = start(eve, members_board, title="More watches")
    members_board.grants.filter(audience="staff").delete()
    clerk = join("clerk", is_staff=True)
    clean_up(clerk, eve)
    hidden.refresh_from_db()
    assert not hidden.is_removed
    assert removed() == {post.pk for post in spam["posts"]}


def test_the_spammer_is_not_notified_of_each(root, eve, spam):
    clean_up(root, eve)
    assert not Notification.objects.filter(member=eve, kind="moderated").exists()


def test_the_page_before_it_shows_the_counts(as_, root, eve, spam):
    page = as_(root).get(reverse("member-act", args=["eve", cleanup.remove_recent]))
    assert "Last 7 days: 1 topic and 2 posts" in page.text
    assert "All their posts: 1 topic and 3 posts" in page.text


@pytest.fixture
def warden(db):
    """Staff who see to members, and moderate what all staff do."""
    member = join("warden", is_staff=True)
    member.user_permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user"]))
    return member


@pytest.fixture
def hidden_spam(eve, say, start, spam):
    """Two topics and a post of hers, written before all others, where staff see nothing."""
    attic = opened("Attic", Preset.MEMBERS)
    topics = [start(eve, attic, title=f"Attic watches {n}") for n in (1, 2)]
    say(eve, start(join("zoe"), attic, title="Of Zoe"), "Attic watch")
    attic.grants.filter(audience="staff").delete()
    attic.grants.filter(audience="members").update(audience="group", group=Group.objects.create(name="Few"))
    old = timezone.now() - timedelta(hours=2)
    Topic.objects.filter(board=attic).update(created_at=old)
    return topics


def send(client, days="7", ready="spam"):
    answer = client.post("/u/eve/remove-recent/", {"days": days, "ready": ready, "reason": ""})
    assert answer.status_code == 303
    work()


def press_undo(client, entry=None):
    entry = entry or LogEntry.objects.order_by("-pk")[0]
    page = client.post("/moderate/undo/", {"undo": entry.pk}, follow=True).text
    work()
    return page


def work():
    while run_due():
        pass


def gone(model, board):
    path = "board" if model is Topic else "topic__board"
    return model.objects.filter(**{path: board}).exclude(removed_at=None).count()


@pytest.mark.parametrize("batch", [1, 2, 50])
def test_what_one_may_not_restore_holds_up_nothing_of_the_rest(
    as_, root, warden, spam, hidden_spam, board, monkeypatch, batch
):
    monkeypatch.setattr(cleanup_jobs, "BATCH", batch)
    send(as_(root))
    attic = hidden_spam[0].board
    assert (gone(Topic, board), gone(Post, board), gone(Topic, attic), gone(Post, attic)) == (1, 2, 2, 1)
    assert "Undone." in press_undo(as_(warden))
    assert (gone(Topic, board), gone(Post, board), gone(Topic, attic), gone(Post, attic)) == (0, 0, 2, 1)


def test_what_is_on_boards_one_does_not_moderate_is_not_said_to_be_restored(
    as_, root, warden, eve, hidden_spam
):
    Topic.objects.exclude(board=hidden_spam[0].board).update(created_at=timezone.now() - timedelta(days=60))
    Post.objects.exclude(topic__board=hidden_spam[0].board).update(
        created_at=timezone.now() - timedelta(days=60)
    )
    send(as_(root))
    assert "Nothing undone" in press_undo(as_(warden))
    assert LogEntry.objects.count() == 1
    assert "Undone." in press_undo(as_(root))
    assert not gone(Topic, hidden_spam[0].board)


@pytest.mark.parametrize("batch", [1, 2])
def test_what_refuses_to_be_removed_holds_up_nothing_of_the_rest(
    as_, root, spam, board, topic, monkeypatch, batch
):
    monkeypatch.setattr(cleanup_jobs, "BATCH", batch)
    lock_row, refused = topic_targets.lock_row, spam["own"].pk

    def lock_others(by, thing):
        if thing.pk == refused:
            raise PermissionDenied
        return lock_row(by, thing)

    monkeypatch.setattr(topic_targets, "lock_row", lock_others)
    send(as_(root))
    assert removed() == {post.pk for post in spam["posts"]}


def test_the_log_counts_only_on_boards_that_its_reader_sees(as_, root, warden, hidden_spam):
    send(as_(root))
    entry = LogEntry.objects.get()
    warden.user_permissions.add(*Permission.objects.filter(codename="view_logentry"))
    admin_log = reverse("admin:moderation_logentry_changelist")
    one = reverse("admin:moderation_logentry_change", args=[entry.pk])
    for path in ("/moderate/log/", admin_log, one):
        assert "3 topics and 3 posts" in as_(root).get(path).text, path
        page = as_(warden).get(path).text
        assert "1 topic and 2 posts" in page, path
        assert f"&quot;{hidden_spam[0].board_id}&quot;" not in page
    press_undo(as_(root))
    assert as_(root).get("/moderate/log/").text.count("3 topics and 3 posts") == 2
    assert as_(warden).get("/moderate/log/").text.count("1 topic and 2 posts") == 2


@pytest.mark.parametrize(("ready", "is_withheld"), [("illegal", True), ("spam", False)])
def test_illegal_content_is_withheld_from_its_author_too(as_, root, eve, spam, topic, ready, is_withheld):
    def reads():
        return "Buy more" in as_(eve).get(topic.get_absolute_url()).text

    send(as_(root), ready=ready)
    for _turn in range(2):
        [post] = Post.objects.filter(pk=spam["posts"][1].pk).select_related("topic")
        assert post.is_removed
        assert rules.can_read_own_removed(eve, post) != is_withheld
        own = Topic.objects.get(pk=spam["own"].pk)
        assert (own.is_removed, bool(own.is_withheld)) == (True, is_withheld)
        assert not (is_withheld and reads())
        assert ("text withheld from its author" in as_(root).get("/moderate/log/").text) == is_withheld
        press_undo(as_(root))
        assert reads()
        press_undo(as_(root))  # which removes it again


def test_illegal_content_is_withheld_where_it_is_removed_in_the_admin(as_, root, eve, spam):
    said = {"action": "remove-recent", "confirm": "1", "_selected_action": [eve.pk]}
    answer = as_(root).post(
        reverse("admin:accounts_user_changelist"), said | {"days": "7", "ready": "illegal", "reason": ""}
    )
    assert answer.status_code == 302
    work()
    assert set(Post.objects.filter(pk__in=removed()).values_list("is_withheld", flat=True)) == {True}
    assert Topic.objects.get(pk=spam["own"].pk).is_withheld
