import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from forum import running_lock
from forum.posts.models import Post
from forum.rerendering import report
from forum.rerendering.rendering import Rerendering
from tests.rerendering.conftest import OLD, make_older

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_children")]


@pytest.fixture
def rerender(capsys):
    """rerender("--all") → (exit code, what was printed)."""

    def run(*arguments):
        code = 0
        try:
            call_command("rerender", *arguments)
        except CommandError as error:
            code = error.returncode
            print(error)
        said = capsys.readouterr()
        assert said.err == "", "the bar is for a terminal only"
        return code, said.out

    return run


def test_the_command_says_what_it_did(topic, rerender):
    make_older()
    assert rerender() == (0, "1 text rendered again, 1 changed.\n")
    assert Post.objects.get().html != OLD
    assert rerender() == (0, "0 texts rendered again, 0 changed.\n")
    assert rerender("--all") == (0, "1 text rendered again, 0 changed.\n")


def test_a_dry_run_says_what_would_change(topic, rerender):
    make_older()
    assert rerender("--dry-run") == (
        0,
        "1 text rendered again, 1 changed.\nThis was a trial. Nothing was saved.\n",
    )
    assert Post.objects.get().html == OLD


def test_texts_that_keep_their_html_are_named_but_not_without_end(long_topic, rerender, monkeypatch):
    monkeypatch.setattr(report, "MOST_NAMED", 2)
    monkeypatch.setattr("forum.rerendering.management.commands.rerender.MOST_NAMED", 2)
    long_topic(4)
    make_older()
    Post.objects.filter(number__gt=1).update(source=">")
    code, said = rerender()
    lines = said.splitlines()
    assert (code, lines[1][:7], lines[-1]) == (0, "3 texts", "  and 1 more")
    assert [line.split()[0].rpartition("/p/")[2] for line in lines[2:4]] == [
        f"{post.pk}/" for post in Post.objects.filter(number__in=[2, 3]).order_by("pk")
    ]


def test_one_topic_of_a_number_that_is_none_is_nothing_to_do(topic, rerender):
    assert rerender("--topic", "999999") == (0, "0 texts rendered again, 0 changed.\n")


def test_a_database_that_goes_away_is_one_sentence_and_exit_2(topic, rerender, monkeypatch):
    def gone(*_asked):
        raise OperationalError("server closed the connection\nand more")

    monkeypatch.setattr("forum.rerendering.rendering.save", gone)
    make_older()
    code, said = rerender()
    assert (code, said.count("\n")) == (2, 1)
    assert "server closed the connection. Run this again to continue." in said


def test_nothing_is_rendered_while_a_backup_is_restored(topic, rerender, settings):
    make_older()
    with running_lock.alone(settings.FORUM_DATA):
        code, said = rerender()
    assert (code, said) == (2, "A backup is being restored. Try again when that’s done.\n")
    assert Post.objects.get().html == OLD


def test_it_can_be_stopped_with_a_key(topic, rerender, monkeypatch):
    def interrupted(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(Rerendering, "run", interrupted)
    assert rerender() == (130, "Stopped. Run it again to continue.\n")
