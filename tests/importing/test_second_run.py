"""Running an import again: after the end, in the middle, with more to bring."""

import pytest
from django.db import DatabaseError, transaction

from accounts.models import User
from forum.boards.models import Board
from forum.importing import import_run, storing
from forum.importing.discourse.finding_archives import archive_in
from forum.importing.models import Import, OldAddress
from forum.posts.models import Post
from forum.topics.models import Topic
from tests.importing.conftest import post, topic

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def state():
    """All that an import writes, to be compared."""
    return {
        "boards": list(Board.objects.order_by("pk").values_list("pk", "name", "topic_count", "post_count")),
        "members": list(User.objects.order_by("pk").values_list("pk", "username", "post_count")),
        "topics": list(
            Topic.objects.order_by("pk").values_list(
                "pk", "title", "post_count", "last_number", "last_poster"
            )
        ),
        "posts": list(
            Post.objects.order_by("pk").values_list("pk", "topic", "number", "author", "source", "html")
        ),
        "addresses": list(
            OldAddress.objects.order_by("path").values_list("path", "topic", "post", "board", "member")
        ),
        "rows": Import.objects.count(),
    }


def many_topics(count):
    return [
        topic(
            number,
            [
                post(1, raw=f"See https://forum.kettle.example/t/x/{number % count + 1}", topic=number),
                post(
                    2,
                    "Otter",
                    f'[quote="wren, post:1, topic:{number}"]\nSee\n[/quote]\n@wren yes',
                    topic=number,
                ),
            ],
            slug=f"topic-{number}",
            title=f"Topic {number}",
        )
        for number in range(1, count + 1)
    ]


def test_a_second_run_adds_nothing(import_path, topic_files):
    path = topic_files(*many_topics(4))
    import_path(path)
    before = state()
    run = import_path(path)
    assert state() == before
    assert run.report.counts["known"] == 8
    assert not run.report.counts["posts"]


def test_a_second_run_from_another_folder_adds_nothing(import_path, topic_files, tmp_path):
    """Which forum it is, the archive says itself; the name of its folder means nothing."""
    path = topic_files(*many_topics(2))
    import_path(path)
    before = state()
    import_path(path.rename(tmp_path.parent / f"{tmp_path.name}-moved"))
    assert state() == before


def test_a_grown_archive_adds_what_is_new(import_path, topic_files, faults):
    path = topic_files(topic(5, [post(1), post(2, "Otter")]))
    import_path(path)
    old = set(Post.objects.values_list("pk", flat=True))
    grown = [post(1), post(2, "Otter"), post(3, "heron", "Late.", reply_to_post_number=2), post(4)]
    topic_files(topic(5, grown), topic(6, [post(1, topic=6)], slug="other"))
    import_path(path)
    late = Post.objects.get(source="Late.")
    assert list(late.topic.posts.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4]
    assert late.reply_to.author.username == "Otter"
    assert late.topic.post_count == 4
    assert late.topic.last_poster.username == "wren"
    assert Topic.objects.count() == 2
    assert old < set(Post.objects.values_list("pk", flat=True))
    assert faults() == []


def test_new_replies_follow_those_that_were_written_here_meanwhile(
    import_path, topic_files, ada, say, faults
):
    path = topic_files(topic(5, [post(1)]))
    import_path(path)
    say(ada, Topic.objects.get(), "Written here.")
    topic_files(topic(5, [post(1), post(2, "Otter", "Written there.")]))
    import_path(path)
    assert list(Post.objects.order_by("number").values_list("source", flat=True)) == [
        "A few words.",
        "Written here.",
        "Written there.",
    ]
    assert faults() == []


def test_a_limit_can_be_lifted_later(import_path, topic_files, faults):
    path = topic_files(*many_topics(5))
    import_path(path, limit=2)
    assert Topic.objects.count() == 2
    import_path(path)
    assert Topic.objects.count() == 5
    assert faults() == []


def test_an_import_that_broke_off_is_completed(import_path, topic_files, monkeypatch, faults):
    """Each transaction holds whole topics; whatever came before the break is kept, and links made then are right."""
    monkeypatch.setattr(import_run, "POSTS_AT_ONCE", 4)
    path = topic_files(*many_topics(6))
    written = storing.TopicWriter.write
    batches = []

    def break_in_the_second(self, drafts):
        batches.append(drafts)
        if len(batches) == 2:
            raise DatabaseError("the disk is full")
        written(self, drafts)

    with monkeypatch.context() as broken:
        broken.setattr(storing.TopicWriter, "write", break_in_the_second)
        with pytest.raises(DatabaseError):
            import_path(path)
    assert Topic.objects.count() == 2
    assert faults() == []
    early = Post.objects.filter(number=1).order_by("pk").last()
    import_path(path)
    assert Topic.objects.count() == 6
    assert not Import.objects.filter(kind__startswith="reserved").exists()
    # Post 1 of topic 2 was stored while topic 3, which it links to, was not.
    linked = Post.objects.get(topic__title="Topic 3", number=1)
    assert f"/p/{linked.pk}/" in early.html
    assert faults() == []


def test_a_batch_that_fails_leaves_nothing_behind(import_path, topic_files, monkeypatch):
    def fail(*args):
        raise DatabaseError

    monkeypatch.setattr(storing, "recount_board", fail)
    with pytest.raises(DatabaseError):
        import_path(topic_files(*many_topics(2)))
    assert not Topic.objects.exists()
    assert not Post.objects.exists()
    assert not OldAddress.objects.exclude(topic=None).exists()
    assert User.objects.filter(post_count__gt=0).count() == 0
    assert not Import.objects.filter(kind="post").exists()


def test_rows_that_another_import_has_written_meanwhile_are_not_written_again(import_path, topic_files):
    path = topic_files(*many_topics(2))
    begun = import_run.ImportRun(archive_in(path))
    begun.begin()
    import_path(path)
    before = state()
    with pytest.raises((storing.OtherImportRunning, DatabaseError)), transaction.atomic():
        begun.run(lambda count: None)
    assert state() == before


def test_a_board_that_staff_have_deleted_comes_back_only_for_new_topics(
    import_path, topic_files, board, faults
):
    path = topic_files(topic(5, [post(1)]))
    import_path(path)
    Topic.objects.update(board=board)
    Board.objects.get(name="Category 3").delete()
    import_path(path)
    assert not Board.objects.filter(name="Category 3").exists()
    topic_files(topic(6, [post(1, topic=6)], slug="other"))
    import_path(path)
    assert [each.board.name for each in Topic.objects.order_by("pk")] == [board.name, "Category 3"]
    assert not [verdict for verdict in faults() if verdict.code != "I2"]
