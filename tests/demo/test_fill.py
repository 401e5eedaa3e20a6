"""`manage.py fill`: a large forum, here a small one of its kind."""

from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Max

from accounts.models import User
from forum import markup
from forum.boards.models import Board
from forum.checks.invariants import check_invariants
from forum.demo.large import texts
from forum.follows.models import Follow
from forum.jobs.models import Job
from forum.notifications.models import Notification
from forum.posts.models import Post
from forum.search import reindexing
from forum.search.models import ChangedPost
from forum.topics.models import ReadMark, Tag, Topic

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture(scope="module", autouse=True)
def rendered_once():
    results = {}

    def render_many(jobs, options):
        jobs = list(jobs)
        fresh = [(source, source, members) for _key, source, members in jobs if source not in results]
        results.update(markup.render_many(fresh, options=options))
        return ((key, results[source]) for key, source, _members in jobs)

    with pytest.MonkeyPatch.context() as patch:
        names = {"render_many": render_many, "Refused": markup.Refused, "Rendered": markup.Rendered}
        patch.setattr(texts, "markup", SimpleNamespace(**names))
        yield


def filled(posts, *arguments):
    call_command("fill", "--posts", str(posts), "--today", "2026-11-23", *arguments)


def content_of(*arguments):
    """What a forum says that is taken back at once."""
    with transaction.atomic():
        filled(500, *arguments)
        first = Post.objects.earliest("pk").pk - 1
        content = {
            "posts": [
                (pk - first, *rest)
                for pk, *rest in Post.objects.order_by("pk").values_list(
                    "pk", "topic__title", "number", "author__username", "html", "created_at", "removed_at"
                )
            ],
            "topics": list(
                Topic.objects.order_by("pk").values_list("title", "board__slug", "view_count", "last_post_at")
            ),
            "follows": sorted(
                Follow.objects.values_list("member__username", "topic__title", "created_at"), key=str
            ),
            "members": list(User.objects.order_by("pk").values_list("username", "date_joined", "post_count")),
        }
        transaction.set_rollback(True)
    return content


def test_a_large_forum_is_whole_and_leaves_the_worker_nothing_to_do(capsys):
    filled(2_000)
    assert [fault for verdict in check_invariants() for fault in verdict.faults] == []
    assert reindexing.is_whole()
    assert not Job.objects.exists() and not ChangedPost.objects.exists()
    said = capsys.readouterr().out
    assert "2,000 of 2,000 posts written." in said
    assert "2,000 posts, 200 topics and 50 members in" in said


def test_everything_has_the_size_that_follows_from_the_number_of_posts():
    filled(2_000)
    assert (Post.objects.count(), Topic.objects.count(), User.objects.count()) == (2_000, 200, 50)
    assert Topic.objects.aggregate(most=Max("last_number"))["most"] == 200
    assert User.objects.filter(post_count__gte=190).count() == 1
    assert Board.objects.annotate(n=Count("topics")).get(n=100).slug == "workshop"
    assert Topic.objects.aggregate(most=Max("follower_count"))["most"] >= 20
    reader = User.objects.get(username="reader")
    assert ReadMark.objects.filter(member=reader).count() >= 30
    assert Notification.objects.filter(member=reader, read_at=None).exists()
    for some in (Post.objects.exclude(removed_at=None), Post.objects.filter(revision=2), Tag.objects.all()):
        assert some.exists()


def test_it_reads_as_any_other_forum(client):
    filled(500)
    post = Post.objects.filter(
        removed_at=None, number=2, topic__board__slug="workshop", topic__removed_at=None
    )
    found = client.get(post.first().topic.get_absolute_url())
    assert post.first().html.partition("\n")[0] in found.content.decode()
    team = Topic.objects.filter(board__slug="back-office").first()
    if team:
        assert client.get(team.get_absolute_url()).status_code == 404


def test_words_of_posts_and_titles_are_found(client):
    filled(500)
    topic = Topic.objects.filter(board__slug="workshop", removed_at=None).last()
    assert topic.title in client.get("/search/", {"q": f'"{topic.title}"'}).content.decode().replace(
        "&#x27;", "'"
    )


def test_the_same_seed_and_day_make_the_same_forum_and_another_seed_another():
    first = content_of()
    assert content_of("--seed", "1") == first
    other = content_of("--seed", "2")
    for what, rows in first.items():
        assert rows != other[what], what


@pytest.mark.parametrize("kind", ["board", "topic"])
def test_a_forum_with_something_in_it_is_left_alone(request, kind):
    request.getfixturevalue(kind)
    before = (Board.objects.count(), Topic.objects.count(), User.objects.count())
    with pytest.raises(CommandError) as refusal:
        filled(500)
    assert "needs an empty one" in str(refusal.value) and "\n" not in str(refusal.value)
    assert refusal.value.returncode == 1
    assert (Board.objects.count(), Topic.objects.count(), User.objects.count()) == before


def test_a_member_who_is_there_keeps_their_name_and_is_no_reason_to_refuse(root):
    filled(500)
    root.refresh_from_db()
    assert (root.username, root.post_count) == ("root", 0)
    assert not Post.objects.filter(author=root).exists()


@pytest.mark.parametrize("posts", [0, 499, 10_000_001])
def test_a_number_that_makes_no_sense_is_refused(posts):
    with pytest.raises(CommandError) as refusal:
        filled(posts)
    assert "from 500 to 10,000,000" in str(refusal.value)
    assert not Board.objects.exists()
