"""Many members reply to one topic at one moment (K1), and one form is sent many times (K2)."""

import uuid
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.utils import timezone

from forum.markup import Options
from forum.posts import publishing, removing, writing_limits
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission
from forum.site.models import SiteSettings
from forum.topics.board_totals import recount_board
from forum.topics.models import Topic
from tests.plumbing.thoroughness import all_or
from tests.races.racing import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)

MEMBERS, ROUNDS, COPIES = 40, all_or(4, 2), 10


@pytest.fixture(scope="module")
def text():
    return render_text("At the same moment.", options=Options())


def replying(author, topic, text, key=None):
    """A reply to be made; without a key it is another form each time. Who follows by it is raced elsewhere."""
    submission = partial(Submission, author, text, follow=False, is_repeat_meant=True)
    return lambda: publishing.reply(topic, submission(key=key or uuid.uuid4().hex))


def test_every_one_of_forty_replies_gets_a_number_of_its_own(crowd, topics, text):
    members = crowd(MEMBERS)
    for topic in topics(ROUNDS):
        outcomes = at_once([replying(member, topic, text) for member in members])
        assert failures(outcomes) == []
        posts = list(topic.posts.order_by("number"))
        assert [post.number for post in posts] == list(range(1, MEMBERS + 2))
        assert {post.pk for post in posts[1:]} == {post.pk for post in outcomes}
        topic.refresh_from_db()
        assert (topic.last_number, topic.post_count, topic.version) == (MEMBERS + 1, MEMBERS + 1, MEMBERS + 2)
        assert (topic.last_poster_id, topic.last_post_at) == (posts[-1].author_id, posts[-1].created_at)


def test_one_form_sent_ten_times_at_once_is_one_reply(crowd, topics, text):
    for member, topic in zip(crowd(ROUNDS), topics(ROUNDS), strict=True):
        outcomes = at_once([replying(member, topic, text, key="the-same")] * COPIES)
        assert failures(outcomes) == []
        assert {post.pk for post in outcomes} == {topic.posts.get(number=2).pk}
        member.refresh_from_db()
        assert member.post_count == 1


def test_one_form_sent_ten_times_at_once_is_one_topic(crowd, board, text):
    for member in crowd(ROUNDS):
        starting = partial(publishing.start, board, Submission(member, text, "the-same", title="Only once"))
        outcomes = at_once([starting] * COPIES)
        assert failures(outcomes) == []
        assert len({post.pk for post in outcomes}) == Topic.objects.filter(author=member).count() == 1


def test_one_form_sent_over_ten_connections_leads_to_one_post(ben, topic, as_):
    sent = {"body": "Say it once.", "key": uuid.uuid4().hex, "board": topic.board_id}
    browsers = [as_(ben) for _copy in range(COPIES)]
    address = f"{topic.get_absolute_url()}reply/"
    answers = at_once([partial(browser.post, address, sent) for browser in browsers])
    assert failures(answers) == []
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        answers.append(browsers[0].post(address, sent))
    assert {answer.status_code for answer in answers} == {303}
    post = Post.objects.get(author=ben)
    assert {answer["Location"] for answer in answers} == {post.address()}
    assert post.source == "Say it once."


def test_the_limit_on_posts_holds_against_posts_at_once(crowd, topics, text):
    (member,) = crowd(1)
    # In as many topics: there only the member's own row keeps one post from overtaking another.
    most = SiteSettings().posts_a_minute
    outcomes = at_once([replying(member, topic, text) for topic in topics(most + 8)])
    assert {type(error) for error in failures(outcomes)} == {writing_limits.TooFast}
    assert Post.objects.filter(author=member).count() == most


@pytest.mark.parametrize("setting", ["posts_an_hour", "new_member_topics"])
def test_other_limits_hold_against_posts_at_once_too(setting, crowd, topics, board, text):
    (member,) = crowd(1)
    SiteSettings.current().change(posts_a_minute=None, **{setting: 2})
    if setting == "posts_an_hour":
        calls = [replying(member, topic, text) for topic in topics(8)]
    else:
        drafts = [Submission(member, text, uuid.uuid4().hex, title=f"Topic {n}") for n in range(8)]
        calls = [partial(publishing.start, board, draft) for draft in drafts]
    outcomes = at_once(calls)
    assert {type(error) for error in failures(outcomes)} == {writing_limits.TooFast}
    assert Post.objects.filter(author=member).count() == 2


def test_posts_come_and_go_at_once(crowd, topics, text):
    members = crowd(8)
    for topic in topics(ROUNDS):
        written = [replying(member, topic, text)() for member in members[:4]]
        removals = [partial(removing.remove, post.author, post) for post in written]
        outcomes = at_once(removals + [replying(member, topic, text) for member in members])
        assert failures(outcomes) == []
        topic.refresh_from_db()
        assert (topic.last_number, topic.post_count) == (13, 9)


def test_totals_counted_at_once_end_with_the_latest_count(crowd, topics, board, text):
    def reply_and_count(member, topic):
        replying(member, topic, text)()
        recount_board(board.pk)

    calls = zip(crowd(MEMBERS // 2), topics(MEMBERS // 2), strict=True)
    assert failures(at_once([partial(reply_and_count, *pair) for pair in calls])) == []
    board.refresh_from_db()
    assert (board.topic_count, board.post_count) == (MEMBERS // 2, MEMBERS)
