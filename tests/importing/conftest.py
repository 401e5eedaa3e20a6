"""A forum elsewhere, in both forms in which archives are found. All names and words in it are ours."""

import json

import pytest

from forum import markup
from forum.checks.invariants import check_invariants
from forum.importing.discourse.finding_archives import archive_in
from forum.importing.import_run import ImportRun
from tests.example_app import posting
from tests.plumbing.rendering import rendered_here

HOST = "forum.kettle.example"
PEOPLE = {"wren": 11, "Otter": 12, "heron": 13, "system": -1}
DASHES = "-" * 25


def post(number, author="wren", raw="A few words.", topic=5, **facts):
    """A post as the old forum's API gives it."""
    record = {
        "id": topic * 100 + number,
        "topic_id": topic,
        "topic_slug": facts.pop("slug", "boiling-point"),
        "topic_title": facts.pop("title", "Boiling point"),
        "category_id": facts.pop("category_id", 3),
        "post_number": number,
        "post_type": 1,
        "username": author,
        "user_id": PEOPLE.get(author, 900 + len(str(author))),
        "name": "",
        "avatar_template": f"/user_avatar/{HOST}/{author}/{{size}}/1_2.png",
        "created_at": f"2019-03-04T10:{number % 60:02}:00.000Z",
        "updated_at": f"2019-03-04T10:{number % 60:02}:00.000Z",
        "version": 1,
        "reply_to_post_number": None,
        "cooked": f"<p>{raw}</p>",
        "raw": raw,
        "hidden": False,
        "user_deleted": False,
    }
    return record | facts


def topic(topic_id, posts, **facts):
    """A topic as /t/ID.json gives it, with all its posts."""
    heading = {
        "id": topic_id,
        "title": "Boiling point",
        "slug": "boiling-point",
        "category_id": 3,
        "created_at": posts[0]["created_at"] if posts else "2019-03-04T10:00:00Z",
        "views": 0,
        "closed": False,
        "archived": False,
        "visible": True,
        "pinned": False,
        "archetype": "regular",
        "details": {"created_by": {"id": PEOPLE["wren"], "username": "wren"}},
    }
    return heading | facts | {"post_stream": {"posts": posts}}


def person(name):
    """A member as lists of them have it."""
    return {"id": PEOPLE.get(name, 900 + len(str(name))), "username": name, "name": ""}


def private(topic_id, posts, allowed=("wren", "Otter"), groups=(), **facts):
    """A private message as /t/ID.json gives it to who may read it."""
    details = {
        "created_by": person(posts[0]["username"]),
        "allowed_users": [person(name) for name in allowed],
        "allowed_groups": [{"id": 40, "name": name} for name in groups],
    }
    own = {"archetype": "private_message", "subtype": "user_to_user", "category_id": None, "views": 7}
    heading = {"title": "The lost ladle", "slug": "the-lost-ladle", "details": details}
    return topic(topic_id, posts, **own | heading | facts)


def act(number, code, about, author="wren", topic=5, **facts):
    """What somebody did, as it stands between the posts."""
    of_act = {"post_type": 3, "action_code": code, "action_code_who": about}
    return post(number, author, "", topic, **of_act | facts)


def raw_page(posts):
    parts = [
        f"{each['username']} | 2019-03-04 10:00:00 UTC | #{each['post_number']}\n\n{each['raw']}\n\n{DASHES}\n\n"
        for each in posts
    ]
    return "".join(parts)


@pytest.fixture
def topic_files(tmp_path):
    """topic_files(topic, …) → a folder with one JSON file and one page of Markdown for each."""

    def write(*topics, without_raw=()):
        for kind in ("json", "raw"):
            (tmp_path / kind).mkdir(exist_ok=True)
        for each in topics:
            posts = each["post_stream"]["posts"]
            stem = f"{each['slug']}.{each['id']}"
            bare = [{key: value for key, value in record.items() if key != "raw"} for record in posts]
            (tmp_path / "json" / f"{stem}.json").write_text(
                json.dumps(each | {"post_stream": {"posts": bare}})
            )
            if each["id"] not in without_raw:
                (tmp_path / "raw" / f"{stem}.md").write_text(raw_page(posts))
        return tmp_path

    return write


@pytest.fixture
def post_lines(tmp_path):
    """post_lines(post, …) → a folder with posts.jsonl. A text is written as it is, to stand for a broken line."""

    def write(*records):
        lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
        (tmp_path / "posts.jsonl").write_text("".join(f"{line}\n" for line in lines))
        return tmp_path

    return write


@pytest.fixture
def import_archive(monkeypatch):
    """import_archive(archive) → the finished run. Texts are rendered here: starting processes for each test takes long."""
    monkeypatch.setattr(markup, "render_many", rendered_here)

    def act(archive, **options):
        run = ImportRun(archive, **options)
        run.begin()
        run.run(lambda count: None)
        return run

    return act


@pytest.fixture
def import_path(import_archive):
    """import_path(path) → the finished run of the Discourse archive there."""
    return lambda path, **options: import_archive(archive_in(path), **options)


@pytest.fixture
def faults(db):
    """faults() → what `check_forum` would find wrong."""

    def find():
        assert posting.lengths_are_whole()
        return [verdict for verdict in check_invariants() if not verdict.is_whole]

    return find
