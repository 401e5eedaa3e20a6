"""`manage.py demo`: when it writes, and what the seed and the day change."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import User
from forum.boards.models import Board
from forum.follows.models import Follow
from forum.moderation.models import LogEntry
from forum.posts.models import Post
from forum.site.models import SiteSettings
from forum.topics.models import Tag, Topic

pytestmark = pytest.mark.django_db


def rows():
    """All that was written, without what the database numbers by itself."""
    return {
        "posts": list(
            Post.objects.order_by("pk").values_list(
                "pk", "topic", "number", "author__username", "html", "created_at"
            )
        ),
        "topics": list(
            Topic.objects.order_by("pk").values_list(
                "pk", "title", "view_count", "follower_count", "last_post_at"
            )
        ),
        "follows": list(
            Follow.objects.order_by("pk").values_list(
                "topic",
                "board__slug",
                "tag__slug",
                "person__username",
                "member__username",
                "created_at",
                "level",
            )
        ),
        "tags": list(Tag.objects.order_by("slug").values_list("slug", "follower_count", "topics__title")),
        "entries": list(
            LogEntry.objects.order_by("pk").values_list("act", "by__username", "topic", "created_at")
        ),
        "members": list(User.objects.order_by("pk").values_list("username", "date_joined", "post_count")),
    }


def demo_undone(*arguments):
    """The rows of a demo that is taken back at once."""
    with transaction.atomic():
        call_command("demo", *arguments)
        written = rows()
        transaction.set_rollback(True)
    return written


def test_the_same_seed_and_day_make_the_same_rows():
    first = demo_undone("--today", "2026-11-23")
    assert demo_undone("--today", "2026-11-23", "--seed", "1") == first


def test_another_seed_keeps_the_words_and_changes_the_minutes():
    one, other = demo_undone("--today", "2026-11-23"), demo_undone("--today", "2026-11-23", "--seed", "2")
    assert sorted(row[1] for row in one["topics"]) == sorted(row[1] for row in other["topics"])
    assert one["follows"] != other["follows"]
    assert [row[-1] for row in one["posts"]] != [row[-1] for row in other["posts"]]


def test_another_day_moves_everything_by_as_much():
    one, other = demo_undone("--today", "2026-11-23"), demo_undone("--today", "2026-12-03")
    moved = {later[-1] - sooner[-1] for sooner, later in zip(one["posts"], other["posts"], strict=True)}
    assert {gap.days for gap in moved} == {10}
    assert [row[:-1] for row in one["posts"]] == [row[:-1] for row in other["posts"]]


def test_what_the_owner_said_of_the_forum_stays():
    SiteSettings.objects.update_or_create(pk=1, defaults={"name": "Harbour Talk"})
    call_command("demo")
    site = SiteSettings.current()
    assert (site.name, site.tagline) == ("Harbour Talk", "")


def test_a_forum_with_topics_is_left_alone(topic, capsys):
    before = rows()
    with pytest.raises(CommandError) as refusal:
        call_command("demo")
    assert "\n" not in str(refusal.value)
    assert refusal.value.returncode == 1
    call_command("demo", if_empty=True)
    assert capsys.readouterr().out == ""
    assert rows() == before
    assert SiteSettings.current().name == "Folkmoot"


def test_a_namesake_stops_it_before_anything_is_written(ben):
    with pytest.raises(CommandError) as refusal:
        call_command("demo")
    assert "\n" not in str(refusal.value)
    assert not Board.objects.exists()
    assert list(User.objects.all()) == [ben]
