"""Topics merged into another: their posts, their addresses, and all that hangs on them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from forum.drafts import saving
from forum.drafts.models import Draft
from forum.drafts.saving import Content
from forum.follows import following
from forum.follows.models import Follow
from forum.importing.models import OldAddress, OldForum
from forum.jobs.running import run_due
from forum.moderation import timers, topic_acts
from forum.moderation.models import LogEntry
from forum.moderation.moving.merging import merge
from forum.moderation.moving.places import CannotMove
from forum.moderation.moving.splitting import split
from forum.moderation.moving.tables import MergedTopic, TopicPointer
from forum.moderation.undoing import undo
from forum.polls.models import Poll
from forum.posts.models import PendingPost, Post
from forum.reports.models import Report
from forum.reports.reporting import report
from forum.topics import read_marks
from forum.topics.models import ReadMark, Topic
from tests.moving.test_splitting import ids, is_whole, numbers


@pytest.fixture
def other(ben, ada, board, topic, start, say):
    """Another topic, of three posts, written after the first of the topic and before its second."""
    other = start(ben, board, title="Much the same")
    for n in (2, 3):
        say((ben, ada)[n % 2], other, f"There {n}")
    say(ada, topic, "Here 2")
    other.refresh_from_db()
    topic.refresh_from_db()
    return other


def test_posts_stand_by_their_dates_behind_the_first_and_nothing_is_lost(mod, ada, topic, other, as_):
    first, last = ids(topic)
    theirs = ids(other)
    addresses = [post.address() for post in Post.objects.filter(topic__in=[topic, other])]
    assert len(merge(mod, [other], topic, "The same question")) == 1
    assert ids(topic) == [first, *theirs, last]
    topic.refresh_from_db()
    assert (topic.post_count, topic.last_number, topic.author) == (5, 5, ada)
    for pk in ids(topic):
        page = as_().get(f"/p/{pk}/", follow=True)
        assert f'id="post-{pk}"' in page.content.decode()
    for address in addresses:
        assert as_().get(address.split("#")[0], follow=True).status_code == 200
    assert is_whole() == []


def test_behind_the_end_if_wanted(mod, topic, other):
    order = ids(topic) + ids(other)
    merge(mod, [other], topic, by_date=False)
    assert ids(topic) == order


def test_the_old_address_leads_to_the_posts_for_those_who_see_them_alone(
    root, ben, topic, other, members_board, as_
):
    theirs = ids(other)
    merge(root, [other], topic)
    there = Post.objects.get(pk=theirs[0]).address()
    for address in (other.get_absolute_url(), f"/t/{other.pk}/", f"{other.get_absolute_url()}last/"):
        response = as_().get(address)
        assert (response.status_code, response["Location"]) == (302, there)
    topic_acts.move(root, topic, board=members_board)
    assert as_().get(other.get_absolute_url()).status_code == 404
    assert as_(ben).get(other.get_absolute_url()).status_code == 302
    reply = f"{other.get_absolute_url()}reply/"
    kept = as_(root).post(reply, {"body": "Typed at length"})
    assert (kept.status_code, "Typed at length" in kept.text) == (422, True)
    assert as_().post(reply, {"body": "Typed at length"}).status_code == 404


def test_a_merged_topic_is_in_no_list_and_nothing_can_be_done_to_it(mod, root, topic, other, board, as_):
    merge(mod, [other], topic)
    assert not Topic.objects.visible_to(root).filter(pk=other.pk).exists()
    for path in ("/latest/", board.get_absolute_url(), "/moderate/removed/", "/admin/topics/topic/"):
        assert "Much the same" not in as_(root).get(path).content.decode()
    with pytest.raises(PermissionDenied):
        topic_acts.restore(root, other, "x")


def test_merging_again_leads_on(mod, ben, board, topic, other, start, as_):
    third = start(ben, board, title="A third")
    theirs = ids(other)
    merge(mod, [other], topic, pointer_days=30)
    merge(mod, [topic], third)
    assert as_().get(other.get_absolute_url())["Location"] == Post.objects.get(pk=theirs[0]).address()
    assert TopicPointer.objects.get().topic == third
    assert is_whole() == []


def test_several_at_once(mod, ben, board, topic, other, start):
    third = start(ben, board, title="A third")
    assert len(merge(mod, [other, third, topic], topic)) == 2
    assert len(ids(topic)) == 6
    assert is_whole() == []


def test_a_poll_would_be_lost_and_is_not(mod, topic, other):
    Poll.objects.create(topic=other, question="Tea?")
    with pytest.raises(CannotMove, match="has a poll"):
        merge(mod, [other], topic)
    assert len(ids(other)) == 3
    assert merge(mod, [topic], other)


def test_all_of_them_are_moderated_by_whoever_merges(mod, ada, topic, members_board, start):
    foreign = start(ada, members_board, title="Inside")
    for source, target in ((foreign, topic), (topic, foreign)):
        with pytest.raises(PermissionDenied):
            merge(mod, [source], target)
    assert len(ids(topic)) == 1


def test_a_topic_is_not_merged_with_itself_or_what_is_removed(mod, topic, other):
    with pytest.raises(CannotMove):
        merge(mod, [topic], topic)
    topic_acts.remove(mod, other, "x")
    with pytest.raises(CannotMove, match="is removed"):
        merge(mod, [topic], other)


def test_nothing_unread_becomes_read(mod, eve, nia, topic, other):
    read_marks.mark_read(eve, topic, 1)
    read_marks.mark_read(eve, other, 2)
    read_marks.mark_read(nia, topic, 2)
    merge(mod, [other], topic)
    assert ReadMark.objects.get(member=eve, topic=topic).number == 3
    assert ReadMark.objects.get(member=nia, topic=topic).number == 1
    assert not ReadMark.objects.filter(topic=other).exists()


def test_followers_follow_on_unless_they_have_said_otherwise(mod, ada, eve, nia, topic, other):
    following.follow(eve, other, "weekly")
    following.follow(nia, other)
    following.mute(nia, topic)
    following.follow(ada, other, "daily")
    following.follow(ada, topic, "every")
    (entry,) = merge(mod, [other], topic)
    rows = {row.member: (row.state, row.level) for row in Follow.objects.filter(topic=topic)}
    assert rows[eve] == ("following", "weekly")
    assert rows[nia][0] == "muted"
    assert rows[ada] == ("following", "every")
    assert not Follow.objects.active().filter(topic=other).exists()
    assert undo(mod, entry)
    rows = {row.member: row.state for row in Follow.objects.filter(topic=other)}
    assert rows == {eve: "following", nia: "following", ada: "following"}
    assert not Follow.objects.filter(topic=topic, member=eve).exists()
    assert is_whole() == []


def test_who_may_not_see_the_other_keeps_nothing_of_it(root, ada, eve, topic, other, start, staff_board, as_):
    secret = start(root, staff_board, title="Secret title")
    following.follow(eve, other)
    Follow.objects.create(address="pat@example.net", topic=other)
    Topic.objects.filter(pk=other.pk).update(follower_count=2)
    (entry,) = merge(root, [other], secret, pointer_days=30)
    while run_due():
        pass
    assert not Follow.objects.filter(member=eve).exists()
    assert not Follow.objects.filter(address="pat@example.net").exists()
    for path in ("/notifications/", "/following/", "/unread/", other.board.get_absolute_url(), "/latest/"):
        assert "Secret title" not in as_(eve).get(path).content.decode()
    assert as_(eve).get(other.get_absolute_url()).status_code == 404
    assert undo(root, entry)
    assert Follow.objects.active().filter(topic=other).count() == 2
    assert is_whole() == []


def test_a_pointer_is_listed_for_some_days_to_those_who_see_the_topic(
    root, eve, topic, other, members_board, board, as_
):
    topic_acts.move(root, topic, board=members_board, pointer_days=7)
    there = board.get_absolute_url()

    def says(member=None):
        page = as_(member).get(there).content.decode()
        return "A first question" in page and "Lounge" in page

    assert says(eve)
    assert not says()
    TopicPointer.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert not says(eve)


def test_a_draft_of_a_reply_goes_along(mod, eve, nia, topic, other):
    saving.save(eve, f"topic:{other.pk}", Content("Half a thought"), known=0)
    saving.save(nia, f"topic:{other.pk}", Content("Mine"), known=0)
    saving.save(nia, f"topic:{topic.pk}", Content("Also mine"), known=0)
    (entry,) = merge(mod, [other], topic)
    assert Draft.objects.get(member=eve).place == f"topic:{topic.pk}"
    assert Draft.objects.filter(member=nia).count() == 2
    undo(mod, entry)
    assert Draft.objects.get(member=eve).place == f"topic:{other.pk}"


def test_what_waits_a_timer_and_a_report_go_along(mod, ben, eve, topic, other):
    waiting = PendingPost.objects.create(author=ben, topic=other, source="x", key="k")
    timers.setting.perform(mod, other, act="lock", at=timezone.now() + timedelta(days=2))
    report(eve, other, reason="Spam")
    (entry,) = merge(mod, [other], topic)
    waiting.refresh_from_db()
    other.refresh_from_db()
    assert waiting.topic == topic
    assert other.timer_at is None
    assert Report.objects.get().post_id in ids(topic)
    undo(mod, entry)
    waiting.refresh_from_db()
    other.refresh_from_db()
    assert waiting.topic == other
    assert other.timer_at


def test_undone_it_is_a_topic_again_and_later_replies_stay(mod, ben, topic, other, say, as_):
    theirs, ours = ids(other), ids(topic)
    (entry,) = merge(mod, [other], topic)
    later = say(ben, topic, "Later")
    assert undo(mod, entry)
    assert (ids(other), ids(topic)) == (theirs, [*ours, later.pk])
    assert (numbers(other), numbers(topic)) == ([1, 2, 3], [1, 2, 3])
    assert as_().get(other.get_absolute_url()).status_code == 200
    assert not undo(mod, entry)
    assert is_whole() == []


def test_undone_without_what_has_gone_on_since(mod, topic, other):
    theirs = ids(other)
    (entry,) = merge(mod, [other], topic)
    split(mod, topic, [theirs[1]], title="Elsewhere")
    assert undo(mod, entry)
    assert ids(other) == [theirs[0], theirs[2]]
    assert LogEntry.objects.get(act="unmerge").detail["not_back"] == 1
    assert is_whole() == []


def test_old_addresses_of_an_import_lead_on(mod, topic, other, as_):
    forum = OldForum.objects.create(source="old", host="old.example")
    second = other.posts.get(number=2)
    OldAddress.objects.create(forum=forum, path="/t/much-the-same/77", topic=other)
    OldAddress.objects.create(forum=forum, path="/t/77", topic=other)
    OldAddress.objects.create(forum=forum, path="/t/-/77/2", topic=other, post=second)
    merge(mod, [other], topic)
    assert OldAddress.objects.get(post=second).topic == topic
    response = as_().get("/t/much-the-same/77/2")
    assert response["Location"].startswith(f"/p/{second.pk}/")
    assert as_().get("/t/much-the-same/77", follow=True).status_code == 200
    assert is_whole() == []


def test_the_check_finds_a_merged_topic_that_leads_nowhere_and_a_pointer_to_one(mod, topic, other):
    merge(mod, [other], topic)
    assert is_whole() == []
    MergedTopic.objects.all().delete()
    TopicPointer.objects.create(board=topic.board, topic=other, until=timezone.now() + timedelta(days=2))
    assert {fault.code for fault in is_whole()} == {"topic.merged", "topic_pointer.topic"}
