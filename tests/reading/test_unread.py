"""What counts as unread: others' posts beyond one's mark, not muted, not too old."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from forum.follows import following
from forum.posts import removing
from forum.posts.models import Post
from forum.reading.models import ReadLine
from forum.reading.unread import unread_counts, unread_topics
from forum.topics import read_marks
from forum.topics.models import ReadMark, Tag, Topic
from tests.reading.menu import unread_by_board

pytestmark = pytest.mark.django_db


def counted(member, *topics):
    """The counts by id, as lists show them; the set of unread topics must say the same."""
    topics = topics or Topic.objects.all()
    counts = unread_counts(member, topics)
    assert set(unread_topics(member).filter(pk__in=[topic.pk for topic in topics])) == {
        topic for topic in topics if topic.pk in counts
    }
    assert sum(unread_by_board(member).values()) == unread_topics(member).count()
    return {pk: unread.words for pk, unread in counts.items()}


def test_a_topic_that_was_never_opened_is_new_with_all_its_posts(eve, ben, topic, say):
    say(ben, topic)
    assert counted(eve) == {topic.pk: "2"}
    assert unread_counts(eve, [topic])[topic.pk].is_new


def test_an_opened_topic_counts_what_came_since(eve, ben, topic, say):
    read_marks.mark_read(eve, topic, 1)
    assert counted(eve) == {}
    say(ben, topic)
    say(ben, topic)
    assert counted(eve) == {topic.pk: "2"}
    assert not unread_counts(eve, [topic])[topic.pk].is_new


def test_own_posts_are_never_new(ada, ben, topic, say):
    assert counted(ada) == {}
    say(ben, topic)
    say(ada, topic)
    assert counted(ada) == {topic.pk: "1"}


def test_a_removed_post_is_not_counted(eve, ben, mod, topic, say):
    read_marks.mark_read(eve, topic, 1)
    post = say(ben, topic)
    assert counted(eve) == {topic.pk: "1"}
    assert removing.remove(mod, post)
    assert counted(eve) == {}


def test_what_is_left_after_a_removal_is_counted_where_it_is_unread(eve, ben, mod, topic, say):
    """The topic's row names its last post that is not removed: of a moment before the mark's, or after it."""
    read_marks.mark_read(eve, topic, 1)
    answers = [say(ben, topic, f"Number {number}") for number in range(3)]
    read_marks.mark_read(eve, topic, 2)
    removing.remove(mod, answers[2])
    assert counted(eve) == {topic.pk: "1"}
    removing.remove(mod, answers[1])
    assert counted(eve) == {}


def test_ones_own_last_post_leaves_what_others_wrote_before_it_unread(eve, ben, topic, say):
    read_marks.mark_read(eve, topic, 1)
    say(ben, topic)
    say(eve, topic)
    read_marks.move_back(eve, topic, 1)
    assert counted(eve) == {topic.pk: "1"}
    read_marks.mark_read(eve, topic, 2)
    assert counted(eve) == {}


def test_posts_of_an_ignored_member_are_not_counted_and_others_are(eve, ada, ben, topic, say):
    say(ben, topic)
    following.mute(eve, ben)
    assert counted(eve) == {topic.pk: "1"}
    following.mute(eve, ada)
    assert counted(eve) == {}


@pytest.mark.parametrize("muted", ["topic", "board", "tag"])
def test_what_is_muted_is_not_counted_unless_the_topic_is_followed(eve, ada, board, start, muted):
    tag = Tag.objects.create(name="Glue", slug="glue")
    topic = start(ada, board, tags=[tag])
    other = start(ada, board, title="Another")
    following.mute(eve, {"topic": topic, "board": board, "tag": tag}[muted])
    assert topic.pk not in counted(eve)
    assert (other.pk in counted(eve)) == (muted != "board")
    following.follow(eve, topic)
    assert topic.pk in counted(eve)


def test_what_was_written_before_somebody_joined_is_not_unread_to_them(joined_long_ago, nia, topic, age):
    age(topic, 1)
    assert counted(joined_long_ago) == {topic.pk: "1"}
    assert counted(nia) == {}


def test_what_is_older_than_the_horizon_is_read_unless_opened_or_followed(
    joined_long_ago, ada, ben, board, start, say, age
):
    never, opened, followed = (start(ada, board, title=title) for title in ("Never", "Opened", "Followed"))
    for topic in (never, opened, followed):
        say(ben, topic)
        age(topic, 31)
    read_marks.mark_read(joined_long_ago, opened, 1)
    following.follow(joined_long_ago, followed)
    assert counted(joined_long_ago) == {opened.pk: "1", followed.pk: "2"}
    say(ben, never)
    assert counted(joined_long_ago, never) == {never.pk: "1"}


def test_counts_stop_at_99(eve, long_topic):
    topic = long_topic(300)
    read_marks.mark_read(eve, topic, 201)
    assert counted(eve) == {topic.pk: "99"}
    read_marks.move_back(eve, topic, 200)
    assert counted(eve) == {topic.pk: "99+"}
    read_marks.move_back(eve, topic, 0)
    assert counted(eve) == {topic.pk: "99+"}


def test_a_visitor_has_nothing_unread(topic):
    assert unread_counts(AnonymousUser(), [topic]) == {}
    assert unread_by_board(AnonymousUser()) == {}


def test_nothing_is_unread_where_the_member_does_not_see_the_board(eve, root, ada, staff_board, board, start):
    secret, open_topic = start(root, staff_board), start(ada, board)
    assert set(unread_topics(eve)) == {open_topic}
    assert unread_by_board(eve) == {board.pk: 1}
    assert set(unread_topics(root)) == {open_topic}  # the other is their own
    Post.objects.filter(topic=secret).update(author=ada)
    assert unread_by_board(root) == {board.pk: 1, staff_board.pk: 1}


@pytest.mark.parametrize("kind", ["board", "tag", "everywhere"])
def test_a_line_counts_what_was_before_it_as_read(eve, ada, ben, board, members_board, start, say, kind):
    tag = Tag.objects.create(name="Glue", slug="glue")
    topic = start(ada, board, tags=[tag])
    other = start(ada, members_board, title="Elsewhere")
    where = {"board": {"board": board}, "tag": {"tag": tag}, "everywhere": {}}[kind]
    ReadLine.objects.create(member=eve, at=timezone.now(), **where)
    assert topic.pk not in counted(eve)
    assert (other.pk in counted(eve)) == (kind != "everywhere")
    say(ben, topic)
    assert counted(eve, topic) == {topic.pk: "1"}


def test_a_mark_moved_back_after_a_line_outweighs_it_for_its_topic(eve, ada, ben, board, start, say):
    topic, other = start(ada, board), start(ada, board, title="Another")
    say(ben, topic)
    ReadLine.objects.create(member=eve, at=timezone.now())
    read_marks.move_back(eve, topic, 1)
    assert counted(eve) == {topic.pk: "1"}
    ReadLine.objects.update(at=timezone.now())
    assert counted(eve) == {}
    assert other.pk not in counted(eve)


def test_a_mark_that_was_moved_to_the_beginning_leaves_the_whole_topic_unread(joined_long_ago, topic, age):
    age(topic, 300)
    assert counted(joined_long_ago) == {}
    read_marks.move_back(joined_long_ago, topic, 0)
    assert counted(joined_long_ago) == {topic.pk: "1"}
    assert ReadMark.objects.get().number == 0
