"""The same forum in the folders and files in which archives are found."""

import gzip
import json
import shutil

import pytest

from forum.posts.models import Post
from forum.topics.models import Topic
from tests.importing.conftest import post, raw_page, topic

pytestmark = pytest.mark.django_db

TWO = (
    topic(5, [post(1, raw="Typed *here*."), post(2, "Otter", "Second.")]),
    topic(12, [post(1, topic=12, raw="Twelfth.")], slug="other"),
)


def bare(each):
    """Without the Markdown, as the old forum gives it."""
    posts = [
        {key: value for key, value in one.items() if key != "raw"} for one in each["post_stream"]["posts"]
    ]
    return each | {"post_stream": {"posts": posts}}


def sources():
    return list(Post.objects.order_by("topic", "number").values_list("source", flat=True))


WHOLE = ["Typed *here*.", "Second.", "Twelfth."]


@pytest.mark.parametrize(
    "folder", ["json", "topics", "t", "", "forum-main/archive/json", "forum-main/topics"]
)
@pytest.mark.parametrize("raw", ["raw", ""])
def test_a_file_for_each_topic_may_lie_in_any_usual_folder(import_path, tmp_path, folder, raw, faults):
    place = tmp_path / folder
    pages = place.parent / raw if folder and raw else place / raw
    for each in (place, pages):
        each.mkdir(parents=True, exist_ok=True)
    for each in TWO:
        (place / f"{each['id']}.json").write_text(json.dumps(bare(each)))
        (pages / f"{each['id']}.md").write_text(raw_page(each["post_stream"]["posts"]))
    (tmp_path / "README.md").write_text("A forum")
    import_path(tmp_path)
    assert sources() == WHOLE
    assert faults() == []


def test_the_folder_with_the_topics_may_be_named_itself(import_path, topic_files):
    path = topic_files(*TWO)
    import_path(path / "json")
    assert sources() == WHOLE


@pytest.mark.parametrize("top", ["", "posts", "archive/posts"])
def test_a_file_for_each_post_in_folders_by_month_is_read(import_path, tmp_path, top, faults):
    """As the tool discourse-archive writes them, which also writes topics as text beside."""
    for each in TWO:
        for one in each["post_stream"]["posts"]:
            folder = tmp_path / top / f"2019-0{one['post_number']}-March"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{one['id']:010}-{one['username']}-{one['topic_slug']}.json").write_text(
                json.dumps(one)
            )
    rendered = (tmp_path / top).parent / "rendered-topics" / "2019-03-March"
    if top:
        rendered.mkdir(parents=True)
        (rendered / "2019-03-04-boiling-point-id5.md").write_text("# Boiling point")
    for _twice in range(2):
        import_path(tmp_path)
        assert sources() == WHOLE
    assert Topic.objects.count() == 2
    assert faults() == []


def test_a_broken_file_among_those_of_posts_is_reported(import_path, tmp_path):
    folder = tmp_path / "posts" / "2019-03-March"
    folder.mkdir(parents=True)
    for one in TWO[0]["post_stream"]["posts"]:
        (folder / f"{one['id']}.json").write_text(json.dumps(one))
    (folder / "000.json").write_text('{"id": ')
    (folder / "999.json").write_bytes(b"")
    run = import_path(tmp_path)
    assert len(sources()) == 2
    assert run.report.warnings["broken"] == 2


def test_packed_files_are_read(import_path, topic_files, tmp_path):
    path = topic_files(*TWO)
    for file in (path / "json").iterdir():
        file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
        file.unlink()
    (path / "json" / "cut.9.json.gz").write_bytes(gzip.compress(b"{}" * 999)[:20])
    run = import_path(path)
    assert sources() == WHOLE
    assert run.report.warnings["broken"] == 1


def test_packed_lines_are_read(import_path, post_lines, tmp_path):
    path = post_lines(*(one for each in TWO for one in each["post_stream"]["posts"]))
    (path / "posts.jsonl.gz").write_bytes(gzip.compress((path / "posts.jsonl").read_bytes()))
    (path / "posts.jsonl").unlink()
    import_path(path)
    assert sources() == WHOLE


def test_files_from_windows_are_read(import_path, topic_files, post_lines, faults):
    """A byte order mark before the first sign, and two signs for each line end."""
    path = topic_files(*TWO)
    for file in (*(path / "json").iterdir(), *(path / "raw").iterdir()):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    import_path(path)
    assert sources() == WHOLE
    assert faults() == []


def test_lines_from_windows_are_read(import_path, post_lines):
    records = [one for each in TWO for one in each["post_stream"]["posts"]]
    path = post_lines(
        *(one | {"raw": one["raw"] + "\r\nMore.", "cooked": "<p>x<br>\nMore.</p>"} for one in records)
    )
    lines = path / "posts.jsonl"
    lines.write_bytes(b"\xef\xbb\xbf" + lines.read_bytes().replace(b"\n", b"\r\n"))
    run = import_path(path)
    assert sources() == [f"{source}\nMore." for source in WHOLE]
    assert not run.report.warnings


@pytest.mark.parametrize(
    "name", ["{stem}.md?page=2", "{stem}@page=2.md", "{stem}-page-2.md", "{id}?page=2", "{id}.page2.txt"]
)
def test_further_pages_of_markdown_are_read(import_path, topic_files, name):
    posts = [post(number, raw=f"Typed *{number}*.") for number in (1, 2, 3)]
    path = topic_files(topic(5, posts))
    (path / "raw" / "boiling-point.5.md").write_text(raw_page(posts[:2]))
    if name.startswith("{id}"):
        (path / "raw" / "boiling-point.5.md").rename(path / "raw" / "5")
    (path / "raw" / name.format(stem="boiling-point.5", id=5)).write_text(raw_page(posts[2:]))
    run = import_path(path)
    assert sources() == ["Typed *1*.", "Typed *2*.", "Typed *3*."]
    assert not run.report.warnings["rebuilt"]


def test_pages_of_a_topics_json_are_put_together(import_path, tmp_path):
    posts = [post(number, raw=f"Post {number}.") for number in (1, 2, 3)]
    (tmp_path / "5.json").write_text(json.dumps(topic(5, posts[:2])))
    (tmp_path / "5.json?page=2.json").write_text(json.dumps(topic(5, posts[2:])))
    import_path(tmp_path)
    assert sources() == ["Post 1.", "Post 2.", "Post 3."]


def test_posts_without_anybody_are_kept(import_path, post_lines, faults):
    nobody = post(1) | {"username": None, "user_id": None, "name": None}
    del nobody["avatar_template"]
    import_path(post_lines(nobody, post(2, "", user_id=0)))
    assert {each.author.username for each in Post.objects.all()} == {"unknown"}
    assert faults() == []


def test_a_copied_archive_is_the_same_archive(import_path, topic_files, tmp_path):
    """Unpacked twice, or fetched again in another layout: it is known by its host."""
    path = topic_files(*TWO)
    import_path(path)
    other = tmp_path / "other"
    shutil.copytree(path / "json", other)
    import_path(other)
    assert Post.objects.count() == 3
