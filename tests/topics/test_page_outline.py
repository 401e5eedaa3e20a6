"""A topic's page as it is put together from its outline: it is the page that is rendered, for every kind of topic."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from forum.announcements.banners import refresh_banners
from forum.announcements.models import Announcement
from forum.bookmarks import bookmarking
from forum.follows import following
from forum.own_pages.models import OwnPage
from forum.own_pages.terms import note_terms, refresh_marked_pages
from forum.pages import kept_parts
from forum.pages.store.members_parts import the_parts
from forum.pages.topics import page
from forum.posts import solving
from forum.posts.models import Post
from forum.reactions import reacting
from forum.search.models import SimilarTopic
from forum.site.models import SiteSettings
from forum.topics.models import Tag, Topic
from tests.plumbing import polls

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

# Keys, tokens, and when the box was opened, which every page has of its own.
ONCE = re.compile(r'value="(?:[0-9a-f]{32}|[\w:-]{40,})"')
BLANKS = re.compile(r"\s+")


def html_of(browser, address):
    response = browser.get(address)
    assert response.status_code == 200
    return BLANKS.sub(" ", ONCE.sub("", response.text))


def rendered(monkeypatch, browser, address):
    """The page as its template makes it of the topic itself."""
    with monkeypatch.context() as patched:
        patched.setattr(page, "topic_as_kept", lambda *_args: None)
        the_parts.forget()
        return html_of(browser, address)


@pytest.fixture
def board(board):
    board.takes_solutions, board.rules_html = True, "<p>Be <em>kind</em> & brief.</p>"
    board.save()
    return board


def nothing(topic, ben):
    pass


def other_words(topic, ben):
    Topic.objects.filter(pk=topic.pk).update(title="<b>\"Quotes\" & 'more'</b> %s %(pk)s {{ user }}")
    type(ben).objects.filter(pk=topic.author_id).update(display_name="O'\"<i>&amp;")


def from_right_to_left(topic, ben):
    Topic.objects.filter(pk=topic.pk).update(title="שלום לכולם")


def tags(topic, ben):
    topic.tags.set(
        [Tag.objects.create(name=name, slug=slug) for name, slug in (("a & b", "a-b"), ("Ärger", "ärger"))]
    )


def more_tags_than_places(topic, ben):
    topic.tags.set([Tag.objects.create(name=f"tag {n}", slug=f"tag-{n}") for n in range(13)])


def solved(topic, ben):
    solving.mark(topic.author, topic.posts.get(number=3))


def pinned(topic, ben):
    Topic.objects.filter(pk=topic.pk).update(pinned_at=timezone.now())


def slow(topic, ben):
    Topic.objects.filter(pk=topic.pk).update(slow_minutes=5, slow_until=timezone.now() + timedelta(hours=1))


def long_quiet(topic, ben):
    Topic.objects.filter(pk=topic.pk).update(last_post_at=timezone.now() - timedelta(days=800))


def a_picture(topic, ben):
    html = '<p><img src="/files/x/1x1/a%20&amp;b.png" alt="&quot;" width="1" height="1"></p>'
    Post.objects.filter(topic=topic, number=1).update(html=html, text="A picture & “words”.")


def reactions(topic, ben):
    reacting.react(ben, topic.posts.get(number=1), "👍")


def followers(topic, ben):
    following.follow(ben, topic)


def a_poll(topic, ben):
    polls.ask(topic)


def a_removed_post(topic, ben):
    Post.objects.filter(topic=topic, number=2).update(removed_at=timezone.now())


def another_closed_author(topic, ben):
    type(ben).objects.filter(pk=topic.author_id).update(closed_at=timezone.now())


def locked(topic, ben):
    topic.lock(ben, "Enough <said>")


def a_banner(topic, ben):
    Announcement.objects.create(
        title="Closed & quiet", text="x", html="<p>On <b>Monday</b>.</p>", is_banner=True
    )
    refresh_banners()


def terms_to_accept(topic, ben):
    terms = OwnPage.objects.create(
        name="House & home", slug="terms", text="x", html="<p>x</p>", is_terms=True, is_published=True
    )
    note_terms(terms, ben)
    refresh_marked_pages()


KINDS = [
    a_banner,
    terms_to_accept,
    nothing,
    other_words,
    from_right_to_left,
    tags,
    more_tags_than_places,
    solved,
    pinned,
    slow,
    long_quiet,
    a_picture,
    reactions,
    followers,
    a_poll,
    a_removed_post,
    another_closed_author,
    locked,
]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_the_page_that_is_rendered(as_, ada, ben, eve, root, board, start, say, monkeypatch, kind):
    like_it, topic = start(ada, board, title="One like it"), start(ada, board)
    for each in (like_it, topic):
        for n in range(4):
            say(ben, each, f"Reply {n}, **loud**.")
    SimilarTopic.objects.create(topic=topic, other=like_it, rank=1)
    SimilarTopic.objects.create(topic=like_it, other=topic, rank=1)
    kind(topic, ben)
    bookmarking.bookmark(eve, topic.posts.get(number=2))
    address = Topic.objects.get(pk=topic.pk).get_absolute_url()
    for reader in (None, eve, ada, ben, root):
        browser = as_(reader)
        for each in (like_it.get_absolute_url(), address):
            html_of(browser, each)  # which marks it read
        there = rendered(monkeypatch, browser, address)
        assert html_of(browser, address) == there, reader


@pytest.mark.parametrize("number", [1, 2, 3])
def test_so_is_each_page_of_a_long_one(as_, eve, long_topic, monkeypatch, number):
    address = f"{long_topic(45).get_absolute_url()}{'' if number == 1 else f'?page={number}'}"
    for reader in (None, eve):
        browser = as_(reader)
        html_of(browser, address)
        there = rendered(monkeypatch, browser, address)
        assert f'aria-current="page"><span class="hidden">Page </span>{number}</a>' in there
        assert html_of(browser, address) == there


def test_what_everybody_is_told_stands_on_a_page_that_is_put_together(as_, ben, eve, topic, monkeypatch):
    a_banner(topic, ben)
    terms_to_accept(topic, ben)
    monkeypatch.setattr(page, "render", None)
    html = html_of(as_(eve), topic.get_absolute_url())
    assert "Closed &amp; quiet" in html
    assert "a new version of “House &amp; home”" in html
    html = html_of(as_(), topic.get_absolute_url())
    assert "Closed &amp; quiet" in html
    assert "House" not in html.partition('class="foot"')[0].partition("<main")[2]


def test_a_topic_that_nobody_has_looked_at_takes_no_template_after_one_like_it(
    as_, ada, ben, eve, board, start, say, monkeypatch
):
    topics = [start(ada, board, title=f"Topic {n}") for n in range(4)]  # of which one stays unread
    for topic in topics:
        say(ben, topic, "A reply.")
    browsers = [as_(), as_(eve)]
    for browser in browsers:
        for topic in topics[:2]:
            html_of(browser, topic.get_absolute_url())

    def nothing_more(*args, **_kwargs):
        raise AssertionError(args[0])

    monkeypatch.setattr(kept_parts, "render_to_string", nothing_more)
    monkeypatch.setattr(page, "render", nothing_more)
    for browser in browsers:
        html = html_of(browser, topics[2].get_absolute_url())
        assert "Topic 2" in html
        assert "Topic 0" not in html
    SiteSettings.current().change(name="Another name")
    with pytest.raises(AssertionError):
        browsers[0].get(topics[2].get_absolute_url())
