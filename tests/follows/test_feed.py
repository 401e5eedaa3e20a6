"""The feed of what one follows: opened by its address alone, never telling more than its owner may see."""

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.follows.models import FeedKey
from forum.members import closing_accounts
from forum.moderation import member_acts, post_acts
from forum.topics.models import Tag, Topic
from tests.conftest import PASSWORD
from tests.plumbing.feeds import read_feed
from tests.reading.plans import plan_of

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def feed(as_, eve):
    """feed() → what a feed reader gets from Eve's address."""
    key = FeedKey.objects.create(member=eve)

    def act(**headers):
        return as_().get(f"/following/feed/{key.key}/", headers=headers, follow=True)

    return act


def titles(answer):
    return [entry.find(f"{ATOM}title").text for entry in ET.fromstring(answer.content).iter(f"{ATOM}entry")]


def test_the_feed_holds_what_is_new_in_what_one_follows(ada, ben, eve, topic, board, start, say, feed):
    following.follow(eve, topic)
    post = say(ben, topic, "It was **the belt**.")
    answer = feed()
    assert [entry.title for entry in read_feed(answer).entries] == [f"Re: {topic.title}", topic.title]
    entry = next(ET.fromstring(answer.content).iter(f"{ATOM}entry"))
    assert entry.find(f"{ATOM}summary").text == "It was the belt."
    assert entry.find(f"{ATOM}id").text == f"http://127.0.0.1:8000/p/{post.pk}/"
    assert entry.find(f"{ATOM}link").get("href") == f"http://127.0.0.1:8000/p/{post.pk}/"
    assert entry.find(f"{ATOM}author/{ATOM}name").text == "ben"


def test_new_topics_of_boards_tags_and_members_stand_there_and_replies_do_not(
    ada, ben, eve, board, members_board, start, say, feed
):
    tag = Tag.objects.create(name="Glue", slug="glue")
    for thing in (board, tag, ada):
        following.follow(eve, thing)
    on_board = start(ben, board, title="On the board")
    start(ben, members_board, title="With the tag", tags=[tag])
    start(ada, members_board, title="By Ada")
    start(ben, members_board, title="Elsewhere")
    say(ben, on_board, "A reply")
    assert set(titles(feed())) == {"On the board", "With the tag", "By Ada"}


def test_own_posts_and_those_of_ignored_members_are_left_out(ada, ben, eve, topic, say, feed):
    following.follow(eve, topic)
    following.mute(eve, ada)
    say(eve, topic)
    say(ben, topic)
    assert titles(feed()) == [f"Re: {topic.title}"]


def test_what_goes_out_of_sight_goes_out_of_the_feed(root, ben, eve, topic, say, feed):
    following.follow(eve, topic)
    post_acts.remove(root, say(ben, topic, "Unsaid."), "x")
    assert titles(feed()) == [topic.title]
    apply_preset(topic.board, Preset.STAFF)
    assert titles(feed()) == []
    assert topic.title not in feed().text


def test_another_key_closes_the_old_address_and_none_closes_all(as_, eve):
    browser = as_(eve)
    assert "Create feed link" in browser.get("/following/").text
    browser.post("/following/feed/", {"act": "new"})
    old = FeedKey.objects.get(member=eve).key
    assert f"http://127.0.0.1:8000/following/feed/{old}/" in browser.get("/following/").text
    assert as_().get(f"/following/feed/{old}/").status_code == 200
    browser.post("/following/feed/", {"act": "new"})
    new = FeedKey.objects.get(member=eve).key
    assert as_().get(f"/following/feed/{old}/", follow=True).status_code == 404
    assert as_().get(f"/following/feed/{new}/").status_code == 200
    browser.post("/following/feed/", {"act": "off"})
    assert as_().get(f"/following/feed/{new}/", follow=True).status_code == 404


def test_looking_makes_no_key_and_a_visitor_cannot_make_one(as_, eve):
    as_(eve).get("/following/")
    assert as_(eve).get("/following/feed/").status_code == 405
    assert as_().post("/following/feed/").url.startswith("/accounts/login/")
    assert not FeedKey.objects.exists()


@pytest.mark.parametrize("key", ["x", "%00", "é", "a" * 300, "..%2f"])
def test_a_key_that_is_none_is_not_found(key, as_, db):
    assert as_().get(f"/following/feed/{key}/").status_code == 404


def test_the_feed_of_somebody_who_is_suspended_or_has_left_is_closed(root, eve, feed):
    member_acts.suspend(root, eve, "x", until=timezone.now() + timedelta(days=1))
    assert feed().status_code == 404
    member_acts.lift_suspension(root, eve)
    assert feed().status_code == 200
    closing_accounts.close(eve)
    assert feed().status_code == 404


def test_an_unchanged_feed_is_not_sent_again_and_no_shared_cache_keeps_it(ben, eve, topic, say, feed):
    following.follow(eve, topic)
    say(ben, topic)
    first = feed()
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert feed(**{"if-none-match": first.headers["ETag"]}).status_code == 304


def test_signs_that_xml_cannot_hold_break_nothing(ben, eve, topic, say, feed):
    Topic.objects.filter(pk=topic.pk).update(title="A\x0b\x1f<&>\ufffe]]>")
    ben.display_name = "B\x08en"
    ben.save()
    following.follow(eve, topic)
    say(ben, topic, "Fine.")
    assert titles(feed())[0] == "Re: A<&>]]>"


def test_the_feed_takes_the_same_queries_for_few_and_many(
    ada, root, eve, topic, start, board, feed, say, warm
):
    following.follow(eve, topic)
    tag = Tag.objects.create(name="Glue", slug="glue")
    for thing in (board, tag, ada):
        following.follow(eve, thing)
    counts = []
    for more in (1, 40):
        for _reply in range(more):
            say(root, topic)
        warm()
        with CaptureQueriesContext(connection) as queries:
            feed()
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.fixture
def key(eve):
    return FeedKey.objects.create(member=eve).key


def is_open(as_, key):
    return as_().get(f"/following/feed/{key}/").status_code == 200


def test_another_password_closes_the_old_address(as_, eve, key):
    fields = {"oldpassword": PASSWORD, "password1": "another-phrase-7", "password2": "another-phrase-7"}
    browser = as_(eve)
    assert browser.post("/accounts/password/change/", fields).status_code == 302
    assert not is_open(as_, key)
    assert is_open(as_, FeedKey.objects.get(member=eve).key)
    assert "Your feed has a new web address" in browser.get("/following/").text


def test_a_password_that_is_refused_leaves_the_address_as_it_is(as_, eve, key):
    fields = {"oldpassword": "wrong", "password1": "another-phrase-7", "password2": "another-phrase-7"}
    as_(eve).post("/accounts/password/change/", fields)
    assert is_open(as_, key)


def test_ending_ones_other_sessions_closes_the_old_address(as_, eve, nia, key):
    others = FeedKey.objects.create(member=nia).key
    browser = as_(eve)
    browser.post("/accounts/sessions/")
    assert not is_open(as_, key)
    assert is_open(as_, others)
    assert "Your feed has a new web address" in browser.get("/following/").text


def test_nobody_is_given_a_feed_they_did_not_ask_for(as_, eve):
    as_(eve).post("/accounts/sessions/")
    assert not FeedKey.objects.exists()


def test_staff_who_end_sessions_close_the_old_address_too(as_, root, eve, key):
    member_acts.end_sessions(root, eve)
    assert not is_open(as_, key)
    assert is_open(as_, FeedKey.objects.get(member=eve).key)


def root_of(answer):
    return ET.fromstring(answer.content)


def test_what_a_post_says_of_html_is_text(ben, eve, topic, say, feed):
    following.follow(eve, topic)
    say(ben, topic, "Type `<b>` for **bold**, `<script>` for trouble, and `&amp;` for more.")
    summary = next(root_of(feed()).iter(f"{ATOM}summary"))
    assert summary.get("type") == "text"
    assert summary.text == "Type <b> for bold, <script> for trouble, and &amp; for more."


def test_a_feed_without_entries_stays_as_it_is(feed, eve):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = feed()
        clock.shift(3600)
        again = feed()
    assert first.content == again.content
    assert first.headers["ETag"] == again.headers["ETag"]
    key = FeedKey.objects.get(member=eve)
    assert root_of(first).find(f"{ATOM}updated").text == key.created_at.isoformat()


def test_each_members_feed_has_an_identity_of_its_own_that_does_not_open_it(as_, ada, eve, feed):
    other = FeedKey.objects.create(member=ada).key
    mine, key = feed(), FeedKey.objects.get(member=eve)
    theirs = as_().get(f"/following/feed/{other}/")
    ids = [root_of(answer).find(f"{ATOM}id").text for answer in (mine, theirs)]
    assert ids[0].startswith("urn:uuid:")
    assert ids[0] != ids[1]
    assert key.key not in ids[0]
    key.key = "another-key"
    key.save()
    assert root_of(as_().get("/following/feed/another-key/")).find(f"{ATOM}id").text == ids[0]


def test_the_feed_names_its_language_its_maker_and_the_types_of_its_links(ben, eve, topic, say, feed):
    following.follow(eve, topic)
    say(ben, topic)
    root = root_of(feed(**{"accept-language": "de"}))
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert root.find(f"{ATOM}generator").text == "Folkmoot"
    links = {link.get("rel"): link.get("type") for link in root.findall(f"{ATOM}link")}
    assert links == {"alternate": "text/html", "self": "application/atom+xml"}
    assert {link.get("type") for link in root.findall(f"{ATOM}entry/{ATOM}link")} == {"text/html"}


@pytest.mark.parametrize("kind", ["topic", "board", "tag", "person"])
def test_the_feed_finds_its_posts_by_index_for_whatever_is_followed(
    kind, ada, ben, eve, board, start, say, feed
):
    tag = Tag.objects.create(name="Glue", slug="glue")
    topic = start(ada, board, tags=[tag])
    say(ben, topic)
    following.follow(eve, {"topic": topic, "board": board, "tag": tag, "person": ada}[kind])
    with CaptureQueriesContext(connection) as queries:
        assert titles(feed())
    asked = [query["sql"] for query in queries if 'FROM "posts_post"' in query["sql"]]
    assert len(asked) >= 4
    for sql in asked:
        plan = plan_of(sql)
        assert "Seq Scan on posts_post" not in plan
        assert "SCAN posts_post" not in plan


@pytest.mark.parametrize("muted", ["board", "tag"])
def test_what_is_muted_is_not_in_the_feed_though_something_else_tells_of_it(
    muted, ada, ben, eve, board, start, feed
):
    tag = Tag.objects.create(name="Glue", slug="glue")
    topic = start(ada, board, title="Of glue", tags=[tag])
    things = {"board": board, "tag": tag}
    following.mute(eve, things.pop(muted))
    following.follow(eve, ada)
    following.follow(eve, *things.values())
    assert titles(feed()) == []
    following.follow(eve, topic)
    assert titles(feed()) == ["Of glue"]


def test_the_newest_fifty_stand_in_the_feed_of_whatever_source(
    ada, ben, eve, topic, board, start, say, feed, root
):
    following.follow(eve, topic)
    following.follow(eve, root)
    for n in range(30):
        say(root, topic, f"Reply {n}")
        start(root, board, title=f"Topic {n}")
    found = titles(feed())
    assert found == [name for n in range(29, 4, -1) for name in (f"Topic {n}", f"Re: {topic.title}")]
