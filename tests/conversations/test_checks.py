import pytest
from django.db import transaction

from forum.checks.invariants import check_invariants
from forum.conversations import taking_part
from forum.moderation import message_reports
from forum.moderation.undoing import undo
from forum.posts.models import Post
from forum.reports.reporting import report
from forum.topics.models import Topic
from forum.topics.participants import Participant
from tests.conversations.talking import start


@pytest.fixture
def conversation(ada, ben, db):
    return start(ada, ben)


def faults():
    return {fault.code for verdict in check_invariants() for fault in verdict.faults}


def test_a_forum_with_conversations_is_whole_whoever_left_and_came(conversation, ada, ben, eve, say):
    say(ben, conversation, "Yes")
    taking_part.add(ada, conversation, eve, sees_all=False)
    taking_part.leave(ben, conversation)
    assert faults() == set()


def test_a_forum_is_whole_after_a_report_took_the_only_message_and_gave_it_back(conversation, ben, root):
    found = report(ben, conversation.posts.get(), "Rude").report
    with transaction.atomic():
        entry = message_reports.remove(root, found, "Rude")
    assert faults() == set()
    assert undo(root, entry)
    assert faults() == set()
    assert not conversation.posts.get().is_removed


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda topic, board: Participant.objects.all().delete(), "topic.board"),
        (lambda topic, board: Topic.objects.filter(pk=topic.pk).update(board=board), "participant.topic"),
        (lambda topic, board: Participant.objects.update(from_number=99), "participant.from_number"),
    ],
)
def test_what_is_wrong_with_one_is_found(damage, fault, conversation, board):
    damage(conversation, board)
    assert fault in faults()


def test_a_message_that_was_counted_for_its_author_is_found(conversation, ada):
    type(ada).objects.filter(pk=ada.pk).update(post_count=1)
    assert any("post_count" in name for name in faults())
    assert Post.objects.filter(author=ada).count() == 1
