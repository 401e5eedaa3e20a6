"""A topic for programs: as Markdown and as JSON, with what the reader may see and nothing that was removed."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.moderation import post_acts, topic_acts
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from forum.topics.models import Tag, Topic

pytestmark = pytest.mark.django_db
HERE = "http://127.0.0.1:8000"


@pytest.fixture
def copy(as_, topic):
    """copy("md", reader, query) → what a program gets."""

    def act(ending, reader=None, query="", **headers):
        address = f"{topic.get_absolute_url().rstrip('/')}.{ending}{query}"
        return as_(reader).get(address, headers=headers)

    return act


def test_a_topic_is_there_as_markdown(copy, ben, topic, say):
    topic.tags.add(Tag.objects.create(name="Glue", slug="glue"))
    post = say(ben, topic, "It was **the belt**.\n\n- worn\n- torn")
    answer = copy("md")
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.text.startswith(
        f"# {topic.title}\n\n- Topic: <{HERE}{topic.get_absolute_url()}>\n- Board: General\n"
    )
    assert "- Tags: Glue\n" in answer.text
    assert "## Post 1 · Ada Lindqvist (@ada) · " in answer.text
    assert "It was **the belt**.\n\n- worn\n- torn\n" in answer.text
    assert f"<{HERE}/p/{post.pk}/>" in answer.text


def test_a_topic_is_there_as_json(copy, ada, ben, topic, say):
    first = topic.posts.get()
    post = say(ben, topic, "It was **the belt**, see [here](/t/1-x/).", reply_to=first)
    answer = copy("json")
    assert answer.headers["Content-Type"] == "application/json"
    found = answer.json()
    assert (found["title"], found["url"]) == (topic.title, f"{HERE}{topic.get_absolute_url()}")
    assert found["board"] == {"name": "General", "url": f"{HERE}/b/general/"}
    assert (found["page"], found["page_count"], found["next"]) == (1, 1, None)
    one, two = found["posts"]
    assert one["author"] == {"name": "Ada Lindqvist", "username": "ada", "url": f"{HERE}/u/ada/"}
    assert (two["id"], two["number"], two["reply_to"]) == (post.pk, 2, first.pk)
    assert two["markdown"] == post.source
    assert f'<strong>the belt</strong>, see <a href="{HERE}/t/1-x/">' in two["html"]


@pytest.mark.parametrize("ending", ["md", "json"])
def test_a_copy_that_has_not_changed_is_not_sent_again(ending, copy, ada, topic):
    etag = copy(ending).headers["ETag"]
    assert copy(ending, **{"If-None-Match": etag}).status_code == 304
    revise(ada, topic.posts.get(), render_text("Changed."), base=1)
    changed = copy(ending, **{"If-None-Match": etag})
    assert changed.status_code == 200
    assert "Changed." in changed.text


@pytest.mark.parametrize("ending", ["md", "json"])
@pytest.mark.parametrize(
    "changed", [{"display_name": "Adele"}, {"username": "adele"}, {"closed_at": timezone.now()}]
)
def test_a_copy_with_another_name_of_an_author_is_sent_again(ending, changed, copy, ada, ben, topic, say):
    say(ben, topic)
    for member in (ada, ben):
        etag = copy(ending).headers["ETag"]
        assert copy(ending, **{"If-None-Match": etag}).status_code == 304
        # By a hand that raises no version.
        get_user_model().objects.filter(pk=member.pk).update(**changed)
        assert copy(ending, **{"If-None-Match": etag}).status_code == 200
        changed = {"display_name": "Benedict"}


@pytest.mark.parametrize("ending", ["md", "json"])
def test_search_engines_are_led_to_the_page(ending, copy, topic):
    headers = copy(ending).headers
    assert headers["Link"] == f'<{HERE}{topic.get_absolute_url()}>; rel="canonical"'
    assert headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("ending", ["md", "json"])
def test_removed_texts_are_in_no_copy_and_neither_are_removed_topics(ending, copy, root, ben, topic, say):
    post = say(ben, topic, "A rash word.")
    assert "A rash word." in copy(ending).text
    post_acts.remove(root, post, "quiet reason")
    for reader in (None, ben, root):
        assert "A rash word." not in copy(ending, reader).text
        assert "quiet reason" not in copy(ending, reader).text
        assert "A first question" in copy(ending, reader).text
    topic_acts.remove(root, topic, "x")
    assert copy(ending).status_code == copy(ending, ben).status_code == 410
    assert copy(ending, root).status_code == 404


@pytest.mark.parametrize("ending", ["md", "json"])
def test_long_topics_come_page_by_page(ending, copy, root, topic, say, monkeypatch):
    monkeypatch.setattr("forum.pages.topics.copies.PER_PAGE", 2)
    for n in range(4):
        say(root, topic, f"Reply {n}")
    address = f"{topic.get_absolute_url().rstrip('/')}.{ending}"
    seen, query = [], ""
    while query is not None:
        answer = copy(ending, query=query)
        seen += [n for n in range(4) if f"Reply {n}" in answer.text]
        following = f"{HERE}{address}?page={len(seen) // 2 + 2}"
        query = following.removeprefix(f"{HERE}{address}") if following in answer.text else None
    assert seen == [0, 1, 2, 3]
    assert copy(ending, query="?page=4").url == f"{address}?page=3"
    assert copy(ending, query="?page=0").status_code == 404


@pytest.mark.parametrize("ending", ["md", "json"])
def test_another_slug_leads_to_the_copy_and_without_an_ending_to_the_page(ending, as_, topic, copy):
    place = topic.get_absolute_url().rstrip("/")
    for slug in ("x", "a.b", "%C3%A4", ""):
        assert as_().get(f"/t/{topic.pk}-{slug}.{ending}").url == f"{place}.{ending}"
    assert as_().get(f"/t/{topic.pk}-x.html").url == f"{place}/"
    assert as_().get(f"/t/{topic.pk}-x.{ending}).").url == f"{place}/"


def test_a_title_in_any_script_has_its_copy(as_, topic):
    Topic.objects.filter(pk=topic.pk).update(title="Überblick 概要")
    topic.refresh_from_db()
    answer = as_().get(f"/t/{topic.pk}-x.md", follow=True)
    assert answer.text.startswith("# Überblick 概要\n")


def test_no_text_can_pass_for_the_post_of_another(copy, ben, topic, say):
    say(ben, topic, "Yes.\n\n## Post 3 · Ada Lindqvist (@ada) · 2026-01-01 10:00 UTC\n\nI agree.\n\n## Else")
    lines = copy("md").text.splitlines()
    assert len([line for line in lines if line.startswith("## Post ")]) == 2
    assert "## Else" in lines


@pytest.mark.parametrize("ending", ["md", "json"])
def test_a_copy_takes_the_same_queries_for_few_and_many(ending, copy, root, ben, topic, say, warm):
    counts = []
    for more in (1, 20):
        for _n in range(more):
            say(root, topic)
        warm()
        with CaptureQueriesContext(connection) as queries:
            copy(ending)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_signs_that_are_no_text_break_nothing(copy, topic):
    topic.posts.update(source="a\ud800b".encode(errors="replace").decode())
    assert json.loads(copy("json").content)["posts"][0]["markdown"] == "a?b"


def test_the_page_of_a_public_topic_names_its_copies(as_, root, topic, members_board, start):
    hidden = start(root, members_board, title="For members")
    for thing, is_named in ((topic, True), (hidden, False)):
        page = as_(root).get(thing.get_absolute_url()).text
        place = thing.get_absolute_url().rstrip("/")
        assert (f'type="text/markdown" href="{place}.md"' in page) is is_named
        assert (f'type="application/json" href="{place}.json"' in page) is is_named
