"""Posts moved to another topic: their numbers, and all that hangs on them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.bookmarks import bookmarking
from forum.checks.invariants import check_invariants
from forum.follows import following
from forum.follows.models import Follow
from forum.jobs.running import run_due
from forum.moderation.models import LogEntry
from forum.moderation.moving.places import CannotMove
from forum.moderation.moving.splitting import split
from forum.moderation.undoing import undo
from forum.notifications.models import Notification
from forum.polls.models import Poll, PollOption
from forum.posts import solving
from forum.posts.models import PendingPost, Post, PostTotal, Solution
from forum.posts.storing import call_writers
from forum.topics import read_marks
from forum.topics.models import ReadMark, Topic
from tests.conftest import opened


def numbers(topic):
    return list(topic.posts.order_by("number").values_list("number", flat=True))


def ids(topic):
    return list(topic.posts.order_by("number").values_list("pk", flat=True))


def is_whole():
    while run_due():
        pass
    return [fault for verdict in check_invariants() for fault in verdict.faults if "warn" not in fault.code]


def moved(entry):
    return Topic.objects.get(pk=entry.detail["target"])


def test_posts_go_to_a_new_topic_and_both_are_numbered_without_a_gap(mod, ada, ben, topic, posts, as_):
    entry = split(mod, topic, [posts[2].pk, posts[4].pk], "Another matter", title="Boats")
    new = moved(entry)
    assert (numbers(topic), numbers(new)) == ([1, 2, 3, 4], [1, 2])
    assert ids(new) == [posts[2].pk, posts[4].pk]
    topic.refresh_from_db()
    assert (topic.post_count, topic.last_number, topic.author) == (4, 4, ada)
    assert (new.post_count, new.last_number, new.title, new.board) == (2, 2, "Boats", topic.board)
    assert new.author_id == posts[2].author_id
    for post in posts:
        page = as_(ada).get(f"/p/{post.pk}/", follow=True)
        assert page.status_code == 200
        assert f'id="post-{post.pk}"' in page.content.decode()
    assert is_whole() == []


def test_posts_go_into_another_topic_by_their_dates_or_behind_its_end(
    mod, ben, board, topic, posts, start, say
):
    other = start(ben, board, title="Boats")
    Topic.objects.filter(pk=other.pk).update(created_at=timezone.now() - timedelta(days=9))
    other.posts.update(created_at=posts[0].created_at - timedelta(days=9))
    call_writers(list(other.posts.all()))
    late = say(ben, other, "Late")
    split(mod, topic, [posts[1].pk, posts[2].pk], target=other)
    assert ids(other)[1:] == [posts[1].pk, posts[2].pk, late.pk]
    split(mod, topic, [posts[3].pk], target=other, by_date=False)
    assert ids(other)[-1] == posts[3].pk
    assert is_whole() == []


def test_the_first_post_may_go_and_the_next_is_the_first(mod, ben, topic, posts):
    new = moved(split(mod, topic, [posts[0].pk], title="The question"))
    topic.refresh_from_db()
    assert topic.author_id == posts[1].author_id
    assert topic.created_at == posts[1].created_at
    assert ids(new) == [posts[0].pk]
    assert is_whole() == []


def test_a_topic_is_not_emptied_by_moving_all_its_posts(mod, topic, posts):
    with pytest.raises(CannotMove, match="all posts"):
        split(mod, topic, [post.pk for post in posts], title="All")
    assert len(ids(topic)) == 6
    assert not LogEntry.objects.exists()


def test_posts_of_another_topic_do_not_go_along(mod, ben, board, topic, posts, start):
    other = start(ben, board, title="Elsewhere")
    assert split(mod, topic, [other.posts.get().pk], title="x") is None
    assert len(ids(other)) == 1


def test_both_places_are_moderated_by_whoever_moves(mod, ada, eve, topic, posts, members_board, start):
    with pytest.raises(PermissionDenied):
        split(mod, topic, [posts[1].pk], board=members_board, title="x")
    foreign = start(ada, members_board)
    with pytest.raises(PermissionDenied):
        split(mod, topic, [posts[1].pk], target=foreign)
    with pytest.raises(PermissionDenied):
        split(eve, topic, [posts[1].pk], title="x")
    assert len(ids(topic)) == 6


def test_no_more_than_a_thousand_at_once(mod, topic, posts):
    with pytest.raises(CannotMove, match="1,000"):
        split(mod, topic, range(1_001), title="x")


def test_members_numbers_of_posts_follow_to_the_other_board(root, ada, ben, topic, posts, members_board):
    split(root, topic, [posts[2].pk], board=members_board, title="Inside")
    author = posts[2].author
    before = author.post_count
    author.refresh_from_db()
    assert author.post_count == Post.objects.filter(author=author).count() >= before
    assert PostTotal.objects.get(member=author, board=members_board).post_count == 1
    assert is_whole() == []


def test_read_marks_go_along(mod, ben, eve, nia, topic, posts):
    read_marks.mark_read(eve, topic, 4)
    read_marks.mark_read(nia, topic, 1)
    new = moved(split(mod, topic, [posts[2].pk, posts[4].pk], title="Boats"))
    assert ReadMark.objects.get(member=eve, topic=topic).number == 3
    assert ReadMark.objects.get(member=eve, topic=new).number == 1
    assert ReadMark.objects.get(member=nia, topic=topic).number == 1
    assert not ReadMark.objects.filter(member=nia, topic=new).exists()


def test_what_was_noted_of_old_numbers_is_not_written_later(mod, eve, topic, posts):
    before = timezone.now()
    split(mod, topic, [posts[2].pk, posts[4].pk], title="Boats")
    read_marks.write({(eve.pk, topic.pk): ((6, before),)})
    assert not ReadMark.objects.filter(member=eve, topic=topic).exists()
    read_marks.write({(eve.pk, topic.pk): ((2, timezone.now()),)})
    assert ReadMark.objects.get(member=eve, topic=topic).number == 2


def test_a_reply_does_not_name_a_post_of_another_topic_and_does_again_when_undone(
    mod, ben, topic, posts, say
):
    answer = say(ben, topic, "To that", reply_to=posts[2])
    stays = say(ben, topic, "To this", reply_to=posts[1])
    entry = split(mod, topic, [posts[2].pk], title="Boats")
    answer.refresh_from_db()
    stays.refresh_from_db()
    assert (answer.reply_to, stays.reply_to) == (None, posts[1])
    assert undo(mod, entry)
    answer.refresh_from_db()
    assert answer.reply_to == posts[2]


def test_a_solution_without_its_question_is_none_and_one_that_goes_along_stays(mod, ada, board, topic, posts):
    board.takes_solutions = True
    board.save()
    solving.mark(ada, posts[3])
    entry = split(mod, topic, [posts[3].pk], title="Away")
    topic.refresh_from_db()
    assert topic.solved_at is None
    assert not Solution.objects.exists()
    undo(mod, entry)
    topic.refresh_from_db()
    assert topic.solved_at
    assert Solution.objects.get().post == posts[3]
    new = moved(split(mod, topic, [posts[0].pk, posts[3].pk], title="Both"))
    assert Solution.objects.get().topic == new
    assert is_whole() == []


def test_a_poll_goes_with_its_post_and_is_not_lost(mod, ben, board, topic, posts, start):
    poll = Poll.objects.create(topic=topic, question="Tea?")
    for n in (1, 2):
        PollOption.objects.create(poll=poll, position=n, text=str(n))
    other = start(ben, board, title="Other")
    with pytest.raises(CannotMove, match="has a poll"):
        split(mod, topic, [posts[0].pk], target=other)
    new = moved(split(mod, topic, [posts[0].pk, posts[1].pk], title="The poll"))
    poll.refresh_from_db()
    assert poll.topic == new
    assert undo(mod, LogEntry.objects.get(act="split"))
    poll.refresh_from_db()
    assert poll.topic == topic


def test_bookmarks_and_what_waits_go_along(mod, ben, eve, topic, posts):
    bookmarking.annotate(eve, posts[2], "Later", None)
    waiting = [
        PendingPost.objects.create(author=ben, topic=topic, source="x", key=f"k{n}", reply_to=posts[n])
        for n in (1, 2)
    ]
    new = moved(split(mod, topic, [posts[2].pk], title="Boats"))
    assert eve.bookmarks.get().post.topic == new
    for pending in waiting:
        pending.refresh_from_db()
    assert [pending.topic for pending in waiting] == [topic, new]


def test_search_finds_posts_in_the_topic_where_they_are(mod, ada, topic, posts, say, as_):
    post = say(ada, topic, "About catamarans")
    new = moved(split(mod, topic, [post.pk], title="Multihulls"))

    def found(query):
        return f"/p/{post.pk}/" in as_(ada).get(f"/search/?q={query}").content.decode()

    assert found(f"catamarans&topic={new.pk}")
    assert not found(f"catamarans&topic={topic.pk}")
    assert found("multihulls")


def test_followers_who_may_not_see_the_new_place_hear_nothing_of_it(
    root, ada, ben, eve, topic, posts, staff_board, as_
):
    following.follow(eve, topic)
    following.follow(posts[2].author, topic)
    new = moved(split(root, topic, [posts[2].pk], board=staff_board, title="Secret title"))
    while run_due():
        pass
    assert not Follow.objects.filter(topic=new).exists()
    assert "Secret title" not in as_(eve).get("/notifications/").content.decode()
    assert not Notification.objects.filter(member=eve, kind="posts_moved").exists()
    told = Notification.objects.get(member=posts[2].author, kind="posts_moved")
    page = as_(posts[2].author).get("/notifications/").content.decode()
    assert "A moderator moved posts from" in page
    assert "Secret title" not in page
    assert told.topic_id in (None, topic.pk)


def test_followers_who_see_the_new_place_are_told_and_authors_follow_it(mod, ben, eve, topic, posts):
    following.follow(eve, topic)
    author = posts[2].author
    following.follow(author, topic, "weekly")
    new = moved(split(mod, topic, [posts[2].pk], title="Boats"))
    while run_due():
        pass
    assert Notification.objects.filter(member=eve, kind="posts_moved").count() == 1
    assert Follow.objects.get(topic=new, state="following", member=author).level == "weekly"
    assert not Follow.objects.filter(topic=new, member=eve).exists()
    new.refresh_from_db()
    assert new.follower_count == 1
    assert is_whole() == []


def test_undone_the_posts_are_where_they_were_and_the_new_topic_leads_there(mod, ada, topic, posts, as_):
    before = ids(topic)
    entry = split(mod, topic, [posts[0].pk, posts[2].pk, posts[5].pk], title="Boats")
    new = moved(entry)
    address = new.get_absolute_url()
    assert undo(mod, entry)
    assert ids(topic) == before
    assert numbers(topic) == [1, 2, 3, 4, 5, 6]
    topic.refresh_from_db()
    assert topic.author == ada
    response = as_().get(address)
    assert response.status_code == 302
    assert response["Location"] == posts[0].__class__.objects.get(pk=posts[0].pk).address()
    assert is_whole() == []


def test_undone_later_posts_stay_where_they_were_written(mod, ada, ben, topic, posts, say):
    entry = split(mod, topic, [posts[2].pk, posts[3].pk], title="Boats")
    new = moved(entry)
    later, here = say(ada, new, "Later"), say(ben, topic, "Here")
    assert undo(mod, entry)
    assert ids(new) == [later.pk]
    assert ids(topic) == [*[post.pk for post in posts], here.pk]
    back = LogEntry.objects.get(act="put-posts-back")
    assert (back.detail["stayed"], back.detail["not_back"]) == (1, 0)
    assert not undo(mod, entry)
    assert is_whole() == []


def test_each_of_two_moves_is_undone_by_itself_for_thirty_days(mod, topic, posts):
    first = split(mod, topic, [posts[1].pk], title="One")
    second = split(mod, topic, [posts[3].pk], title="Two")
    LogEntry.objects.filter(pk=second.pk).update(created_at=timezone.now() - timedelta(days=31))
    second.refresh_from_db()
    assert not undo(mod, second)
    assert undo(mod, first)
    assert ids(topic) == [post.pk for post in posts if post != posts[3]]


def test_many_posts_take_as_many_queries_as_few(mod, long_topic):
    taken = []
    for count in (20, 400):
        topic = long_topic(count)
        going = ids(topic)[1:count:2]
        with CaptureQueriesContext(connection) as queries:
            new = moved(split(mod, topic, going, title="Many"))
        taken.append(len(queries))
        assert numbers(new) == list(range(1, count // 2 + 1))
        assert numbers(topic) == list(range(1, count // 2 + 1))
    assert taken[0] == taken[1]


def test_the_board_is_one_where_topics_are_started(root, topic, posts):
    only_holds = opened("Holds", "public", takes_topics=False)
    with pytest.raises(PermissionDenied):
        split(root, topic, [posts[1].pk], board=only_holds, title="x")
