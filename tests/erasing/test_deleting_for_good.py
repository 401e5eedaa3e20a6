"""What was removed is deleted for good by administrators alone, after a time, with nothing of it left anywhere."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from forum.attachments import files
from forum.attachments.models import Attachment, AttachmentUse
from forum.bookmarks.models import Bookmark
from forum.checks.invariants import check_invariants
from forum.drafts.models import Draft
from forum.erasing import erasing_acts, related_rows
from forum.jobs.running import run_due
from forum.legal_holds import holding
from forum.link_cards.models import LinkCardUse
from forum.members import closing_accounts
from forum.moderation import acts, post_acts, topic_acts, undoing
from forum.moderation.models import LogEntry
from forum.notifications.models import Delivery, Notification
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from forum.posts.revisions import Revision
from forum.reports.reporting import report
from forum.search.models import SearchDocument
from forum.site.models import SiteSettings
from forum.topics.models import Topic
from tests.accounts.conftest import show_oneself

pytestmark = pytest.mark.every_database
SECRET = "xylophonic"
LONG_AGO = timedelta(days=31)


def file_of(owner):
    file = Attachment.objects.create(
        owner=owner, name="a.txt", content_type="text/plain", stored_as=uuid.uuid4().hex, length=5, size=5
    )
    files.keep(file.stored_as, b"hello")
    return file


def removed_long_ago(things):
    things.update(removed_at=timezone.now() - LONG_AGO)


@pytest.fixture
def gone_post(root, ben, ada, topic, say):
    """Ben's removed post, with a file, an earlier version, a bookmark, a reply that quotes it and a draft of an edit."""
    file = file_of(ben)
    post = say(ben, topic, f"{SECRET} {file.markdown}")
    revise(ben, post, render_text(f"{SECRET} again {file.markdown} https://example.org/"), base=1)
    Bookmark.objects.create(member=ada, post=post)
    Draft.objects.create(member=ben, place=f"edit:{post.pk}", body=SECRET)
    say(ada, topic, f"[Ben](/p/{post.pk}/) said something.", reply_to=Post.objects.get(pk=post.pk))
    run_due()
    post_acts.remove(root, post, "Private")
    removed_long_ago(Post.objects.filter(pk=post.pk))
    run_due()
    return Post.objects.get(pk=post.pk)


def work():
    while run_due():
        pass


def delete(client, kind, *things, typed="delete", reason="Asked for"):
    show_oneself(client)
    ids = "&".join(f"id={thing.pk}" for thing in things)
    answer = client.post(f"{reverse('admin:erase', args=[kind])}?{ids}", {"reason": reason, "typed": typed})
    work()
    return answer


def everywhere(word):
    """The tables of the database that have the word in any column of text, but for what search knows of words."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("search_word", "search_vocab")):
                continue
            for column in connection.introspection.get_table_description(cursor, table):
                name = connection.ops.quote_name
                query = f"SELECT 1 FROM {name(table)} WHERE CAST({name(column.name)} AS text) LIKE %s LIMIT 1"
                cursor.execute(query, [f"%{word}%"])
                if cursor.fetchone():
                    found.append(f"{table}.{column.name}")
    return found


def faults():
    return {fault.code for verdict in check_invariants() for fault in verdict.faults}


def test_of_a_deleted_post_nothing_is_left_but_its_line(
    as_, root, gone_post, topic, django_capture_on_commit_callbacks
):
    file = Attachment.objects.get()
    before = faults()
    assert everywhere(SECRET)
    with django_capture_on_commit_callbacks(execute=True):
        assert delete(as_(root), "post", gone_post).status_code == 302
    gone_post.refresh_from_db()
    assert (gone_post.source, gone_post.html, gone_post.text, gone_post.number) == ("", "", "", 2)
    assert gone_post.is_erased
    assert everywhere(SECRET) == []
    beside = (Revision, AttachmentUse, Bookmark, LinkCardUse, Attachment, Draft)
    assert [model.__name__ for model in beside if model._default_manager.exists()] == []
    assert not files.storage().exists(file.stored_as)
    assert not Notification.objects.filter(post=gone_post).exists()
    assert not Delivery.objects.filter(post=gone_post).exists()
    assert SearchDocument.objects.filter(post=gone_post).exists()
    assert faults() == before == set()


def test_its_line_stays_its_permalink_is_gone_and_its_answer_is_there(as_, root, mod, gone_post, topic):
    delete(as_(root), "post", gone_post)
    for reader in (None, mod, root):
        page = as_(reader).get(topic.get_absolute_url()).content.decode()
        assert "Deleted for good on" in page
        assert "said something." in page
        answer = as_(reader).get(gone_post.get_absolute_url())
        assert answer.status_code == 410
        assert "This post was deleted" in answer.content.decode()
    assert "Restore" not in as_(mod).get(reverse("moderate-removed") + "?show=posts").content.decode()


def test_nobody_restores_edits_or_reads_it_any_more(as_, root, ben, mod, gone_post):
    entry = LogEntry.objects.get(act="remove", post=gone_post)
    delete(as_(root), "post", gone_post)
    assert not undoing.undo(root, entry)
    assert not post_acts.restore(root, gone_post)
    for reader in (mod, ben):
        assert as_(reader).get(reverse("post-edit", args=[gone_post.pk])).status_code in (403, 404, 409)
        assert as_(reader).get(reverse("post-history", args=[gone_post.pk])).status_code in (403, 404)
    gone_post.refresh_from_db()
    assert gone_post.is_removed


def test_a_deleted_topic_is_gone_with_its_posts_and_its_title(as_, root, ada, ben, mod, board, start, say):
    topic = start(ada, board, f"About {SECRET}", SECRET)
    said = say(ben, topic, SECRET)
    topic_acts.remove(mod, topic, "Off topic")
    work()
    removed_long_ago(Topic.objects.filter(pk=topic.pk))
    address = topic.get_absolute_url()
    delete(as_(root), "topic", topic)
    for reader in (None, ada, mod, root):
        assert as_(reader).get(address).status_code == 410
        assert as_(reader).get(said.get_absolute_url()).status_code in (404, 410)
    assert everywhere(SECRET) == []
    assert [post.is_erased for post in Post.objects.filter(topic=topic)] == [True, True]
    assert faults() == set()
    assert "Deleted topic" in as_(root).get(reverse("moderate-log")).content.decode()


def test_the_log_says_who_and_why_and_keeps_no_text(as_, root, gone_post):
    delete(as_(root), "post", gone_post, reason="The law")
    entry = LogEntry.objects.get(act="erase")
    assert (entry.by, entry.post, entry.reason) == (root, gone_post, "The law")
    assert entry.detail == {"posts": 1}
    assert "deleted for good" in as_(root).get(reverse("moderate-log")).content.decode()
    assert acts.of(entry).opposite == ""


def test_the_page_counts_what_goes_and_who_quotes_it(as_, root, gone_post):
    client = as_(root)
    show_oneself(client)
    page = client.get(f"{reverse('admin:erase', args=['post'])}?id={gone_post.pk}").content.decode()
    rows = dict(
        part.split("</td><td>")
        for part in page.replace("</td></tr>", "<tr><td>").split("<tr><td>")
        if "</td><td>" in part
    )
    assert rows["Posts"] == "1"
    assert rows["Earlier versions"] == "1"
    assert rows["Files that no other post has"] == "1"
    assert rows["Replies to them, which stay"] == "1"
    assert rows["Posts that quote them, which stay with what they quoted"] == "1"


def test_before_the_time_nothing_goes_and_the_owner_sets_the_time(as_, root, gone_post):
    Post.objects.filter(pk=gone_post.pk).update(removed_at=timezone.now() - timedelta(days=29))
    assert delete(as_(root), "post", gone_post).status_code == 422
    assert not Post.objects.get(pk=gone_post.pk).is_erased
    SiteSettings.current().change(erase_days=28)
    assert delete(as_(root), "post", gone_post).status_code == 302
    assert Post.objects.get(pk=gone_post.pk).is_erased


@pytest.mark.parametrize("on", ["post", "topic", "member"])
def test_what_is_held_stays_until_the_hold_is_lifted(as_, root, gone_post, on):
    thing = {"post": gone_post, "topic": gone_post.topic, "member": gone_post.author}[on]
    holding.hold(root, thing, "Court")
    assert delete(as_(root), "post", gone_post).status_code == 422
    assert SECRET in Post.objects.get(pk=gone_post.pk).source
    holding.lift(root, thing)
    assert delete(as_(root), "post", gone_post).status_code == 302
    assert Post.objects.get(pk=gone_post.pk).source == ""


def test_a_hold_that_comes_before_the_worker_is_respected(root, gone_post):
    erasing_acts.begin(root, "post", [gone_post.pk], "Asked for")
    holding.hold(root, gone_post, "Court")
    work()
    assert SECRET in Post.objects.get(pk=gone_post.pk).source


def test_what_was_restored_meanwhile_stays(root, gone_post):
    erasing_acts.begin(root, "post", [gone_post.pk], "Asked for")
    post_acts.restore(root, gone_post)
    work()
    assert SECRET in Post.objects.get(pk=gone_post.pk).source


def test_what_is_in_an_open_report_stays(root, ada, ben, topic, say, gone_post):
    other = say(ben, topic, "Reported")
    report(ada, other, "spam")
    Post.objects.filter(pk=other.pk).update(removed_at=timezone.now() - LONG_AGO, removed_by=root)
    with pytest.raises(erasing_acts.NothingToErase):
        erasing_acts.begin(root, "post", [other.pk], "Asked for")


def test_a_worker_that_is_killed_goes_on_where_it_was(root, ada, ben, board, start, say, monkeypatch):
    topic = start(ada, board)
    for number in range(5):
        say(ben, topic, f"{SECRET} {number}")
    topic_acts.remove(root, topic, "Off topic")
    removed_long_ago(Topic.objects.filter(pk=topic.pk))
    work()
    monkeypatch.setattr(erasing_acts, "BATCH", 2)
    (entry,) = erasing_acts.begin(root, "topic", [topic.pk], "Asked for")
    erase, done = erasing_acts.erase_post, []

    def killed(post):
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(erase(post))

    monkeypatch.setattr(erasing_acts, "erase_post", killed)
    erasing_acts.erase_batch(entry_id=entry.pk)
    with pytest.raises(KeyboardInterrupt):
        erasing_acts.erase_batch(entry_id=entry.pk)
    monkeypatch.setattr(erasing_acts, "erase_post", erase)
    assert topic.posts.filter(erased_at=None).count() == 3
    for _time in range(2):  # once more does no harm
        erasing_acts.erase_batch(entry_id=entry.pk)
        work()
    assert not topic.posts.filter(erased_at=None).exists()
    assert everywhere(SECRET) == []


def test_what_a_closed_account_wrote_goes_and_others_posts_stay(
    as_, root, ben, eve, board, topic, start, say
):
    mine, alone, answered = (
        say(ben, topic, SECRET),
        start(ben, board, SECRET, SECRET),
        start(ben, board, "Both"),
    )
    answer = say(eve, answered, "Mine")
    standing = say(ben, topic, "Standing")
    post_acts.remove(root, mine, "Asked")
    for one in (alone, answered):
        topic_acts.remove(root, one, "Asked")
    removed_long_ago(Post.objects.filter(pk=mine.pk))
    removed_long_ago(Topic.objects.filter(pk__in=[alone.pk, answered.pk]))
    assert delete(as_(root), "member", ben).status_code == 422  # a member's own is theirs to remove
    closing_accounts.close(ben)
    delete(as_(root), "member", ben)
    erased = set(Post.objects.exclude(erased_at=None).values_list("pk", flat=True))
    assert erased == {mine.pk, alone.posts.get().pk}
    assert Post.objects.get(pk=answer.pk).source == "Mine"
    assert Post.objects.get(pk=standing.pk).source == "Standing"
    assert everywhere(SECRET) == []
    assert faults() == set()


def test_the_word_a_reason_and_the_password_are_asked(as_, root, gone_post):
    client = as_(root)
    address = f"{reverse('admin:erase', args=['post'])}?id={gone_post.pk}"
    asked = client.post(address, {"reason": "Asked for", "typed": "delete"})
    assert asked.status_code == 302
    assert reverse("account_reauthenticate") in asked["Location"]
    assert delete(client, "post", gone_post, typed="yes").status_code == 422
    assert delete(client, "post", gone_post, reason="").status_code == 422
    work()
    assert not Post.objects.get(pk=gone_post.pk).is_erased


def test_administrators_alone_come_to_the_page(as_, mod, ben, gone_post):
    mod.is_staff = True
    mod.save()
    address = f"{reverse('admin:erase', args=['post'])}?id={gone_post.pk}"
    assert as_(mod).get(address).status_code == 403
    assert as_(ben).get(address).status_code == 302  # to sign in as somebody else
    with pytest.raises(PermissionDenied):
        erasing_acts.begin(mod, "post", [gone_post.pk], "Mine")


def test_lists_and_pages_of_the_admin_lead_there(as_, root, gone_post):
    client = as_(root)
    page = client.get(reverse("admin:posts_post_change", args=[gone_post.pk])).content.decode()
    address = f"{reverse('admin:erase', args=['post'])}?id={gone_post.pk}"
    assert address in page
    chosen = {"action": "delete-for-good", ACTION_CHECKBOX_NAME: [gone_post.pk]}
    assert client.post(reverse("admin:posts_post_changelist"), chosen)["Location"] == address
    first = gone_post.topic.posts.get(number=1)
    standing = client.get(reverse("admin:posts_post_change", args=[first.pk])).content.decode()
    assert "delete-for-good/post" not in standing


def test_every_table_that_names_posts_or_topics_has_a_decision():
    assert related_rows.undecided() == []
    known = {label for model in (Post, Topic) for label in related_rows.relations_of(model)}
    assert set(related_rows.DECISIONS) - known == set()


def test_a_table_without_a_decision_stops_it_and_nothing_is_lost(as_, root, gone_post, monkeypatch):
    monkeypatch.delitem(related_rows.DECISIONS, "bookmarks.Bookmark.post")
    with pytest.raises(related_rows.UnknownTable, match=r"bookmarks\.Bookmark\.post"):
        related_rows.delete_beside(Post, [gone_post.pk])
    assert Bookmark.objects.filter(post=gone_post).exists()
