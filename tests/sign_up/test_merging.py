"""Merging one account into another: all that is there moves, what is twice is folded, counters are right."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts.models import FormerUsername
from forum.account_merging import decisions, merging
from forum.account_merging.merging import CannotMerge
from forum.bookmarks.models import Bookmark
from forum.checks.invariants import check_invariants
from forum.drafts.models import Draft
from forum.follows import following
from forum.follows.models import Follow
from forum.importing.models import Import, OldAddress, OldForum
from forum.jobs.running import run_due
from forum.moderation import post_acts
from forum.moderation.models import LogEntry
from forum.polls import voting
from forum.polls.models import Ballot, Poll, PollOption
from forum.posts.models import Post
from forum.reactions import reacting
from forum.reactions.models import Reaction
from forum.refusals import NotAllowed
from forum.reports.models import Report, Reporting
from forum.reports.reporting import report
from forum.search.indexing import index_posts
from forum.topics.models import ReadMark, Topic
from tests.accounts.conftest import is_in, sent_mails, sign_in
from tests.conftest import join

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def old(db):
    return join("wren", date_joined=timezone.now() - timedelta(days=900))


def merge(by, old, into):
    entry = merging.merge(by, old, into, "Same person.")
    for member in (old, into):
        member.refresh_from_db()
    while run_due():
        pass
    return entry


def is_whole():
    faults = [(verdict.code, verdict.faults) for verdict in check_invariants() if not verdict.is_whole]
    assert faults == []
    return True


def test_every_column_that_names_a_member_has_a_decision():
    known = set(merging.columns())
    undecided = known - set(decisions.DECISIONS)
    assert not undecided, (
        f"{undecided}: say in forum/account_merging/decisions.py what becomes of it in a merged account"
    )
    assert not set(decisions.DECISIONS) - known


def test_a_table_that_nobody_decided_on_lets_nothing_be_merged(root, ada, old, monkeypatch):
    monkeypatch.delitem(decisions.DECISIONS, "posts.Post.author")
    with pytest.raises(CannotMerge, match=r"posts\.Post\.author"):
        merging.merge(root, old, ada)
    old.refresh_from_db()
    assert old.closed_at is None


def test_every_fold_knows_what_is_there_once():
    for key, decision in decisions.DECISIONS.items():
        model, column = merging.columns()[key]
        unique = [
            tuple(str(each)[2:-1] for each in c.expressions) or c.fields
            for c in model._meta.constraints
            if hasattr(c, "nulls_distinct")
        ]
        unique += [(model._meta.get_field(column).unique and (column,)) or ()]
        unique += list(model._meta.unique_together)
        if any(column in each for each in unique) and isinstance(decision, decisions.Move):
            assert key in {"posts.Post.author", "posts.PendingPost.author"}, key  # by random keys of forms


def test_what_was_written_is_the_others_from_now_on(root, ada, old, board, start, say, ben):
    topic = start(old, board, title="By wren")
    say(ada, topic, "By ada")
    last = say(old, topic, "By wren again")
    hidden = say(old, topic, "Gone")
    post_acts.remove(root, hidden, "x")
    merge(root, old, ada)
    topic.refresh_from_db()
    assert (topic.author, topic.last_poster) == (ada, ada)
    assert Post.objects.get(pk=last.pk).author == ada
    assert not Post.objects.filter(author=old).exists()
    assert (ada.post_count, old.post_count) == (3, 0)
    assert LogEntry.objects.filter(post=hidden).exists()
    assert is_whole()


def test_many_posts_are_indexed_by_jobs(root, ada, old, board, start, say, monkeypatch):
    monkeypatch.setattr(merging, "INDEXED_AT_ONCE", 1)
    monkeypatch.setattr(merging.reindexing, "BATCH", 2)
    topic = start(old, board, title="By wren")
    for number in range(4):
        say(old, topic, f"Reply {number}")
    merge(root, old, ada)
    assert is_whole()


def test_reactions_votes_bookmarks_marks_and_follows_are_folded(root, ada, ben, old, topic, board, start):
    post = topic.posts.get()
    other = start(ben, board, title="Another")
    for member, emoji in ((ada, "👍"), (old, "🎉")):
        reacting.react(member, post, emoji)
    reacting.react(old, other.posts.get(), "👍")
    poll = Poll.objects.create(topic=other, question="Which?", most_choices=1)
    options = [PollOption.objects.create(poll=poll, position=n, text=str(n)) for n in (1, 2)]
    index_posts(list(other.posts.all()))  # by the words of the poll, too
    voting.vote(ada, poll, [options[0].pk])
    voting.vote(old, poll, [options[1].pk])
    Bookmark.objects.create(member=ada, post=post, note="mine")
    Bookmark.objects.create(member=old, post=post, note="theirs")
    Bookmark.objects.create(member=old, post=other.posts.get())
    ReadMark.objects.update_or_create(member=ada, topic=topic, defaults={"number": 1})
    ReadMark.objects.update_or_create(member=old, topic=topic, defaults={"number": 7})
    following.follow(ada, other)
    following.follow(old, other)
    following.follow(old, board)
    following.follow(ben, old)
    following.follow(ben, ada)
    following.follow(old, ada)
    merge(root, old, ada)
    assert Reaction.objects.get(post=post).emoji == "👍"
    assert Reaction.objects.filter(member=ada).count() == 2
    assert Ballot.objects.get(poll=poll).member == ada
    assert [option.vote_count for option in poll.options.order_by("position")] == [1, 0]
    assert Bookmark.objects.get(post=post).note == "mine"
    assert Bookmark.objects.filter(member=ada).count() == 2
    assert ReadMark.objects.get(topic=topic, member=ada).number == 7
    assert Follow.objects.filter(member=ada, topic=other).count() == 1
    assert not Follow.objects.filter(person=ada, member=ada).exists()
    assert Follow.objects.filter(person=ada).count() == 1
    other.refresh_from_db()
    board.refresh_from_db()
    assert (other.follower_count, board.follower_count, ada.follower_count) == (1, 1, 1)
    assert is_whole()


def test_drafts_lose_nothing(root, ada, old):
    Draft.objects.create(member=ada, place="start", body="Mine", title="")
    Draft.objects.create(member=old, place="start", body="Theirs", title="A title")
    Draft.objects.create(member=old, place="topic:1", body="Alone")
    merge(root, old, ada)
    assert Draft.objects.get(place="start").body == "Mine\n\nTheirs"
    assert Draft.objects.get(place="start").title == "A title"
    assert Draft.objects.get(place="topic:1").member == ada


def test_reports_keep_all_who_reported(root, ada, ben, eve, old):
    report(ben, old, "Rude")
    report(eve, ada, "Rude")
    merge(root, old, ada)
    [one] = Report.objects.filter(member=ada, closed_at=None)
    assert set(Reporting.objects.filter(report=one).values_list("member", flat=True)) == {ben.pk, eve.pk}


def test_the_old_name_leads_on_for_ever(as_, root, ada, ben, old, topic, say):
    merge(root, old, ada)
    assert as_().get("/u/wren/")["Location"] == "/u/ada/"
    assert get_user_model().objects.named("WREN").get() == ada
    assert FormerUsername.objects.get(username="wren").kept_until.year == 9999
    say(ben, topic, "Hello @wren")
    while run_due():
        pass
    assert as_(ada).get("/notifications/").content.decode().count("ben")
    third = join("third")
    merge(root, ada, third)
    assert as_().get("/u/wren/")["Location"] == "/u/third/"
    assert as_().get("/u/ada/")["Location"] == "/u/third/"


def test_nobody_signs_in_to_the_merged_account(as_, root, ada, old):
    client = as_()
    sign_in(client, "wren")
    assert is_in(client)
    merge(root, old, ada)
    assert not is_in(client)
    sign_in(client, "wren@example.org")
    assert not is_in(client)
    assert old.closed_at is not None
    assert not old.has_usable_password()
    assert {mail.to[0] for mail in sent_mails()} >= {"wren@example.org", "ada@example.org"}
    assert "merged into “ada”" in sent_mails()[-1].body


def test_a_placeholder_of_an_import_becomes_the_member_whose_posts_they_are(as_, root, ada, board, start):
    gull = join(
        "gull", is_placeholder=True, is_imported=True, date_joined=timezone.now() - timedelta(days=3000)
    )
    topic = start(gull, board, title="Long ago")
    forum = OldForum.objects.create(source="old.example")
    OldAddress.objects.create(forum=forum, path="/u/gull", member=gull)
    Import.objects.create(source="old.example", kind="member", foreign_id="7", local_id=gull.pk)
    Import.objects.create(source="old.example", kind="post", foreign_id="7", local_id=gull.pk)
    joined = gull.date_joined
    merge(root, gull, ada)
    topic.refresh_from_db()
    assert topic.author == ada
    assert OldAddress.objects.get().member == ada
    assert Import.objects.get(kind="member").local_id == ada.pk
    assert Import.objects.get(kind="post").local_id == gull.pk
    assert ada.date_joined == joined
    assert "ada" in as_().get(topic.get_absolute_url()).content.decode()


def test_groups_and_log_entries_go_along_and_the_merger_is_logged(root, ada, old):
    group = Group.objects.create(name="Crew")
    old.groups.add(group)
    entry = merge(root, old, ada)
    assert list(ada.groups.all()) == [group]
    assert (entry.act, entry.by, entry.member, entry.detail["was"]) == ("merge", root, ada, "wren")


def test_who_cannot_be_merged(root, ada, old, mod):
    get_user_model().objects.filter(pk=mod.pk).update(is_staff=True)
    mod.refresh_from_db()
    gull = join("gull", is_placeholder=True)
    for left, right in ((ada, ada), (root, ada), (mod, ada), (ada, gull)):
        with pytest.raises((CannotMerge, NotAllowed)):
            merging.merge(root, left, right)
    for by in (ada, mod):
        with pytest.raises(NotAllowed):
            merging.merge(by, old, ada)
    merge(root, old, ada)
    with pytest.raises(CannotMerge):
        merging.merge(root, old, ada)
    assert Topic.objects.count() == 0


def test_a_failure_moves_nothing(root, ada, old, board, start, monkeypatch):
    topic = start(old, board)
    monkeypatch.setattr(merging, "_tell", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        merging.merge(root, old, ada)
    topic.refresh_from_db()
    old.refresh_from_db()
    assert topic.author == old
    assert old.closed_at is None


def test_in_the_admin_the_rows_are_shown_before_and_a_name_is_typed(as_, root, ada, old, board, start):
    start(old, board)
    path = reverse("admin:accounts_user_merge", args=[old.pk])
    client = as_(root)
    assert path in client.get(reverse("admin:accounts_user_change", args=[old.pk])).content.decode()
    assert "This can’t be undone" in client.get(path).content.decode()
    page = client.post(path, {"into": "ada", "check": "1"}).content.decode()
    assert "Topics (started by)" in page
    wrong = client.post(path, {"into": "ada", "merge": "1", "typed": "ada"})
    assert wrong.status_code == 422
    assert client.post(path, {"into": "nobody", "check": "1"}).status_code == 422
    assert client.post(path, {"into": "wren", "check": "1"}).status_code == 422
    old.refresh_from_db()
    assert old.closed_at is None
    assert client.post(path, {"into": "ada", "merge": "1", "typed": "wren"}).status_code == 302
    old.refresh_from_db()
    assert old.closed_at is not None
    assert client.get(path).status_code == 404
    assert as_(ada).get(path).status_code == 302


def test_only_administrators_open_the_page(as_, root, ada, old):
    ada.is_staff = True
    ada.save()
    assert as_(ada).get(reverse("admin:accounts_user_merge", args=[old.pk])).status_code == 403
