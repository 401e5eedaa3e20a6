"""The command itself, killed without warning in the middle of its work."""

import pytest

from forum.importing.models import Import
from forum.posts.models import Post
from forum.topics.models import Topic
from tests.importing.conftest import post, topic
from tests.plumbing.commands import PATIENCE, kill_when, start_command


def command(path):
    return start_command("import_discourse", str(path))


def kill_after(path, posts):
    """Kill the import as soon as so many posts are stored; False if it ended before."""
    return kill_when(command(path), lambda: Post.objects.count() >= posts)


@pytest.mark.django_db(transaction=True)
def test_an_import_killed_at_any_moment_goes_on_where_it_stopped(topic_files, faults):
    topics = [
        topic(
            number,
            [post(1, raw=f"Text {number}. " * 40, topic=number)]
            + [
                post(2 + place, "Otter", f"Reply {place} " + "word " * 120, topic=number)
                for place in range(9)
            ],
            slug=f"topic-{number}",
        )
        for number in range(1, 161)
    ]
    path = topic_files(*topics)
    kills = [kill_after(path, posts) for posts in (1, 700)]
    assert any(kills), "it was over before it could be killed once"
    assert faults() == []
    finished = command(path)
    said, _ = finished.communicate(timeout=PATIENCE)
    assert finished.returncode == 0, said
    assert Topic.objects.count() == 160
    assert Post.objects.count() == 1600
    assert not Import.objects.filter(kind__startswith="reserved").exists()
    assert "already here" in said
    assert faults() == []
