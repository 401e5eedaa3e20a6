import json

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from accounts.models import User
from forum.boards.models import Board
from forum.checks import backlog as owing
from forum.checks.management.commands import check_forum
from forum.jobs.models import Job
from forum.notifications.models import Delivery
from forum.topics.models import Tag, Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def check(capsys):
    """check("--json") → (exit code, what was printed)."""

    def run(*arguments):
        code = 0
        try:
            call_command("check_forum", *arguments)
        except SystemExit as end:
            code = end.code
        except CommandError as error:
            code = error.returncode
        return code, capsys.readouterr().out

    return run


def test_a_whole_forum_gets_one_line_for_each_invariant(talk, check):
    code, said = check()
    assert code == 0
    lines = said.splitlines()
    assert [line.split()[0] for line in lines] == ["I1", "I2", "I3", "I4", "I5", "I6", "I9"]
    assert all("whole" in line for line in lines)


def test_faults_are_named_with_examples_and_exit_1(talk, check):
    Topic.objects.update(post_count=8)
    code, said = check()
    assert code == 1
    assert f"I2 counters  topics with a wrong number of posts: 1 ({talk.pk})" in said


def test_a_program_gets_json(talk, check):
    Topic.objects.update(follower_count=8)
    code, said = check("--json")
    answer = json.loads(said)
    assert (code, answer["whole"], answer["repaired"]) == (1, False, [])
    counters = next(verdict for verdict in answer["invariants"] if verdict["code"] == "I2")
    assert [(fault["code"], fault["count"], fault["examples"]) for fault in counters["faults"]] == [
        ("topic.follower_count", 1, [talk.pk])
    ]


def test_repair_sets_every_counter_right_and_says_which(talk, check):
    before = (
        Topic.objects.values().get(),
        list(User.objects.order_by("pk").values()),
        list(Board.objects.values()),
    )
    Topic.objects.update(
        post_count=9, last_number=9, follower_count=9, last_post_at=timezone.now(), last_poster=None
    )
    User.objects.update(post_count=9, follower_count=8)
    Board.objects.update(post_count=9, topic_count=9, follower_count=8)
    Tag.objects.update(follower_count=8)
    code, said = check("--repair")
    assert code == 0
    board, tag, author = talk.board_id, talk.tags.get().pk, talk.author_id
    for thing in (f"board {board}", f"tag {tag}", f"member {author}"):
        assert f"{thing}: follower_count 8 → 1" in said
    assert Tag.objects.get().follower_count == 1
    for field in ("post_count 9 → 2", "last_number 9 → 3", "follower_count 9 → 2", "last_poster_id None →"):
        assert field in said
    after = (
        Topic.objects.values().get(),
        list(User.objects.order_by("pk").values()),
        list(Board.objects.values()),
    )
    after[0]["version"] -= 1
    assert after == before


def test_repair_of_a_whole_forum_changes_nothing(talk, check):
    code, said = check("--repair")
    assert (code, "repaired" in said) == (0, False)
    assert Topic.objects.get().version == talk.version


def test_what_cannot_be_repaired_stays_a_fault(talk, check):
    talk.posts.filter(number=2).update(html="")
    code, said = check("--repair")
    assert code == 1
    assert "posts without HTML" in said


def test_failed_and_forgotten_jobs_are_a_warning(talk, check):
    long_ago = timezone.now() - 2 * owing.LONG
    for state, error in (
        ("waiting", ""),
        ("waiting", "ValueError: yet again"),
        ("running", ""),
        ("failed", "KeyError"),
    ):
        Job.objects.create(name="bell.rang", state=state, error=error, due_at=long_ago, claimed_at=long_ago)
    code, said = check()
    assert code == 0
    assert "warning: background jobs that failed: 1" in said
    assert (
        "warning: background jobs that have waited for more than 10 minutes (is the worker running?): 2"
        in said
    )


def test_a_database_that_does_not_answer_is_exit_2(check, monkeypatch):
    def silent(look):
        raise OperationalError("no answer\nand more")

    monkeypatch.setattr(check_forum, "check_invariants", silent)
    assert check()[0] == 2


def test_failed_and_forgotten_mails_are_a_warning(ben, check):
    long_ago = timezone.now() - 2 * owing.LONG
    for key, fields in {
        "failed": {"state": "failed"},
        "forgotten": {"due_at": long_ago},
        "stuck": {"state": "running", "claimed_at": long_ago},
        "held": {"due_at": long_ago, "error": "The mail server does not answer"},
        "fresh": {},
    }.items():
        Delivery.objects.create(member=ben, key=key, channel="mail", kind="moderated", **fields)
    _code, said = check()
    assert "warning: emails that couldn’t be sent: 1" in said
    assert "warning: emails that have waited for more than 10 minutes (is the worker running?): 2" in said


def test_posts_of_an_older_version_are_a_warning_that_says_what_to_run(talk, check):
    assert "older version" not in check()[1]
    talk.posts.filter(number=1).update(markup_version=1)
    code, said = check()
    assert code == 0
    post = talk.posts.get(number=1)
    assert f"warning: posts rendered by an older version (run manage.py rerender): 1 ({post.pk})" in said
    answer = json.loads(check("--json")[1])
    assert [warning["code"] for warning in answer["warnings"]] == ["post.older"]
