"""Records that are broken, wrong or monstrous: reported, and never in the way of the others."""

import json
import shutil
from datetime import UTC, datetime

import pytest

from forum import markup
from forum.markup import LONGEST
from forum.posts.models import Post
from forum.topics.models import Topic
from tests.importing.conftest import post, topic

pytestmark = pytest.mark.django_db


def test_a_broken_line_in_the_midst_is_reported_and_passed_over(import_path, post_lines, faults):
    run = import_path(
        post_lines(post(1), '{"id": 502, "raw": "half a', "", "[]", "12", post(2, "Otter", "Whole."))
    )
    assert list(Post.objects.order_by("number").values_list("source", flat=True)) == [
        "A few words.",
        "Whole.",
    ]
    assert run.report.warnings["broken"] == 3
    assert "line 2" in run.report.examples["broken"]
    assert faults() == []


def test_a_broken_file_in_the_midst_is_reported_and_passed_over(import_path, topic_files, faults):
    path = topic_files(topic(5, [post(1)]), topic(7, [post(1, topic=7)], slug="other"))
    (path / "json" / "broken.6.json").write_text('{"id": 6, "post_stream"')
    (path / "json" / "list.8.json").write_text("[1, 2]")
    (path / "json" / "bytes.9.json").write_bytes(b"\xff\xfe\x00")
    run = import_path(path)
    assert Topic.objects.count() == 2
    assert run.report.warnings["broken"] + run.report.warnings["fields"] == 3
    assert faults() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": None},
        {"id": "12"},
        {"id": -4},
        {"id": 10**30},
        {"post_number": 0},
        {"post_number": [1]},
        {"topic_id": None},
        {"topic_id": True},
    ],
)
def test_a_post_without_its_place_is_left_out(import_path, post_lines, wrong, faults):
    run = import_path(post_lines(post(1), post(2, "Otter") | wrong))
    assert Post.objects.count() == 1
    assert run.report.warnings["fields"] == 1
    assert faults() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": 12, "user_id": "x", "name": None, "avatar_template": 4},
        {"raw": None, "cooked": None},
        {"raw": 7, "cooked": ["x"]},
        {"version": "many", "updated_at": 3, "reply_to_post_number": "1"},
        {"actions_summary": [None, {"id": 2, "count": "9"}, {"id": 2, "count": -5}]},
        {"actions_summary": "likes", "category_id": {}, "topic_slug": None, "topic_title": 5},
        {"actions_summary": [{"id": 2, "count": 10**20}]},
        {"topic_slug": "%E6%A4%85 /\\?#" * 60, "topic_title": "x" * 5000},
        {"username": "\ud800", "name": "\x00\u202e", "topic_title": "\x00\ud83d"},
        {"raw": "nul \x00 and half \ud83d a character", "cooked": "<p>\x00</p>"},
        {"category_id": 10**30},
        {"category_id": -7},
        {"user_id": 10**40, "username": "w" * 500},
    ],
)
def test_fields_that_are_not_what_they_should_be_do_no_harm(import_path, post_lines, wrong, faults):
    import_path(post_lines(post(1) | wrong, post(2, "Otter")))
    assert Post.objects.count() == 2
    assert faults() == []


@pytest.mark.parametrize(
    "date",
    [
        None,
        "",
        "yesterday",
        "0001-01-01T00:00:00Z",
        "2999-01-01T00:00:00Z",
        1551694920,
        "1970-01-01T00:00:00Z",
    ],
)
def test_a_date_that_cannot_be_true_is_replaced_by_the_one_before(import_path, post_lines, date):
    run = import_path(post_lines(post(1), post(2, "Otter", created_at=date)))
    first, second = Post.objects.order_by("number")
    assert second.created_at == first.created_at == datetime(2019, 3, 4, 10, 1, tzinfo=UTC)
    assert run.report.warnings["date"] == 1


def test_a_post_without_any_text_says_so(import_path, post_lines, faults):
    run = import_path(post_lines(post(1, raw="", cooked=""), post(2, "Otter", raw="\u200b \n\t")))
    assert "no text" in Post.objects.get(number=1).text
    assert run.report.warnings["no_text"] == 1
    assert faults() == []


def test_a_text_longer_than_may_be_written_here_is_kept_whole_and_formatted(import_path, post_lines, faults):
    paragraphs = [f"Paragraph {number} with **strong** words. " + "And so on. " * 60 for number in range(70)]
    text = "\n\n".join(part.strip() for part in paragraphs)
    assert len(text) > markup.LIMIT
    run = import_path(post_lines(post(1, raw=text)))
    long = Post.objects.get()
    assert long.source == text
    assert long.html.count("<strong>") == 70
    assert "Paragraph 69" in long.text
    assert not long.is_plain
    assert run.report.warnings["long"] == 1
    assert faults() == []


def test_a_text_beyond_all_measure_is_shown_as_it_is(import_path, post_lines, faults):
    text = "a" * (LONGEST + 5)
    import_path(post_lines(post(1, raw=text)))
    assert Post.objects.get().is_plain
    assert text in Post.objects.get().html
    assert faults() == []


def test_two_posts_with_one_number_are_both_kept(import_path, post_lines, faults):
    run = import_path(post_lines(post(1), post(2, "Otter", "One."), post(2, "heron", "Another.", id=9999)))
    assert list(Post.objects.order_by("number").values_list("source", flat=True)) == [
        "A few words.",
        "One.",
        "Another.",
    ]
    assert run.report.warnings["number_twice"] == 1
    assert faults() == []


def test_a_topic_that_is_there_twice_comes_in_once_with_all_its_posts(import_path, topic_files, faults):
    corrected = post(1, version=2, updated_at="2019-03-05T08:00:00Z")
    run = import_path(
        topic_files(
            topic(5, [post(1), post(3, raw="Third.")]),
            topic(5, [corrected, post(2, "Otter")], slug="renamed"),
        )
    )
    assert Topic.objects.count() == 1
    kept = [(post.author.username, post.edited_at is not None) for post in Post.objects.order_by("number")]
    assert kept == [("wren", True), ("Otter", False), ("wren", False)]
    assert run.report.warnings["topic_twice"] == 1
    assert faults() == []


def test_a_copy_in_a_file_without_its_number_is_left_out_and_reported(import_path, topic_files, faults):
    path = topic_files(topic(5, [post(1)]), topic(6, [post(1, topic=6)], slug="other"))
    shutil.copy(path / "json" / "other.6.json", path / "json" / "a-copy.json")
    run = import_path(path)
    assert Topic.objects.count() == 2
    assert run.report.warnings["topic_again"] == 1
    assert faults() == []


def test_a_post_that_stands_in_two_topics_comes_in_with_the_younger(import_path, post_lines, faults):
    """Somebody split a topic while somebody else was copying the forum."""
    stray = post(2, "Otter", "Off we go.")
    run = import_path(
        post_lines(post(1), stray, post(1, topic=8, title="Split") | {"id": stray["id"]}, post(2, topic=8))
    )
    moved = Topic.objects.get(posts__number=2)
    assert moved.posts.get(number=1).pk == Post.objects.order_by("pk")[1].pk
    assert Post.objects.count() == 3
    assert run.report.warnings["moved"] == 1
    assert faults() == []


def test_a_topic_whose_posts_have_all_moved_away_stays_away(import_path, post_lines, faults):
    path = post_lines(post(1), post(1, topic=8) | {"id": post(1)["id"]})
    import_path(path)
    import_path(path)
    assert Topic.objects.count() == 1
    assert Post.objects.count() == 1
    assert faults() == []


def test_a_reply_to_itself_or_to_nothing_is_a_reply_to_the_topic(import_path, post_lines, faults):
    import_path(post_lines(post(1, reply_to_post_number=1), post(2, "Otter", reply_to_post_number=77)))
    assert not Post.objects.exclude(reply_to=None).exists()
    assert faults() == []


def test_a_topic_of_nothing_but_small_actions_is_left_out(import_path, topic_files):
    act = post(1, raw="", post_type=3, action_code="pinned.enabled")
    run = import_path(topic_files(topic(5, [act]), topic(6, [], slug="empty")))
    assert not Topic.objects.exists()
    assert run.report.warnings["empty_topic"] == 2


def test_a_missing_page_of_markdown_is_made_up_for_by_the_html(import_path, topic_files, faults):
    cooked = "<p>Two <strong>cups</strong></p>\n<ul>\n<li>one</li>\n</ul>"
    run = import_path(topic_files(topic(5, [post(1, cooked=cooked)]), without_raw=(5,)))
    assert Post.objects.get().source == "Two **cups**\n\n- one"
    assert run.report.warnings["rebuilt"] == 1
    assert faults() == []


def test_posts_that_the_page_of_markdown_lacks_are_rebuilt_from_their_html(import_path, topic_files):
    posts = [
        post(1, raw="First."),
        post(2, "Otter", raw="Second."),
        post(3, raw="Third.", cooked="<p>Third, <em>cooked</em>.</p>"),
    ]
    path = topic_files(topic(5, posts))
    page = path / "raw" / "boiling-point.5.md"
    page.write_text(page.read_text().partition("wren | 2019-03-04 10:00:00 UTC | #3")[0])
    import_path(path)
    assert list(Post.objects.order_by("number").values_list("source", flat=True)) == [
        "First.",
        "Second.",
        "Third, *cooked*.",
    ]


def test_a_post_that_quotes_a_page_of_markdown_is_not_cut_there(import_path, topic_files):
    tricky = f"As it says:\n\n{'-' * 25}\n\nOtter | 2019-03-04 10:00:00 UTC | #1\n\nNot a post.\n\n{'-' * 25}\n\nEnd."
    import_path(topic_files(topic(5, [post(1), post(2, "Otter", tricky), post(3, raw="Third.")])))
    assert "Not a post." in Post.objects.get(number=2).source
    assert "End." in Post.objects.get(number=2).source
    assert Post.objects.get(number=3).source == "Third."


def test_an_index_that_is_broken_is_done_without(import_path, post_lines):
    path = post_lines(post(1))
    (path / "topics.json").write_text("{{{")
    import_path(path)
    assert Topic.objects.count() == 1


def test_an_index_helps_where_posts_do_not_name_their_topic(import_path, post_lines):
    record = post(1)
    del record["topic_title"]
    path = post_lines(record)
    (path / "topics.json").write_text(json.dumps([{"topic_id": 5, "title": "From the index", "slug": "x"}]))
    import_path(path)
    assert Topic.objects.get().title == "From the index"


@pytest.mark.parametrize(
    "wrong",
    [
        {"posts_count": 10**30},
        {"posts_count": -3},
        {"posts_count": "many"},
        {"tags": {"a": [1]}},
        {"accepted_answer": [1]},
        {"accepted_answer": {"post_number": "1"}},
        {"category_id": None},
        {"details": 5, "created_at": 5, "pinned": "yes"},
    ],
)
def test_facts_of_a_topic_that_are_not_what_they_should_be_do_no_harm(
    import_path, topic_files, wrong, faults
):
    run = import_path(topic_files(topic(5, [post(1), post(2, "Otter")], **wrong)))
    assert Post.objects.count() == 2
    assert run.report.missing == {}
    assert faults() == []


@pytest.mark.parametrize("stream", [None, 5, [None, "x", -1, 10**30, [], True], {}, [501, 501]])
def test_a_stream_that_is_none_names_no_missing_posts(import_path, topic_files, stream):
    path = topic_files(topic(5, [post(1)]))
    file = next((path / "json").iterdir())
    record = json.loads(file.read_text())
    record["post_stream"]["stream"] = stream
    file.write_text(json.dumps(record))
    assert import_path(path).report.missing == {}
