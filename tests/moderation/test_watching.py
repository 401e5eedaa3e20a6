from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User
from forum.boards import global_moderators
from forum.jobs.running import run_due
from forum.member_records import watching
from forum.member_records.models import StaffNote, Watch, WatchedPost
from forum.moderation import undoing, watch_acts
from forum.moderation.models import LogEntry
from forum.posts.models import PendingPost
from forum.site.models import SiteSettings


@pytest.fixture
def topic(ada, ben, board, start):
    User.objects.update(date_joined=timezone.now() - timedelta(days=9))
    return start(ben, board)


def work():
    while run_due():
        pass


def test_what_a_watched_member_writes_is_listed_until_somebody_has_looked(
    as_, ada, ben, mod, root, topic, say
):
    watch_acts.watch.perform(root, ada, "Once too often", until=timezone.now() + timedelta(days=3))
    say(ada, topic, "Under their eyes")
    say(ben, topic, "As usual")
    work()
    queue = as_(mod).get("/moderate/").text
    assert "Under their eyes" in queue
    assert "As usual" not in queue
    row = WatchedPost.objects.get()
    address = f"/moderate/to-do/watched/{row.pk}/seen/"
    assert as_(ben).post(address).status_code == 403
    assert "Taken off the list." in as_(mod).post(address, follow=True).text
    assert "Under their eyes" not in as_(mod).get("/moderate/").text
    assert "has already decided this" in as_(root).post(address, follow=True).text


def test_moderators_elsewhere_are_not_asked(as_, ada, root, mod, staff_board, start):
    watch_acts.watch.perform(root, ada, "Once too often")
    ada.is_superuser = True
    ada.save(update_fields=["is_superuser"])
    start(ada, staff_board, body="A secret of the back room")
    work()
    assert "A secret of the back room" not in as_(mod).get("/moderate/").text
    assert "A secret of the back room" in as_(root).get("/moderate/").text


def test_an_edit_is_listed_too(as_, ada, mod, root, topic, say):
    post = say(ada, topic, "Harmless")
    watch_acts.watch.perform(root, ada, "Once too often")
    as_(ada).post(f"/p/{post.pk}/edit/", {"body": "Less harmless", "base": 1})
    work()
    assert "Less harmless" in as_(mod).get("/moderate/").text
    assert WatchedPost.objects.get().is_edit


def test_the_watched_are_not_told_and_those_whose_posts_wait_are(as_, ada, root, topic):
    watch_acts.watch.perform(root, ada, "Once too often")
    work()
    assert "Once too often" not in as_(ada).get("/notifications/").text
    watch_acts.hold_posts.perform(root, ada, "Twice too often")
    work()
    assert "Your new posts wait until a moderator approves them" in as_(ada).get("/notifications/").text


def test_posts_that_are_held_wait_and_after_the_time_they_do_not(as_, ada, mod, root, topic, say):
    watch_acts.hold_posts.perform(root, ada, "Twice too often", until=timezone.now() + timedelta(days=1))
    assert isinstance(say(ada, topic, "To be approved"), PendingPost)
    assert "a moderator has said so" in as_(mod).get("/moderate/").text
    Watch.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert not isinstance(say(ada, topic, "At once"), PendingPost)


def test_it_is_started_on_a_form_and_undone_by_one_button(as_, ada, root, mod, topic):
    browser = as_(root)
    answer = browser.post("/u/ada/watch/", {"until": "", "ready": "rude"}, follow=True)
    assert "Member watched." in answer.text
    assert "/u/ada/unwatch/" in answer.text
    assert as_(mod).post("/u/ada/watch/", {"until": "", "ready": "rude"}).status_code == 403
    browser.post("/moderate/undo/", {"undo": LogEntry.objects.get().pk})
    assert not Watch.objects.exists()
    browser.post("/moderate/undo/", {"undo": LogEntry.objects.first().pk})
    assert Watch.objects.running().filter(member=ada).exists()


def test_a_watched_moderator_does_not_learn_of_it_nor_of_notes_about_them(as_, mod, root, board, start):
    User.objects.update(date_joined=timezone.now() - timedelta(days=9))
    group = Group.objects.create(name="Moderators everywhere")
    global_moderators.set_moderates_everywhere(group, True)
    mod.groups.add(group)
    post = start(mod, board, "By a moderator").posts.get(number=1)
    watch_acts.watch(root, mod, "A second account?")
    StaffNote.objects.create(member=mod, by=root, text="Seems to be Bob", post=post)
    watching.list_published(post_id=post.pk)
    browser = as_(mod)
    assert "By a watched member" in as_(root).get("/moderate/").text
    assert "Seems to be Bob" in as_(root).get("/moderate/members/mod/").text
    for page in ("/moderate/", "/moderate/log/", "/moderate/members/mod/", "/u/mod/"):
        text = browser.get(page).text
        for secret in ("By a watched member", "A second account?", "Seems to be Bob"):
            assert secret not in text, page


def test_undoing_a_hold_brings_back_the_watch_that_it_took_the_place_of(ada, root):
    until = timezone.now() + timedelta(days=3)
    watch_acts.watch.perform(root, ada, "Once too often", until=until)
    watch_acts.hold_posts(root, ada, "Twice")
    assert undoing.undo(root, LogEntry.objects.first())
    watch = Watch.objects.get()
    assert (watch.is_holding, watch.reason, watch.until) == (False, "Once too often", until)
    assert undoing.undo(root, LogEntry.objects.get(act="watch"))
    assert not Watch.objects.exists()


def test_undoing_the_end_of_a_hold_whose_time_has_passed_since_holds_nothing(ada, root):
    watch_acts.hold_posts.perform(root, ada, "Once", until=timezone.now() + timedelta(days=1))
    watch_acts.release_posts(root, ada)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert not undoing.undo(root, LogEntry.objects.first())
    assert not Watch.objects.exists()


def test_the_public_log_tells_nobody_of_a_hold_or_a_watch(as_, ada, root):
    SiteSettings.current().change(shows_public_log=True)
    watch_acts.hold_posts(root, ada, "Held for this")
    watch_acts.watch(root, ada, "Watched for that")
    page = as_().get("/log/").text
    assert "Held for this" not in page
    assert "Watched for that" not in page
    assert "ada" not in page
