"""What was removed as illegal: nobody but administrators reads it, and who may bring it back."""

import pytest

from forum.illegal_content.models import Case
from forum.jobs.running import run_due
from forum.moderation import undoing
from forum.moderation.models import LogEntry
from forum.notifications.models import Delivery
from forum.posts.models import Post
from tests.conftest import join
from tests.illegal_content.stage import notice_of

pytestmark = pytest.mark.django_db
WORDS = "Unspeakable words."


@pytest.fixture(autouse=True)
def has_mail(settings):
    settings.HAS_MAIL = True


@pytest.fixture
def other_mod(mod):
    """Moderates the same board."""
    member = join("maud")
    member.groups.set(mod.groups.all())
    return member


def work():
    while run_due():
        pass


def decided(browser, thing, decision="illegal"):
    case = notice_of(thing, email="pat@example.net").case
    answer = browser.post(f"/moderate/to-do/illegal/{case.pk}/{decision}/", {"reason": "Because of § 1."})
    assert answer.status_code == 303, answer.text
    return case


def pages_of(post):
    return [
        f"/p/{post.pk}/edit/", f"/p/{post.pk}/history/", f"/p/{post.pk}/restore/", f"/p/{post.pk}/quote/", f"/p/{post.pk}.md",
        post.topic.get_absolute_url(), "/moderate/removed/?show=posts", f"/moderate/written/{post.author.username}/",
        f"/moderate/written/{post.author.username}/?show=removed", "/moderate/removed/", "/moderate/log/", "/moderate/",
    ]  # fmt: skip


@pytest.mark.parametrize("is_whole_topic", [False, True])
def test_its_text_is_hidden_from_moderators_and_not_from_administrators(
    as_, root, mod, other_mod, ben, board, start, topic, say, is_whole_topic
):
    post = (
        start(ben, board, "Unspeakable title", WORDS).posts.get()
        if is_whole_topic
        else say(ben, topic, WORDS)
    )
    decided(as_(mod), post.topic if is_whole_topic else post)
    for reader in (mod, other_mod):
        for page in pages_of(post):
            answer = as_(reader).get(page, follow=True)
            assert WORDS not in answer.text, page
            assert answer.status_code in (200, 403, 404), page
    assert WORDS in as_(root).get(f"/p/{post.pk}/", follow=True).text
    assert WORDS in as_(root).get(f"/p/{post.pk}/edit/", follow=True).text


def test_what_is_removed_for_another_reason_moderators_still_read(as_, mod, ben, topic, say):
    post = say(ben, topic, WORDS)
    decided(as_(mod), post, "rules")
    assert WORDS in as_(mod).get(f"/p/{post.pk}/", follow=True).text
    assert WORDS in as_(mod).get("/moderate/removed/?show=posts").text


def test_administrators_and_who_removed_it_bring_it_back_and_no_other_moderator(
    as_, root, mod, other_mod, ben, topic, say
):
    post = say(ben, topic, WORDS)
    decided(as_(mod), post)
    as_(other_mod).post(f"/p/{post.pk}/restore/", {"reason": "No"})
    entry = LogEntry.objects.get(act="remove")
    as_(other_mod).post("/moderate/undo/", {"undo": entry.pk})
    as_(ben).post(f"/p/{post.pk}/restore/", {"reason": "No"})
    post.refresh_from_db()
    assert post.is_removed
    as_(mod).post("/moderate/undo/", {"undo": entry.pk})
    post.refresh_from_db()
    assert not post.is_removed
    decided(as_(mod), post)
    as_(root).post(f"/p/{post.pk}/restore/", {"reason": "Lawful"})
    post.refresh_from_db()
    assert not post.is_removed


def test_undoing_the_removal_puts_the_case_into_the_queue_and_who_reported_it_is_told_anew(
    as_, mod, ben, topic, say
):
    case = decided(as_(mod), say(ben, topic, WORDS))
    work()
    assert Delivery.objects.filter(kind="notice-decision").count() == 1
    assert undoing.undo(mod, LogEntry.objects.get(act="remove"))
    case.refresh_from_db()
    assert case.decided_at is None and case.queued_at
    assert "To be decided again" in as_(mod).get("/moderate/illegal/").text
    Delivery.objects.all().delete()
    as_(mod).post(f"/moderate/to-do/illegal/{case.pk}/nothing/", {"reason": "Lawful."})
    work()
    assert Delivery.objects.filter(kind="notice-decision").count() == 1


def test_what_is_restored_for_another_reason_reopens_no_case_that_found_nothing(as_, mod, ben, topic, say):
    post = say(ben, topic, WORDS)
    case = decided(as_(mod), post, "nothing")
    as_(mod).post(f"/p/{post.pk}/remove/", {"reason": "Rude"})
    as_(mod).post(f"/p/{post.pk}/restore/", {"reason": "No"})
    case.refresh_from_db()
    assert case.decided_at


def test_undoing_what_took_the_place_of_the_authors_own_removal_leaves_that(as_, mod, ben, topic, say):
    post = say(ben, topic, WORDS)
    case = notice_of(post).case
    as_(ben).post(f"/p/{post.pk}/remove/")
    as_(mod).post(f"/moderate/to-do/illegal/{case.pk}/illegal/", {"reason": "Because of § 1."})
    post.refresh_from_db()
    assert (post.removed_by, post.is_withheld) == (mod, True)
    assert undoing.undo(mod, LogEntry.objects.get(act="remove"))
    post.refresh_from_db()
    assert (post.removed_by, post.is_removed, post.is_withheld) == (ben, True, None)
    assert Case.objects.get().decided_at is None


def test_a_post_of_a_removed_topic_does_not_come_back_with_it(as_, mod, ben, topic, say):
    post = say(ben, topic, WORDS)
    case = notice_of(post).case
    address = topic.get_absolute_url()
    as_(mod).post(f"{address}remove/", {"reason": "Rude"})
    topic.refresh_from_db()
    assert topic.is_removed
    as_(mod).post(f"/moderate/to-do/illegal/{case.pk}/illegal/", {"reason": "Because of § 1."})
    as_(mod).post(f"{address}restore/", {"reason": "No"})
    topic.refresh_from_db()
    assert not topic.is_removed and topic.post_count == 1
    assert Post.objects.get(pk=post.pk).is_withheld
