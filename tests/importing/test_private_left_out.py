"""Which private messages of another forum stay out, and what the owner reads about them."""

import pytest
from django.core.management import call_command

from accounts.models import User
from forum.topics.models import Topic
from tests.importing.conftest import PEOPLE, post, private, topic
from tests.importing.letters import conversation, letters

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ({"subtype": "system_message"}, "private_forum"),
        ({"pm_with_non_human_user": True}, "private_forum"),
        ({"is_warning": True}, "private_warning"),
        ({"subtype": "moderator_warning"}, "private_warning"),
        ({"subtype": "notify_moderators"}, "private_staff"),
        ({"deleted_at": "2019-05-01T10:00:00Z"}, "private_deleted"),
        ({"details": {"allowed_users": []}}, "private_nobody"),
        ({"subtype": "notify_user"}, None),
        ({"subtype": ["what"]}, None),
    ],
)
def test_what_is_no_letter_between_members_is_left_out_and_said(
    import_path, topic_files, message, reason, faults
):
    run = import_path(topic_files(topic(5, [post(1)]), private(6, letters(), **message)))
    assert Topic.objects.filter(board=None).exists() is (reason is None)
    assert ([kind for kind in run.report.warnings if kind.startswith("private")]) == (
        [reason] if reason else []
    )
    assert faults() == []


def test_the_old_forums_own_messages_stay_out_by_their_author_too(import_path, topic_files):
    welcome = [post(1, "system", "Welcome!", 6), post(2, raw="Thanks.", topic=6)]
    run = import_path(topic_files(private(6, welcome, allowed=("wren", "system"))))
    assert not Topic.objects.exists()
    assert run.report.warnings["private_forum"] == 1
    assert PEOPLE["system"] < 0


def test_the_report_counts_conversations_and_what_was_left_out(topic_files, capsys):
    path = topic_files(
        topic(5, [post(1)]), private(6, letters()), private(7, letters(7), subtype="system_message")
    )
    call_command("import_discourse", str(path))
    said = capsys.readouterr().out
    assert "Imported 1 topic, 4 posts" in said
    assert "1 private message is a conversation of those who took part." in said
    assert "private messages by the old forum itself or its bots, left out (7)" in said


def test_they_stay_out_if_the_owner_wants_it_and_come_in_later(topic_files, capsys, faults):
    path = topic_files(topic(5, [post(1)]), private(6, letters()))
    call_command("import_discourse", str(path), no_private_messages=True)
    assert not Topic.objects.filter(board=None).exists()
    assert not User.objects.filter(username="Otter").exists()
    assert "private messages, left out as you asked (6)" in capsys.readouterr().out
    call_command("import_discourse", str(path))
    assert conversation().post_count == 3
    assert faults() == []
