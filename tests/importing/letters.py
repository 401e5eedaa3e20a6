"""A private message of another forum, and who comes back to it."""

from accounts.models import User
from forum.account_merging import merging
from forum.topics.models import Topic
from forum.topics.participants import Participant
from tests.importing.conftest import post

WORDS = "Quodlibetarian ladles."


def letters(topic_id=6):
    return [
        post(1, raw=WORDS, topic=topic_id),
        post(2, "Otter", "Behind the stove.", topic_id, reply_to_post_number=1),
        post(3, raw="Found it!", topic=topic_id, version=2, updated_at="2019-03-05T08:00:00Z"),
    ]


def conversation():
    return Topic.objects.get(board=None)


def parts():
    return {row.member.username: row for row in Participant.objects.select_related("member")}


def come_back(root, old, into):
    """What the old forum's member wrote is the account's, as after a claim."""
    merging.merge(root, User.objects.get(username=old), into, "It is them.")
