"""What a board asks of those who write holds for what is sent at once."""

from functools import partial

from forum.drafts.models import Draft
from forum.posts.approving import approve
from forum.posts.models import PendingPost, Post
from tests.posts.test_waiting import send_reply, send_topic, sets
from tests.races.racing import at_once


def test_of_posts_sent_at_once_one_is_posted(as_, ada, ben, board, start):
    topics = [start(ada, board, title=f"Topic {n}") for n in range(3)]
    sets(board, slow_minutes=10)
    sends = [partial(send_reply, as_(ben), topic) for topic in topics]
    sends += [partial(send_topic, as_(ben), board, title=f"Mine {n}") for n in range(2)]
    statuses = sorted(answer.status_code for answer in at_once(sends))
    assert statuses == [303, 429, 429, 429, 429]
    assert Post.objects.filter(author=ben).count() == 1


def test_of_a_text_withdrawn_while_it_is_approved_one_comes_of_it(as_, ben, mod, topic, board):
    sets(board, approves_replies=True)
    send_reply(as_(ben), topic)
    pending, browser = PendingPost.objects.get(), as_(ben)
    at_once([lambda: approve(mod, pending), lambda: browser.post(f"/waiting/{pending.pk}/withdraw/")])
    posted, drafts = Post.objects.filter(author=ben).count(), Draft.objects.exclude(body="").count()
    assert (posted + drafts, PendingPost.objects.count()) == (1, 0)
