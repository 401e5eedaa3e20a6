"""How the forum goes, on the first page of the admin: new members, posts by day, the last backup."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from forum.backups.models import Backup
from forum.moderation import post_acts
from forum.posts.models import PendingPost, Post
from tests.conftest import join


@pytest.fixture
def seen(as_):
    def act(member):
        return as_(member).get("/admin/").context

    return act


@pytest.fixture
def reporter(db):
    member = join("reporter", is_staff=True)
    member.user_permissions.set(Permission.objects.filter(codename__in=("view_post", "view_user")))
    return member


def test_posts_are_counted_by_day(seen, root, ben, topic, say):
    for days in (0, 0, 3, 13, 14):
        post = say(ben, topic)
        Post.objects.filter(pk=post.pk).update(created_at=timezone.now() - timedelta(days=days))
    shown = seen(root)["posts_by_day"]
    assert [bar.count for bar in shown.bars] == [1, *[0] * 9, 1, 0, 0, 3]
    assert (shown.total, shown.most) == (5, 3)
    assert shown.bars[-1].height > shown.bars[0].height > shown.bars[1].height


def test_what_is_removed_or_out_of_sight_is_not_counted(
    seen, root, reporter, ben, topic, staff_board, start, say
):
    gone = say(ben, topic)
    before = seen(root)["posts_by_day"].total
    post_acts.remove(root, gone, "x")
    assert seen(root)["posts_by_day"].total == before - 1
    few = seen(reporter)["posts_by_day"].total
    vault = staff_board
    vault.grants.all().delete()
    start(root, vault, title="Hidden")
    assert seen(reporter)["posts_by_day"].total == few
    assert seen(root)["posts_by_day"].total == before


def test_new_members_are_those_who_joined_here(seen, root):
    for name, days, fields in (
        ("today", 0, {}), ("week", 6, {}), ("before", 8, {}), ("import", 0, {"is_imported": True})
    ):  # fmt: skip
        member = join(name, **fields)
        member.date_joined = timezone.now() - timedelta(days=days)
        member.save()
    assert seen(root)["new_members"] == {"today": 2, "week": 3}  # the owner too


def test_posts_that_wait_for_approval_are_counted_for_those_who_approve(seen, root, reporter, ben, topic):
    PendingPost.objects.create(author=ben, topic=topic, source="x", key="1")
    assert seen(root)["pending_posts"] == 1
    topic.board.grants.filter(audience="staff").delete()
    assert seen(reporter)["pending_posts"] == 0


def test_the_last_backup_is_shown_to_owners(as_, root, reporter):
    assert "There is no backup yet." in as_(root).get("/admin/").text
    Backup.objects.create(kind="manual", state="done", made_at=timezone.now() - timedelta(days=5))
    assert "There is no backup yet." not in as_(root).get("/admin/").text
    assert "There is no backup yet." not in as_(reporter).get("/admin/").text


def test_the_numbers_are_a_table_too(as_, root, topic):
    page = as_(root).get("/admin/").text
    assert page.count('<th scope="row">') >= 14
    assert 'role="img"' in page
