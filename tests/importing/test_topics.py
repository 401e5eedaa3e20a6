"""Bringing in topics: what stood there stands here, in order, under the right names and dates."""

from datetime import UTC, datetime

import pytest

from forum.boards.models import Board
from forum.follows.models import Follow
from forum.jobs.models import Job
from forum.moderation.models import LogEntry
from forum.posts.models import Post
from forum.topics.models import Topic
from tests.importing.conftest import HOST, post, topic

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def test_topics_come_from_files_with_their_markdown_beside_them(import_path, topic_files, faults):
    replies = [
        post(1, raw="Does it *boil*?"),
        post(2, "Otter", "It does.", reply_to_post_number=1),
        post(3, "heron", "It did.", version=2, updated_at="2019-03-05T08:00:00Z"),
    ]
    import_path(topic_files(topic(5, replies, views=321)))
    imported = Topic.objects.get()
    first, second, third = imported.posts.order_by("number")
    assert (imported.title, imported.view_count, imported.post_count, imported.last_number) == (
        "Boiling point",
        321,
        3,
        3,
    )
    assert [each.number for each in (first, second, third)] == [1, 2, 3]
    assert [each.author.username for each in (first, second, third)] == ["wren", "Otter", "heron"]
    assert "<em>boil</em>" in first.html
    assert second.reply_to == first
    assert second.created_at == datetime(2019, 3, 4, 10, 2, tzinfo=UTC)
    assert second.edited_at is None
    assert third.edited_at == datetime(2019, 3, 5, 8, 0, tzinfo=UTC)
    assert imported.last_poster == third.author
    assert imported.last_post_at == third.created_at
    assert faults() == []


def test_a_post_that_was_only_moved_between_forums_is_not_marked_as_edited(import_path, post_lines):
    """Forums that had come from elsewhere themselves give the day of their move as the last change."""
    import_path(post_lines(post(1, version=1, updated_at="2020-01-02T03:04:05Z")))
    assert Post.objects.get().edited_at is None


def test_visitors_see_at_once_what_came_in(import_path, post_lines, as_):
    assert "Boiling point" not in as_().get("/latest/").content.decode()
    import_path(post_lines(post(1)))
    assert "Boiling point" in as_().get("/latest/").content.decode()


def test_topics_are_put_together_from_lines_in_any_order(import_path, post_lines, faults):
    import_path(
        post_lines(
            post(2, "Otter", "Second."), post(1, topic=6, title="Rust", slug="rust"), post(1, raw="First.")
        )
    )
    first, second = Topic.objects.order_by("created_at", "id")
    assert {first.title, second.title} == {"Boiling point", "Rust"}
    texts = (
        Post.objects.filter(topic__title="Boiling point").order_by("number").values_list("source", flat=True)
    )
    assert list(texts) == ["First.", "Second."]
    assert faults() == []


def test_the_latest_name_of_a_topic_is_taken(import_path, post_lines):
    """A topic that is renamed while somebody copies the forum stands in the copy under both names."""
    import_path(post_lines(post(1, title="Teh kettle"), post(2, title="The kettle")))
    assert Topic.objects.get().title == "The kettle"


def test_of_a_record_that_is_there_twice_the_later_one_is_taken(import_path, post_lines):
    run = import_path(post_lines(post(1, raw="Corrected.", version=2), post(1, raw="Fisrt.")))
    assert Post.objects.get().source == "Corrected."
    assert run.report.warnings["twice"] == 1


def test_gaps_in_the_old_numbers_are_closed(import_path, post_lines, faults):
    run = import_path(
        post_lines(post(1), post(4, raw="Fourth."), post(9, raw="Ninth.", reply_to_post_number=4))
    )
    assert list(Post.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    assert Post.objects.get(number=3).reply_to.source == "Fourth."
    assert run.report.warnings["gaps"] == 1
    assert faults() == []


def test_a_topic_without_its_first_post_begins_with_the_next(import_path, post_lines, faults):
    run = import_path(post_lines(post(3, "Otter", "I agree.", reply_to_post_number=1)))
    imported = Topic.objects.get()
    assert imported.author.username == "Otter"
    assert Post.objects.get().number == 1
    assert Post.objects.get().reply_to is None
    assert run.report.warnings["first_missing"] == 1
    assert run.report.warnings["reply_to"] == 1
    assert faults() == []


def test_what_was_deleted_or_hidden_is_removed_with_a_reason(import_path, post_lines, faults):
    import_path(
        post_lines(
            post(1),
            post(2, "Otter", "(deleted)", user_deleted=True),
            post(3, "heron", "Buy kettles!", hidden=True),
            post(4, "heron", "Gone.", deleted_at="2019-04-01T00:00:00Z"),
        )
    )
    by_author, hidden, deleted = Post.objects.filter(number__gt=1).order_by("number")
    assert by_author.is_removed_by_author
    assert hidden.is_removed
    assert not hidden.is_removed_by_author
    assert "reported" in hidden.removed_reason
    assert deleted.is_removed
    assert Topic.objects.get().post_count == 1
    assert Topic.objects.get().last_poster.username == "wren"
    assert faults() == []


def test_a_topic_whose_author_deleted_it_is_out_of_sight(import_path, post_lines, as_, faults):
    import_path(post_lines(post(1, user_deleted=True, raw="(topic deleted by author)")))
    assert Topic.objects.get().is_removed
    assert as_().get(Topic.objects.get().get_absolute_url()).status_code == 404
    assert faults() == []


def test_an_unlisted_topic_is_not_made_public(import_path, topic_files, as_):
    import_path(topic_files(topic(5, [post(1)], visible=False)))
    assert as_().get(Topic.objects.get().get_absolute_url()).status_code == 404


def test_a_topic_of_an_unknown_kind_stays_out(import_path, topic_files):
    run = import_path(
        topic_files(topic(5, [post(1)]), topic(6, [post(1, topic=6)], slug="psst", archetype="whatever"))
    )
    assert Topic.objects.count() == 1
    assert run.report.warnings["archetype"] == 1


def test_what_only_staff_could_read_stays_out(import_path, post_lines):
    run = import_path(post_lines(post(1), post(2, raw="Between us:", post_type=4), post(3, raw="Public.")))
    assert not Post.objects.filter(source__contains="Between us").exists()
    assert run.report.warnings["whisper"] == 1


def test_a_closed_topic_is_locked_by_whom_and_when(import_path, topic_files, faults):
    closing = post(
        3, "heron", "", post_type=3, action_code="closed.enabled", cooked="<p>Off topic, I fear.</p>"
    )
    import_path(topic_files(topic(5, [post(1), post(2, "Otter"), closing], closed=True)))
    imported = Topic.objects.get()
    assert imported.locked_by.username == "heron"
    assert imported.locked_at == datetime(2019, 3, 4, 10, 3, tzinfo=UTC)
    assert imported.last_number == 2
    entry = LogEntry.objects.get()
    assert (entry.act, entry.reason, entry.by.username) == ("lock", "Off topic, I fear.", "heron")
    assert faults() == []


def test_an_archived_topic_is_locked_too(import_path, topic_files):
    import_path(topic_files(topic(5, [post(1)], archived=True)))
    assert Topic.objects.get().is_locked


def test_a_pinned_topic_is_pinned_and_one_that_no_longer_is_is_not(import_path, topic_files):
    moment = "2019-06-01T12:00:00Z"
    import_path(
        topic_files(
            topic(5, [post(1)], pinned=True, pinned_at=moment),
            topic(6, [post(1, topic=6)], slug="other", title="Other", pinned=False, pinned_at=moment),
        )
    )
    assert Topic.objects.get(title="Boiling point").pinned_at == datetime(2019, 6, 1, 12, tzinfo=UTC)
    assert not Topic.objects.get(title="Other").is_pinned


def test_titles_of_any_script_and_with_emoji_come_out_right(import_path, topic_files, as_):
    import_path(
        topic_files(
            topic(5, [post(1)], title="Чайник и 急須", slug="5"),
            topic(6, [post(1, topic=6)], title=":tea: time", unicode_title="🍵 time", slug="tea"),
            topic(7, [post(1, topic=7)], title="More :tea:", slug="more"),
        )
    )
    assert set(Topic.objects.values_list("title", flat=True)) == {"Чайник и 急須", "🍵 time", "More 🍵"}
    for imported in Topic.objects.all():
        page = as_().get(imported.get_absolute_url())
        assert page.status_code == 200
        assert imported.title in page.content.decode()


def test_every_category_becomes_a_board_with_the_name_the_archive_gives_away(import_path, topic_files):
    import_path(
        topic_files(
            topic(5, [post(1)], title="About the Teapots category", slug="about", category_id=3),
            topic(6, [post(1, topic=6)], slug="other", category_id=8),
        )
    )
    assert set(Board.objects.values_list("name", flat=True)) == {"Teapots", "Category 8"}


def test_names_and_restrictions_come_from_a_list_of_categories(import_path, topic_files, as_):
    path = topic_files(topic(5, [post(1)], category_id=3))
    (path / "categories.json").write_text(
        '{"category_list": {"categories": [{"id": 3, "name": "Back office", "slug": "back", "read_restricted": true}]}}'
    )
    import_path(path)
    assert Board.objects.get().name == "Back office"
    assert as_().get(Topic.objects.get().get_absolute_url()).status_code == 404


def test_boards_stand_inside_the_parent_that_is_named(import_path, topic_files, board):
    import_path(topic_files(topic(5, [post(1)])), parent=board)
    assert Board.objects.exclude(pk=board.pk).get().parent == board


def test_everyone_reads_what_came_in_and_members_may_answer(import_path, topic_files, as_, ada, say):
    import_path(topic_files(topic(5, [post(1)])))
    imported = Topic.objects.get()
    assert as_().get(imported.get_absolute_url()).status_code == 200
    answer = say(ada, imported, "Still boiling.")
    assert answer.number == 2


def test_totals_are_right_at_once(import_path, topic_files):
    import_path(
        topic_files(topic(5, [post(1), post(2, "Otter")]), topic(6, [post(1, topic=6)], slug="other"))
    )
    assert (Board.objects.get().topic_count, Board.objects.get().post_count) == (2, 3)


def test_an_import_tells_nobody(import_path, topic_files):
    import_path(topic_files(topic(5, [post(1, raw="Hello @Otter"), post(2, "Otter")])))
    assert not Job.objects.exists()
    assert not Follow.objects.exists()


def test_new_topics_and_posts_get_ids_above_those_that_came_in(import_path, topic_files, ada, board, start):
    import_path(topic_files(topic(5, [post(1), post(2)])))
    highest = Post.objects.order_by("-pk").first()
    own = start(ada, board)
    assert own.pk > highest.topic_id
    assert own.posts.get().pk > highest.pk


def test_links_within_the_old_forum_lead_to_places_here(import_path, topic_files):
    links = " ".join(
        f"[x]({path})"
        for path in (
            "/p/601",
            f"https://{HOST}/posts/601.json",
            "/c/kettles/4",
            f"https://www.{HOST}/c/hardware/kettles/4/l/top?x=1",
            "/tag/Hot",
            "/u/otter/summary",
        )
    )
    import_path(
        topic_files(
            topic(5, [post(1, raw=f"{links} https://{HOST}/p/601"), post(2, "Otter")], tags=["hot"]),
            topic(6, [post(1, topic=6)], slug="other", category_id=4, title="Other"),
        )
    )
    other = Post.objects.get(topic__title="Other")
    here = f"[x](/p/{other.pk}/)"
    board = f"[x]({other.topic.board.get_absolute_url()})"
    assert Post.objects.order_by("pk").first().source == (
        f"{here} {here} {board} {board} [x](/tag/hot/) [x](/u/Otter/) [Other](/p/{other.pk}/)"
    )


def test_links_to_what_did_not_come_along_stay_what_they_were(import_path, topic_files):
    links = "[x](/p/999) [x](/c/none/99) [x](/tag/cold) [x](/c/kettles)"
    import_path(topic_files(topic(5, [post(1, raw=links)])))
    assert Post.objects.get().source == links.replace("(/", f"(https://{HOST}/")
