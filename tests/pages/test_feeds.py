"""The public feeds: what a visitor sees, in full, read by the schema of Atom and by a feed reader."""

import datetime
import re

import html5lib
import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.boards.presets import Preset, apply_preset
from forum.members import closing_accounts
from forum.moderation import post_acts, topic_acts
from forum.pages.feeds import public_feeds
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from forum.site.models import SiteSettings
from forum.topics.models import Tag, Topic
from tests.plumbing.feeds import read_feed

pytestmark = pytest.mark.django_db
HERE = "http://127.0.0.1:8000"
NOON = datetime.datetime(2036, 5, 4, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture
def tag(topic):
    tag = Tag.objects.create(name="Glue", slug="glue")
    topic.tags.add(tag)
    return tag


@pytest.fixture
def feeds(topic, tag):
    """The feeds in which the topic's first post stands, by what they are of."""
    return {
        "site": "/feed/",
        "board": f"{topic.board.get_absolute_url()}feed/",
        "tag": "/tag/glue/feed/",
        "topic": f"{topic.get_absolute_url()}feed/",
        "member": "/u/ada/feed/",
    }


@pytest.fixture
def kept_feeds(settings):
    kept = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tested feeds"}
    settings.CACHES = settings.CACHES | {"pages": kept}
    caches["pages"].clear()


KINDS = ["site", "board", "tag", "topic", "member"]


def titles(found):
    return [entry.title for entry in found.entries]


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_holds_the_whole_post_and_says_whose_it_is(kind, as_, topic, feeds):
    found = read_feed(as_().get(feeds[kind]))
    [entry] = found.entries
    post = topic.posts.get()
    assert entry.title == topic.title
    assert entry.id == entry.link == f"{HERE}/p/{post.pk}/"
    assert entry.author_detail.name == "Ada Lindqvist (@ada)"
    assert entry.author_detail.href == f"{HERE}/u/ada/"
    assert entry.content[0].type == "text/html"
    assert entry.content[0].value == post.html
    [own] = [link.href for link in found.feed.links if link.rel == "self"]
    assert own == f"{HERE}{feeds[kind]}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_that_has_not_changed_is_not_sent_again(kind, as_, topic, feeds):
    first = as_().get(feeds[kind])
    assert as_().get(feeds[kind], headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    Post.objects.filter(topic=topic).update(revision=2)
    assert as_().get(feeds[kind], headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("change", ["name", "username", "closing"])
def test_a_feed_with_another_name_of_its_author_is_sent_again(kind, change, as_, ada, topic, feeds):
    headers = {"If-None-Match": as_().get(feeds[kind]).headers["ETag"]}
    assert as_().get(feeds[kind], headers=headers).status_code == 304
    changed = {"name": {"display_name": "Adele"}, "username": {"username": "adele"}}.get(
        change, {"closed_at": NOON}
    )
    # By a hand that raises no version.
    get_user_model().objects.filter(pk=ada.pk).update(**changed)
    place = "/u/adele/feed/" if (kind, change) == ("member", "username") else feeds[kind]
    answer = as_().get(place, headers=headers)
    if (kind, change) == ("member", "closing"):
        assert answer.status_code == 404
        return
    author = read_feed(answer).entries[0].author_detail
    assert {"name": "Adele (", "username": "(@adele)", "closing": "ormer"}[change] in author.name
    assert ("href" in author) == (change != "closing")


@pytest.mark.parametrize("kind", KINDS)
def test_an_edit_stands_in_the_feed_at_once_with_its_time_and_the_same_id(kind, as_, ada, topic, feeds):
    with time_machine.travel(NOON, tick=False):
        before = read_feed(as_().get(feeds[kind]))
        post = topic.posts.get()
        revise(ada, post, render_text("Changed **now**."), base=1, title="Another title")
        new_place = feeds[kind].replace("a-first-question", "another-title")
        found = read_feed(as_().get(new_place))
    assert found.entries[0].id == before.entries[0].id
    assert found.feed.id == before.feed.id
    assert found.entries[0].updated == found.feed.updated == "2036-05-04T12:00:00+00:00"
    assert titles(found) == ["Another title"]
    assert "<strong>now</strong>" in found.entries[0].content[0].value


def test_the_feeds_of_site_board_and_tag_tell_of_topics_those_of_topic_and_member_of_posts(
    as_, ada, ben, topic, board, start, say, feeds
):
    second = start(ben, board, title="A second question")
    say(ada, topic, "More.")
    found = {kind: titles(read_feed(as_().get(feeds[kind]))) for kind in KINDS}
    again = f"Re: {topic.title}"
    assert found["site"] == found["board"] == [second.title, topic.title]
    assert found["tag"] == [topic.title]
    assert found["topic"] == found["member"] == [again, topic.title]


def test_feeds_hold_what_a_visitor_sees_even_for_whoever_sees_more(
    as_, root, topic, members_board, start, feeds
):
    hidden = start(root, members_board, title="For members")
    assert hidden.title in as_(root).get("/latest/").text
    for address in ("/feed/", "/u/root/feed/"):
        assert hidden.title not in as_(root).get(address).text
    assert as_(root).get(f"{hidden.get_absolute_url()}feed/").status_code == 404
    assert as_(root).get("/b/lounge/feed/").status_code == 404
    assert topic.title in as_(root).get("/feed/").text


@pytest.mark.parametrize("kind", KINDS)
def test_what_goes_out_of_sight_leaves_the_feed_at_once(kind, as_, root, ada, topic, feeds, start, board):
    first = as_().get(feeds[kind])
    headers = {"If-None-Match": first.headers["ETag"]}
    topic_acts.remove(root, topic, "x")
    gone = as_().get(feeds[kind], headers=headers)
    assert topic.title not in gone.text
    assert gone.status_code == (410 if kind == "topic" else 200)
    topic_acts.restore(root, topic)
    apply_preset(board, Preset.MEMBERS)
    hidden = as_().get(feeds[kind], headers=headers)
    assert topic.title not in hidden.text
    assert hidden.status_code == (404 if kind in ("topic", "board") else 200)


def test_a_removed_reply_leaves_the_feeds(as_, root, ben, topic, say, feeds):
    post = say(ben, topic, "A rash word.")
    for address in (feeds["topic"], "/u/ben/feed/"):
        assert "A rash word." in as_().get(address).text
    post_acts.remove(root, post, "x")
    for address in (feeds["topic"], "/u/ben/feed/"):
        assert "A rash word." not in as_().get(address).text


def test_a_text_stands_alone(as_, ben, topic, say, feeds):
    say(
        ben,
        topic,
        "[Here](/t/1-x/), a note[^1], ||the end|| and\n\n```python\nx = 1\n```\n\n- [x] done\n\n"
        "![ours](/media/0123456789abcdef0123456789abcdef.png)\n\n[^1]: The note.",
    )
    post = Post.objects.get(number=2)
    html = read_feed(as_().get(feeds["topic"])).entries[0].content[0].value
    page = f"{HERE}{topic.get_absolute_url()}"
    assert f'href="{HERE}/t/1-x/"' in html
    assert f'src="{HERE}/media/0123456789abcdef0123456789abcdef.png"' in html
    assert f'href="{page}#note-{post.pk}-1"' in html
    assert "[spoiler]" in html
    assert "the end" not in html
    assert "x = 1" in html
    assert not any(word in html for word in ("<span", "class=", "tabindex", "data-", "aria-"))


def test_what_a_text_says_of_html_stays_a_text_and_signs_that_xml_cannot_hold_break_nothing(
    as_, ben, topic, say, feeds
):
    say(
        ben,
        topic,
        "Type `<script>alert(1)</script>` & ]]> <!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>",
    )
    Topic.objects.filter(pk=topic.pk).update(title="A\x0b\x1f<&>\ufffe]]>")
    Post.objects.filter(number=2).update(html="<p>\x08&amp;lt;\ufffe</p>" + Post.objects.get(number=2).html)
    topic.refresh_from_db()
    found = read_feed(as_().get(f"{topic.get_absolute_url()}feed/"))
    assert "&lt;script&gt;" in found.entries[0].content[0].value
    assert b"<!ENTITY" not in as_().get(f"{topic.get_absolute_url()}feed/").content


def test_a_feed_ends_with_fifty_and_before_it_grows_past_all_measure(
    as_, root, topic, say, feeds, monkeypatch
):
    for n in range(60):
        say(root, topic, f"Reply {n}")
    found = read_feed(as_().get(feeds["topic"])).entries
    assert len(found) == 50
    assert "Reply 59" in found[0].content[0].value
    monkeypatch.setattr("forum.pages.feeds.public_feeds.LONGEST", 100)
    assert 0 < len(read_feed(as_().get(feeds["topic"])).entries) < 10


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_takes_the_same_queries_for_few_and_many_and_fewer_if_nothing_changed(
    kind, as_, root, board, start, say, topic, feeds, warm
):
    counts = []
    for more in (1, 20):
        for n in range(more):
            say(root, topic)
            start(root, board, title=f"Topic {more} {n}").tags.add(Tag.objects.get())
        warm()
        with CaptureQueriesContext(connection) as queries:
            answer = as_().get(feeds[kind])
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
    with CaptureQueriesContext(connection) as queries:
        as_().get(feeds[kind], headers={"If-None-Match": answer.headers["ETag"]})
    assert len(queries) == counts[0] - 1


@pytest.mark.usefixtures("kept_feeds")
def test_a_feed_is_made_once_for_all_who_read_it_and_anew_once_anything_changed(
    as_, ada, topic, feeds, monkeypatch
):
    made, entry_html = [], public_feeds.entry_html
    monkeypatch.setattr(public_feeds, "entry_html", lambda post: made.append(post) or entry_html(post))
    first, second = as_().get(feeds["topic"]), as_(ada).get(feeds["topic"])
    assert second.content == first.content and len(made) == 1
    assert second.headers["Content-Type"] == first.headers["Content-Type"]
    assert as_().get(feeds["member"]).content != first.content
    made.clear()
    revise(ada, topic.posts.get(), render_text("Changed."), base=1)
    assert "Changed." in as_().get(feeds["topic"]).text and len(made) == 1


def test_a_feed_of_long_posts_holds_a_quarter_of_a_megabyte(as_, root, topic, say, feeds):
    for n in range(6):
        say(root, topic, f"Reply {n}")
    Post.objects.filter(topic=topic, number__gt=1).update(html=f"<p>{'word ' * 20_000}</p>")
    found = as_().get(feeds["topic"])
    assert len(read_feed(found).entries) == 2
    assert len(found.content) < 256_000


def test_a_feed_without_entries_says_the_same_each_time(as_, board, nia):
    for address in ("/feed/", f"{board.get_absolute_url()}feed/", "/u/nia/feed/"):
        first = as_().get(address)
        assert read_feed(first).entries == []
        assert as_().get(address).content == first.content


def test_earlier_and_other_spellings_lead_to_the_feed(as_, ada, topic, board, feeds):
    browser = as_()
    assert browser.get(f"/t/{topic.pk}-else/feed/").url == feeds["topic"]
    assert browser.get("/u/ADA/feed/").url == "/u/ada/feed/"
    old = board.get_absolute_url()
    board.slug = "elsewhere"
    board.save()
    assert browser.get(f"{old}feed/").url == "/b/elsewhere/feed/"


@pytest.mark.parametrize("address", ["/b/none/feed/", "/tag/none/feed/", "/t/999-x/feed/", "/u/none/feed/"])
def test_what_never_was_has_no_feed(address, as_, topic):
    assert as_().get(address).status_code == 404


def test_a_closed_account_has_no_feed(as_, ben):
    assert as_().get("/u/ben/feed/").status_code == 200
    closing_accounts.close(ben)
    ben.refresh_from_db()
    for name in ("ben", ben.username):
        assert as_().get(f"/u/{name}/feed/").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_names_its_feed_to_programs_and_to_people(kind, as_, topic, feeds):
    page = as_().get("/" if kind == "site" else feeds[kind].removesuffix("feed/")).text
    [named] = [
        link
        for link in html5lib.parse(page, namespaceHTMLElements=False).iterfind("head/link[@rel='alternate']")
        if link.get("type") == "application/atom+xml" and link.get("href") == feeds[kind]
    ]
    assert named.get("title") == read_feed(as_().get(feeds[kind])).feed.title
    assert re.search(f'<a (class="follow-feed" )?href="{feeds[kind]}"', page)


def test_a_page_that_visitors_do_not_see_names_no_feed(as_, root, members_board, start):
    hidden = start(root, members_board, title="For members")
    for thing in (hidden, members_board):
        page = as_(root).get(thing.get_absolute_url()).text
        assert f"{thing.get_absolute_url()}feed/" not in page


def test_another_name_of_the_forum_changes_the_feed(as_, topic):
    first = as_().get("/feed/")
    SiteSettings.current().change(name="The Workshop")
    again = as_().get("/feed/", headers={"If-None-Match": first.headers["ETag"]})
    assert read_feed(again).feed.title == "The Workshop"
