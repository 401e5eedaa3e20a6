"""Administrators are told nothing of a conversation either, where they decide, clean up, look for faults or merge."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.account_merging import merging
from forum.cleanup.content_parts import POSTS, TOPICS
from forum.cleanup.member_parts import FOLLOWS, REACTIONS
from forum.cleanup.offering import is_within_limits
from forum.erasing import counting, erasable
from forum.follows import following
from forum.jobs.models import Job
from forum.legal_holds.models import LegalHold
from forum.members import closing_accounts
from forum.moderation import acts, cleanup
from forum.notifications.models import Delivery
from forum.posts import removing
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from forum.reactions import reacting
from forum.remote_pictures.models import RemotePicture
from forum.site.models import SiteSettings
from tests.accounts.conftest import show_oneself
from tests.conversations.full_conversation import TITLE, WORD, told_of, write

pytestmark = pytest.mark.every_database
PICTURE = "https://pictures.example/hedgehog.png"


def test_a_hold_on_a_member_keeps_messages_and_shows_none(root, ada, full_conversation, topic):
    entry = acts.find("member", "hold").perform(root, ada, "Letter of the court")
    assert entry is not None
    kept = LegalHold.objects.get().evidence
    assert [post["source"] for post in kept["posts"]] == [topic.posts.get().source]
    assert told_of(str(kept)) == []
    # It is kept all the same: a text that is edited stays among its versions.
    message = Post.objects.get(pk=full_conversation.first.pk)
    revise(ada, message, render_text("Nothing.", author=ada), base=1)
    assert WORD in message.revisions.get(number=1).source


@pytest.mark.parametrize("kind", ["post", "topic"])
def test_a_conversation_is_not_held_by_its_number(as_, root, full_conversation, topic, kind):
    own = {"post": full_conversation.answer, "topic": full_conversation.topic}[kind]
    on_board = {"post": topic.posts.get(), "topic": topic}[kind]
    assert as_(root).get(f"/moderate/hold/{kind}/{on_board.pk}/").status_code == 200
    for method in ("get", "post"):
        answer = getattr(as_(root), method)(f"/moderate/hold/{kind}/{own.pk}/", {"reason": "x"})
        assert answer.status_code == 404
    assert not LegalHold.objects.exists()


@pytest.mark.parametrize("kind", ["post", "topic"])
def test_a_removed_message_is_not_deleted_for_good_by_its_number(
    as_, root, full_conversation, topic, say, kind
):
    removed = say(root, topic, "Gone")
    removing.remove(root, removed)
    on_board = {"post": removed, "topic": topic}[kind]
    own = {"post": full_conversation.removed, "topic": full_conversation.topic}[kind]
    client = as_(root)
    show_oneself(client)
    assert client.get(f"/admin/delete-for-good/{kind}/?id={on_board.pk}").status_code == 200
    assert client.get(f"/admin/delete-for-good/{kind}/?id={own.pk}").status_code == 404
    both = client.get(f"/admin/delete-for-good/{kind}/?id={own.pk}&id={on_board.pk}").text
    assert TITLE not in both


def test_of_a_closed_account_removed_posts_alone_are_counted_and_deleted(ben, full_conversation, topic, say):
    public = say(ben, topic, "Gone")
    removing.remove(ben, public)
    long_ago = timezone.now() - timedelta(days=SiteSettings.current().erase_days + 1)
    Post.objects.filter(pk__in=[public.pk, full_conversation.removed.pk]).update(removed_at=long_ago)
    closing_accounts.close(ben)
    ben.refresh_from_db()
    assert list(erasable.of_closed_account(ben)[1]) == [public]
    counts = counting.counts_of("member", [ben.pk])
    assert (counts.posts, counts.left_out) == (1, 0)


def test_a_clean_up_takes_and_counts_nothing_of_conversations(root, ada, ben, full_conversation, topic, say):
    now = timezone.now()
    for part in (TOPICS, POSTS, REACTIONS, FOLLOWS):
        found = part.rows(root, ada, now).count()
        assert found == (part is TOPICS), part.name
    say(ben, topic, "On a board")
    reacting.react(ada, topic.posts.get(author=ben), "👍")
    following.follow(ada, topic)
    assert [part.rows(root, ada, timezone.now()).count() for part in (REACTIONS, FOLLOWS)] == [1, 1]


def test_old_messages_do_not_keep_a_spammer_from_being_cleaned_up_after(full_conversation, ben, topic, say):
    Post.objects.filter(author=ben).update(created_at=timezone.now() - timedelta(days=900))
    ben.refresh_from_db()
    assert is_within_limits(ben, SiteSettings.current())
    post = say(ben, topic, "On a board")
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(days=900))
    assert not is_within_limits(ben, SiteSettings.current())


def test_removing_recent_posts_is_offered_of_posts_alone(full_conversation, ben, topic, say):
    ben.refresh_from_db()
    assert not cleanup.remove_recent.is_due(ben)
    say(ben, topic, "On a board")
    ben.refresh_from_db()
    assert cleanup.remove_recent.is_due(ben)


def test_the_list_of_jobs_does_not_say_what_they_know_of_a_conversation(
    as_, root, full_conversation, ada, ben, topic, say
):
    say(ben, topic, f"@{ada.username}")
    pages = {}
    for name in ("message.published", "post.published"):
        job = next(job for job in Job.objects.filter(name=name) if job.payload["mentions"] == ["ada"])
        assert (f"/admin/jobs/job/{job.pk}/" in as_(root).get("/admin/jobs/job/?state=done").text) is (
            job.state == "done" and name == "post.published"
        )
        Job.objects.filter(pk=job.pk).update(state="failed")
        pages[name] = as_(root).get(f"/admin/jobs/job/{job.pk}/change/").text
    assert "mentions" not in pages["message.published"]
    assert "mentions" in pages["post.published"]


def test_the_list_of_emails_does_not_say_which_message_they_are_of(as_, root, full_conversation, ada, topic):
    Delivery.objects.all().delete()
    for post, is_told in ((full_conversation.answer, False), (topic.posts.get(), True)):
        delivery = Delivery.objects.create(member=ada, post=post, kind="reply", channel="mail", state="sent")
        listed = as_(root).get("/admin/notifications/delivery/?state=all").text
        assert (f"/admin/notifications/delivery/{delivery.pk}/" in listed) is is_told
        Delivery.objects.filter(pk=delivery.pk).update(state="failed")
        page = as_(root).get(f"/admin/notifications/delivery/{delivery.pk}/change/").text
        assert (f"/p/{post.pk}/" in page) is is_told


def test_pictures_in_messages_are_neither_copied_nor_listed(
    as_, root, ada, ben, full_conversation, topic, say
):
    SiteSettings().change(remote_images="copied")
    text = f"![Hedgehog]({PICTURE})"
    write(ada, full_conversation.topic, text)
    assert not RemotePicture.objects.exists()
    assert PICTURE not in as_(root).get("/admin/remote_pictures/remotepicture/?state=all").text
    say(ben, topic, text)
    assert RemotePicture.objects.get().wanted_by == ben
    assert PICTURE in as_(root).get("/admin/remote_pictures/remotepicture/?state=all").text


def test_what_moves_with_a_merged_account_is_told_without_its_conversations(
    ada, ben, full_conversation, topic
):
    counts = merging.counts(ada)
    assert counts["posts.Post.author"] == counts["topics.Topic.author"] == 1
    assert "topics.Participant.member" not in counts
    assert "reactions.Reaction.member" not in counts
    assert "posts.Post.author" not in merging.counts(ben)
