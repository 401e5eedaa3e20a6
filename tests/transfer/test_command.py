import pytest
from django.core.management import CommandError, call_command

from forum.boards.models import Board
from forum.topics.models import Topic
from tests.transfer.conftest import post, topic

pytestmark = pytest.mark.django_db


def test_the_command_says_what_came_in_and_what_was_odd(topic_files, capsys):
    path = topic_files(topic(5, [post(1), post(4, "Otter")]))
    call_command("import_discourse", str(path), board="Elsewhere")
    said = capsys.readouterr()
    assert "From forum.kettle.example" in said.out
    assert "1 topics, 2 posts, 2 members and 1 boards" in said.out
    assert "1 × topics with gaps" in said.out
    assert said.err == "", "the bar is for a terminal only"
    assert Topic.objects.get().board.parent.name == "Elsewhere"
    assert not Topic.objects.get().board.parent.takes_topics


def test_a_folder_that_is_no_archive_is_refused_in_one_line(tmp_path):
    with pytest.raises(CommandError, match="no archive known here"):
        call_command("import_discourse", str(tmp_path))


def test_a_parent_that_could_be_several_boards_is_asked_for_again(topic_files, board):
    Board.objects.create(name=board.name, slug="another")
    path = topic_files(topic(5, [post(1)]))
    with pytest.raises(CommandError, match="Several boards"):
        call_command("import_discourse", str(path), board=board.name)
    assert not Topic.objects.exists()


def test_a_limit_below_one_is_refused(topic_files):
    with pytest.raises(CommandError, match="1 or more"):
        call_command("import_discourse", str(topic_files(topic(5, [post(1)]))), limit=0)
