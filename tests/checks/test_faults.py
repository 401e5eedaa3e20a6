"""Each invariant: whole as long as only the forum's own acts have written, and broken by one wrong row."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from forum.boards.models import Board
from forum.bookmarks.models import Bookmark
from forum.checks import backlog
from forum.checks.invariants import check_invariants
from forum.follows import following_by_mail
from forum.follows.following import mute, unfollow
from forum.follows.models import Follow
from forum.importing.models import Import, OldAddress, OldForum
from forum.jobs.models import Job
from forum.posts.models import Post
from forum.posts.revisions import Revision
from forum.reactions.models import Reaction
from forum.topics.models import Topic

pytestmark = pytest.mark.django_db


def test_what_the_acts_wrote_is_whole(talk, faults):
    assert faults() == {}
    assert [verdict.code for verdict in check_invariants()] == ["I1", "I2", "I3", "I4", "I5", "I6", "I9"]


def test_an_empty_forum_is_whole(faults):
    assert faults() == {}


@pytest.mark.parametrize(
    ("code", "damage"),
    [
        ("post.source", {"source": ""}),
        ("post.html", {"html": ""}),
        ("post.markup_version", {"markup_version": 0}),
        ("post.markup_version", {"markup_version": 9999}),
        ("post.number", {"number": 7}),
        ("post.revisions", {"revision": 3}),
    ],
)
def test_a_damaged_post_is_found(talk, faults, code, damage):
    post = talk.posts.get(number=2)
    Post.objects.filter(pk=post.pk).update(**damage)
    assert faults()[code] == (talk.pk if code == "post.number" else post.pk,)


@pytest.mark.parametrize(
    ("code", "damage"),
    [
        ("topic.post_count", {"post_count": 3}),
        ("topic.follower_count", {"follower_count": 0}),
        ("topic.last_number", {"last_number": 2}),
        ("topic.last_post", {"last_post_at": timezone.now()}),
        ("topic.last_post", {"last_poster": None}),
    ],
)
def test_a_damaged_topic_is_found(talk, faults, code, damage):
    Topic.objects.update(**damage)
    assert faults()[code] == (talk.pk,)


def test_a_last_post_by_somebody_else_is_found(talk, ada, faults):
    Topic.objects.update(last_poster=ada)
    assert faults() == {"topic.last_post": (talk.pk,)}


def test_a_wrong_member_is_found_and_one_without_posts_too(talk, ben, nia, faults):
    User.objects.filter(pk__in=[ben.pk, nia.pk]).update(post_count=5)
    assert faults() == {"member.post_count": (ben.pk, nia.pk)}


def test_board_totals_are_wrong_only_where_no_job_will_count_them(talk, ben, say, board, faults):
    say(ben, talk)
    assert faults() == {}
    Job.objects.update(state=Job.State.FAILED)
    assert faults() == {"board.totals": (board.pk,)}


def test_a_topic_that_moves_excuses_both_boards(talk, members_board, board, faults):
    Board.objects.update(topic_count=3)
    assert faults() == {"board.totals": (board.pk, members_board.pk)}
    Job.objects.create(
        name="topic.moved", payload={"board_id": members_board.pk, "former_board_id": board.pk}
    )
    assert faults() == {}


def test_a_text_lost_from_the_history_is_found(talk, faults):
    Revision.objects.all().delete()
    assert faults() == {"post.revisions": (talk.posts.get(number=2).pk,)}


def test_an_earlier_text_numbered_too_late_is_found(talk, faults):
    Revision.objects.update(number=2)
    assert faults() == {"revision.number": (Revision.objects.get().pk,)}


@contextmanager
def without(constraint):
    """A database that has lost one of its constraints, as after a hasty restore."""
    with connection.schema_editor() as editor:
        editor.remove_constraint(Post, constraint)
    try:
        yield
    finally:
        Revision.objects.all().delete()
        Post.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Post, constraint)


def constraint_named(name):
    return next(constraint for constraint in Post._meta.constraints if constraint.name == name)


@pytest.mark.django_db(transaction=True)
def test_a_key_answered_twice_is_found(talk, faults):
    with without(constraint_named("post_key_once")):
        talk.posts.filter(number__gt=1).update(key="once")
        assert faults()["post.key"] == ("once",)


@pytest.mark.django_db(transaction=True)
def test_a_number_given_twice_is_found(talk, faults):
    with without(constraint_named("post_number_once")):
        talk.posts.filter(number=2).update(number=1)
        assert faults()["post.number"] == (talk.pk,)


def test_a_topic_without_posts_is_found(talk, ada, board, faults):
    empty = Topic.objects.create(board=board, author=ada, title="Nothing here")
    assert faults()["topic.first_post"] == (empty.pk,)


def test_a_reply_to_another_topics_post_is_found(talk, ada, board, start, faults):
    other = start(ada, board)
    Job.objects.all().delete()
    stray = talk.posts.get(number=2)
    Post.objects.filter(pk=stray.pk).update(reply_to=other.posts.get())
    assert faults()["post.reply_to"] == (stray.pk,)


def test_an_old_address_that_leads_into_another_topic_is_found(talk, ada, board, start, faults):
    other = start(ada, board)
    forum = OldForum.objects.create(source="discourse:old.example")
    old = OldAddress.objects.create(forum=forum, path="/t/-/1/2", topic=talk, post=other.posts.get())
    OldAddress.objects.create(forum=forum, path="/t/old/1", topic=talk)
    assert faults()["old_address.post"] == (old.pk,)


@pytest.mark.parametrize("kind", ["board", "member", "topic", "post"])
def test_an_imported_row_that_is_gone_is_found(talk, faults, kind):
    gone = Import.objects.create(source="old", kind=kind, foreign_id="1", local_id=999_999)
    assert faults() == {f"import.{kind}": (gone.pk,)}


def test_the_follows_of_somebody_who_left_are_found(talk, nia, faults):
    User.objects.filter(pk=nia.pk).update(closed_at=timezone.now())
    follows = Follow.objects.filter(member=nia).order_by("pk")
    assert faults() == {"follow.member": tuple(follows.values_list("pk", flat=True))}


def test_a_follow_that_leads_to_somebody_who_left_is_found(talk, ada, nia, faults):
    User.objects.filter(pk=ada.pk).update(closed_at=timezone.now())
    assert faults()["follow.person"] == (Follow.objects.get(person=ada).pk,)


def test_a_follow_by_mail_is_counted_and_is_no_orphan(talk, faults):
    following_by_mail.request_follow("reader@example.net", talk)
    assert faults() == {}
    following_by_mail.confirm_follow(Follow.objects.get(member=None))
    assert faults() == {}
    Topic.objects.update(follower_count=2)
    assert faults() == {"topic.follower_count": (talk.pk,)}


def test_a_wrong_number_of_followers_is_found_on_things_of_every_kind(talk, ada, board, faults):
    wrong = {"board": board, "tag": talk.tags.get(), "member": ada}
    for thing in wrong.values():
        type(thing).objects.filter(pk=thing.pk).update(follower_count=7)
    assert faults() == {f"{kind}.follower_count": (thing.pk,) for kind, thing in wrong.items()}


def test_who_left_or_muted_is_not_counted(talk, nia, faults):
    unfollow(nia, talk.board)
    mute(nia, talk.tags.get())
    assert faults() == {}
    Follow.objects.filter(board=talk.board).update(state=Follow.State.FOLLOWING)
    assert faults() == {"board.follower_count": (talk.board_id,)}


def test_boards_in_a_ring_are_found(talk, board, members_board, staff_board, faults):
    Board.objects.filter(pk=board.pk).update(parent=members_board)
    Board.objects.filter(pk=members_board.pk).update(parent=board)
    Board.objects.filter(pk=staff_board.pk).update(parent=board)
    assert faults()["board.parent"] == (board.pk, members_board.pk)


def queries(act):
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def test_many_rows_need_no_more_queries_than_few(talk, ada, ben, board, start, say, faults):
    # The newest post begins a topic both times: of words a sample is read, which always has the newest.
    start(ada, board)
    few = queries(faults)
    for _turn in range(5):
        say(ben, start(ada, board))
    start(ada, board)
    assert queries(faults) == few


def test_the_reactions_of_somebody_who_left_and_empty_ones_are_found(talk, ben, nia, faults):
    post = talk.posts.get(number=1)
    empty = Reaction.objects.create(post=post, member=ben, emoji="")
    assert faults() == {"reaction.emoji": (empty.pk,)}
    empty.delete()
    left = Reaction.objects.create(post=post, member=nia, emoji="👍")
    User.objects.filter(pk=nia.pk).update(closed_at=timezone.now())
    assert faults()["reaction.member"] == (left.pk,)


def test_the_bookmarks_of_somebody_who_left_and_late_reminders_are_found(talk, nia, faults):
    post = talk.posts.get(number=1)
    row = Bookmark.objects.create(post=post, member=nia, remind_at=timezone.now() - timedelta(hours=1))
    assert [warning.code for warning in backlog.warnings()] == ["reminders.waiting"]
    User.objects.filter(pk=nia.pk).update(closed_at=timezone.now())
    assert faults()["bookmark.member"] == (row.pk,)
