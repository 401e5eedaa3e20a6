"""A member's page of a topic, put together from what is kept: it is the page that is rendered, and always the present one."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum.boards.group_settings import GroupSettings, note_titles
from forum.boards.models import Board, Grant
from forum.bookmarks import bookmarking
from forum.filters.form_signals import opened_now
from forum.follows import following
from forum.follows.models import Level
from forum.pages import kept_parts
from forum.pages.posts import kept_posts
from forum.pages.store import triggers
from forum.pages.store.members_parts import the_parts
from forum.pages.topics import page
from forum.posts import publishing, removing, revising, solving
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission
from forum.reactions import reacting
from forum.site.models import SiteSettings
from forum.topics.models import Topic

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

ONCE = re.compile(r'value="(?:[0-9a-f]{32}|[\w:-]{40,})"')  # keys and tokens, which every page has of its own
READS_A_PAGE = re.compile(r'"posts_post"\."number" >= ')


class Page:
    def __init__(self, response, queries):
        assert response.status_code == 200
        self.html = ONCE.sub("", response.content.decode())
        self.has_kept_posts = not any(READS_A_PAGE.search(query["sql"]) for query in queries)


@pytest.fixture
def look(as_):
    """look(eve, address) → the page."""

    def act(member, address):
        with CaptureQueriesContext(connection) as queries:
            response = as_(member).get(address)
        return Page(response, queries)

    return act


@pytest.fixture
def kept(look, eve, topic):
    """kept() → the topic's page for Eve, who wrote nothing in it, once nothing changes any more."""

    def act(member=None, address=None):
        for _ in range(3):
            found = look(member or eve, address or topic.get_absolute_url())
        return found

    return act


def anew(look, member, address):
    the_parts.forget()
    found = look(member, address)
    assert not found.has_kept_posts
    return found


@pytest.fixture
def board(board):
    Board.objects.filter(pk=board.pk).update(takes_solutions=True)
    return board


@pytest.fixture
def replies(topic, ben, say):
    return [say(ben, topic, f"Reply {n}, **loud**.") for n in range(3)]


def follow_daily(eve, topic, replies):
    following.follow(eve, topic, level=Level.DAILY)


def mute(eve, topic, replies):
    following.mute(eve, topic)


def react(eve, topic, replies):
    reacting.react(eve, replies[0], "👍")


def bookmark(eve, topic, replies):
    bookmarking.bookmark(eve, replies[1])


def follow_the_author(eve, topic, replies):
    following.follow(eve, replies[0].author)


def choose_a_zone(eve, topic, replies):
    eve.time_zone = "Asia/Tokyo"
    eve.save()


def solve(eve, topic, replies):
    solving.mark(topic.author, replies[2])


def nothing(eve, topic, replies):
    pass


@pytest.mark.parametrize(
    "act", [nothing, follow_daily, mute, react, bookmark, follow_the_author, choose_a_zone, solve]
)
def test_the_kept_page_is_the_page_that_is_rendered(look, kept, eve, topic, replies, act):
    act(eve, topic, replies)
    page = kept()
    assert page.has_kept_posts
    assert page.html == anew(look, eve, topic.get_absolute_url()).html


def test_it_takes_no_template_once_another_member_has_looked(
    look, kept, eve, nia, topic, replies, monkeypatch
):
    kept(nia)
    kept(eve)

    def nothing_more(*_args, **_kwargs):
        raise AssertionError

    for module in (kept_parts, page, kept_posts):
        monkeypatch.setattr(
            module, "render_to_string" if hasattr(module, "render_to_string") else "render", nothing_more
        )
    assert look(eve, topic.get_absolute_url()).has_kept_posts
    following.mute(eve, topic)
    with pytest.raises(AssertionError):
        look(eve, topic.get_absolute_url())


def test_a_locked_topic_and_a_text_in_the_box_are_rendered_around_kept_posts(
    look, kept, eve, topic, replies, root
):
    topic.lock(root, "Enough said")
    page = kept()
    assert page.has_kept_posts
    assert "Enough said" in page.html
    assert page.html == anew(look, eve, topic.get_absolute_url()).html
    topic.unlock()
    quoting = f"{topic.get_absolute_url()}?quote={replies[0].pk}"
    page = kept(address=quoting)
    assert page.has_kept_posts
    assert "In reply to" in page.html
    assert page.html == anew(look, eve, quoting).html


@pytest.mark.parametrize("number", [1, 2, 3])
def test_so_is_each_page_of_a_long_topic(look, kept, eve, long_topic, number):
    address = f"{long_topic(45).get_absolute_url()}?page={number}"
    page = kept(address=address)
    assert page.has_kept_posts
    assert page.html == anew(look, eve, address).html


def test_what_is_new_has_its_line(look, kept, eve, ben, topic, replies, say):
    kept()
    say(ben, topic, "Fresh.")
    look(ben, topic.get_absolute_url())  # somebody else’s look
    page = look(eve, topic.get_absolute_url())
    assert 'id="new"' in page.html
    assert "Fresh." in page.html
    assert 'id="new"' not in kept().html


def edit(topic, post, root):
    revising.revise(root, post, render_text("Changed words."), base=post.revision)


def remove(topic, post, root):
    removing.remove(root, post, "Off topic")


def answer(topic, post, root):
    publishing.reply(topic, Submission(root, render_text("One more."), key="one more", reply_to=post))


def rename_author(topic, post, root):
    type(post.author).objects.filter(pk=post.author.pk).update(display_name="Somebody Else")


def react_as_root(topic, post, root):
    reacting.react(root, post, "🎉")


def rename_topic(topic, post, root):
    Topic.objects.filter(pk=topic.pk).update(title="Another title")


def offer_other_reactions(topic, post, root):
    SiteSettings.current().change(reactions="🦔")


def take_replies_away(topic, post, root):
    for grant in Grant.objects.filter(board=topic.board):
        grant.verbs = ["see"]
        grant.save()


def give_a_title(topic, post, root):
    group = Group.objects.create(name="Founders")
    post.author.groups.add(group)
    GroupSettings.objects.create(group=group, title="Founding member")
    note_titles()


def lock_it(topic, post, root):
    topic.lock(root, "Enough said")


def solve_it(topic, post, root):
    solving.mark(root, post)


@pytest.mark.parametrize(
    ("change", "words", "is_said"),
    [
        (edit, "Changed words.", True),
        (remove, "Reply 1", False),
        (answer, "One more.", True),
        (rename_author, "Somebody Else", True),
        (react_as_root, "🎉 <b>1</b>", True),
        (rename_topic, "Another title", True),
        (offer_other_reactions, "🦔", True),
        (take_replies_away, "/quote/", False),
        (give_a_title, "Founding member", True),
        (lock_it, "Enough said", True),
        (solve_it, "post-solution", True),
    ],
)
def test_the_page_after_a_change_has_it(look, kept, eve, topic, replies, root, change, words, is_said):
    before = kept()
    assert before.has_kept_posts
    assert (words in before.html) is not is_said
    change(topic, replies[1], root)
    topic.refresh_from_db()
    after = look(eve, topic.get_absolute_url())
    assert (words in after.html) is is_said
    again = kept(address=topic.get_absolute_url())
    assert (words in again.html) is is_said
    assert again.html.count("<article") == after.html.count("<article")


def test_what_changes_while_a_page_is_made_is_not_lost(look, kept, eve, topic, replies, monkeypatch):
    kept()
    Post.objects.filter(pk=replies[0].pk).update(html="<p>Once changed.</p>")  # so that it is made anew
    read, late = page.posts_on_page, [replies[1].pk]

    def changed_after_reading(*args):
        posts = read(*args)
        Post.objects.filter(pk__in=late).update(html="<p>Changed meanwhile.</p>")
        late.clear()
        return posts

    monkeypatch.setattr(page, "posts_on_page", changed_after_reading)
    assert "Changed meanwhile." not in look(eve, topic.get_absolute_url()).html
    assert not late
    assert "Changed meanwhile." in look(eve, topic.get_absolute_url()).html
    assert "Changed meanwhile." in kept().html


def test_so_is_what_changes_between_reading_the_topic_and_its_posts(
    look, kept, eve, topic, replies, monkeypatch
):
    kept()
    Post.objects.filter(pk=replies[0].pk).update(html="<p>Once changed.</p>")
    of, late = page.PostsOfPage.of, [replies[1]]

    def solved_meanwhile(*args):
        if late:
            solving.mark(topic.author, late.pop())
        return of(*args)

    monkeypatch.setattr(page.PostsOfPage, "of", solved_meanwhile)
    look(eve, topic.get_absolute_url())
    assert not late
    assert "post-solution" in look(eve, topic.get_absolute_url()).html
    assert "post-solution" in kept().html


def test_nobody_is_shown_what_was_made_for_somebody_else(look, kept, eve, ben, nia, root, topic, replies):
    reacting.react(eve, replies[0], "👍")
    removing.remove(root, replies[2], "secret reason")
    of_eve = kept()
    assert 'aria-pressed="true"' in of_eve.html
    of_nia = kept(nia)
    assert 'aria-pressed="true"' not in of_nia.html
    assert "Reply 2" in kept(root).html  # a moderator still reads it
    assert "Reply 2" not in look(nia, topic.get_absolute_url()).html
    assert f"/p/{replies[1].pk}/edit/" in kept(ben).html
    assert f"/p/{replies[1].pk}/edit/" not in kept(nia).html
    assert nia.username in of_nia.html
    assert nia.username not in of_eve.html


def test_a_text_in_the_box_is_in_nobody_elses(look, kept, as_, eve, nia, topic, replies):
    assert kept().has_kept_posts
    answer = as_(eve).post(
        f"{topic.get_absolute_url()}reply/", {"body": "Half a thought", "key": "1", "save_draft": "1"}
    )
    assert answer.status_code < 400
    assert "Half a thought" in look(eve, topic.get_absolute_url()).html
    assert "Half a thought" not in kept(nia).html


def test_the_box_of_a_kept_page_posts_once_and_reads_when_it_was_opened(
    eve, nia, topic, replies, spam_protection
):
    browsers = []
    for member in (nia, eve):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(member, backend="accounts.backends.MemberBackend")
        pages = [browser.get(topic.get_absolute_url()).text for _ in range(3)]
        browsers.append((browser, pages[-1]))
    boxes = [
        dict(re.findall(r'<input[^>]* name="(\w+)" value="([^"]*)"', page.partition('id="reply-form"')[2]))
        for _b, page in browsers
    ]
    assert boxes[0]["key"] != boxes[1]["key"]
    assert not any(
        "<" in value or not value
        for box in boxes
        for value in (box["csrfmiddlewaretoken"], box["form_opened"])
    )
    browser, box = browsers[1][0], boxes[1] | {"body": "Said from a kept page."}
    signer = signing.TimestampSigner(salt="form_opened")
    assert signer.unsign(box["form_opened"], max_age=60) == "form"
    box["form_opened"] = opened_now(earlier=60)  # nobody writes in no time
    for _ in range(2):
        answer = browser.post(f"{topic.get_absolute_url()}reply/", box)
        assert answer.status_code in {302, 303}
    assert topic.posts.filter(source="Said from a kept page.").count() == 1


def test_a_ban_of_a_group_from_a_board_is_in_force_at_once(as_, kept, eve, topic, replies):
    assert kept().has_kept_posts
    Grant.objects.filter(board=topic.board).delete()
    assert as_(eve).get(topic.get_absolute_url()).status_code == 404


def test_while_nobody_says_what_changes_every_page_is_rendered(look, kept, eve, topic, replies):
    assert kept().has_kept_posts
    triggers.before_migrations("default", plan=["one"])
    try:
        assert not look(eve, topic.get_absolute_url()).has_kept_posts
        assert not look(eve, topic.get_absolute_url()).has_kept_posts
    finally:
        triggers.after_migrations("default")


def test_what_has_kept_posts_is_bounded(kept, long_topic, monkeypatch):
    monkeypatch.setattr(the_parts.store, "most_bytes", 150_000)
    address = long_topic(45).get_absolute_url()
    for number in (1, 2, 3):
        assert "<article" in kept(address=f"{address}?page={number}").html
    assert the_parts.store.size <= 150_000
