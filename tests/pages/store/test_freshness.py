"""Whatever changes, the next second's visitor sees it everywhere; what shows nothing throws nothing away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.announcements.banners import refresh_banners
from forum.announcements.models import Announcement
from forum.boards.presets import Preset, apply_preset
from forum.follows import following
from forum.members import closing_accounts
from forum.moderation import post_acts, topic_acts
from forum.own_pages.models import OwnPage
from forum.pages.store import page_store
from forum.pages.topics import page
from forum.reactions.models import Reaction
from forum.search.models import SimilarTopic
from forum.site.models import SiteSettings
from forum.topics.models import Tag, Topic
from tests.conftest import opened

SECRET = "xylograph and quince"


@pytest.fixture
def places(topic):
    """Where a topic is shown."""
    return [
        "/",
        "/latest/",
        "/new/",
        topic.board.get_absolute_url(),
        topic.get_absolute_url(),
        "/feed/",
        "/u/ada/",
    ]


def test_a_removed_post_is_gone_from_all_pages_and_back_when_restored(
    kept, a_second_later, ada, ben, mod, topic, say
):
    post = say(ben, topic, SECRET)
    address = topic.get_absolute_url()
    shown = [
        address,
        f"{address}?view=threads",
        f"{address}feed/",
        "/u/ben/",
        "/u/ben/feed/",
        f"{address[:-1]}.md",
    ]
    for path in shown:
        assert SECRET in kept(path).text, path
    post_acts.remove(mod, post, "x")
    for path in shown:
        assert SECRET not in a_second_later(path).text, path
    post_acts.restore(mod, post)
    for path in shown:
        assert SECRET in a_second_later(path).text, path


def test_a_removed_topic_is_gone_from_all_pages_and_back_when_restored(
    kept, a_second_later, mod, topic, places
):
    for path in places:
        assert topic.title in kept(path).text, path
    topic_acts.remove(mod, topic, "x")
    for path in places:
        assert topic.title not in a_second_later(path).text, path
    topic.refresh_from_db()
    topic_acts.restore(mod, topic)
    for path in places:
        assert topic.title in a_second_later(path).text, path


def test_a_board_made_private_is_gone_from_all_pages(kept, a_second_later, board, topic, places):
    for path in [*places, "/sitemap.xml", "/sitemaps/pages.xml", "/sitemaps/topics-1.xml"]:
        kept(path)
    apply_preset(board, Preset.MEMBERS)
    for path in [*places, "/sitemaps/pages.xml", "/sitemaps/topics-1.xml"]:
        assert topic.title not in a_second_later(path).text, path
    assert a_second_later(board.get_absolute_url()).status_code == 404
    assert "/b/general/" not in a_second_later("/sitemaps/pages.xml").text
    assert a_second_later(topic.get_absolute_url()).status_code == 404


def test_a_topic_moved_out_of_sight_is_gone(kept, a_second_later, root, topic, members_board, places):
    for path in places:
        assert topic.title in kept(path).text, path
    topic_acts.move(root, topic, "x", board=members_board)
    for path in places:
        assert topic.title not in a_second_later(path).text, path


def test_a_moved_topic_is_on_the_other_board(kept, a_second_later, root, topic):
    other = opened("Elsewhere", Preset.PUBLIC)
    assert topic.title in kept(topic.board.get_absolute_url()).text
    assert topic.title not in kept(other.get_absolute_url()).text
    assert 'href="/b/elsewhere/"' not in kept(topic.get_absolute_url()).text
    topic_acts.move(root, topic, "x", board=other)
    assert topic.title in a_second_later(other.get_absolute_url()).text
    assert 'href="/b/elsewhere/"' in a_second_later(topic.get_absolute_url()).text


def test_a_new_title_is_everywhere(kept, a_second_later, as_, ada, topic, places):
    for path in places:
        kept(path)
    first = topic.posts.get()
    as_(ada).post(f"/p/{first.pk}/edit/", {"title": "Renamed", "body": first.source, "base": 1})
    topic.refresh_from_db()
    assert topic.title == "Renamed"
    assert a_second_later(places[4]).status_code == 301
    for path in [*places[:4], topic.get_absolute_url(), *places[5:]]:
        assert "Renamed" in a_second_later(path).text, path


def test_an_edit_and_a_new_reply_are_there(kept, a_second_later, as_, ada, ben, topic, say):
    address = topic.get_absolute_url()
    kept(address)
    kept("/latest/")
    kept("/u/ben/")
    post = say(ben, topic, "A new answer.")
    assert "A new answer." in a_second_later(address).text
    assert "ben" in a_second_later("/latest/").text
    assert "A new answer." in a_second_later("/u/ben/").text
    as_(ben).post(f"/p/{post.pk}/edit/", {"body": "A mended answer.", "base": 1})
    assert "A mended answer." in a_second_later(address).text


def test_a_page_shows_how_much_its_authors_have_written_elsewhere(
    kept, a_second_later, ada, board, topic, start
):
    address = topic.get_absolute_url()
    before = kept(address).text
    start(ada, board, title="Another")
    assert a_second_later(address).text != before


def test_a_reaction_and_a_follower_are_counted(kept, a_second_later, ada, ben, topic):
    address = topic.get_absolute_url()
    kept(address)
    Reaction.objects.create(post=topic.posts.get(), member=ben, emoji="👍")
    assert "👍" in a_second_later(address).text
    following.follow(ben, topic)
    assert "Followers <b>1</b>" in a_second_later(address).text


def test_site_settings_are_on_every_page(kept, a_second_later, places):
    for path in places:
        kept(path)
    SiteSettings().change(name="Another name")
    for path in places:
        assert "Another name" in a_second_later(path).text or path == "/u/ada/", path


def test_a_closed_account_is_without_a_name_everywhere(kept, a_second_later, ben, topic, say):
    say(ben, topic)
    places = [topic.get_absolute_url(), "/latest/", "/"]
    for path in places:
        assert "ben" in kept(path).text, path
    kept("/u/ben/")
    closing_accounts.close(ben)
    for path in places:
        assert "ben" not in a_second_later(path).text, path
    assert a_second_later("/u/ben/").status_code in (404, 410)


def test_a_new_name_is_everywhere(kept, a_second_later, ada, topic, places):
    for path in places[:5]:
        assert "Ada Lindqvist" in kept(path).text or path == "/", path
    type(ada).objects.filter(pk=ada.pk).update(display_name="Ada Byron")
    for path in places[:5]:
        assert "Ada Lindqvist" not in a_second_later(path).text, path
    assert "Ada Byron" in a_second_later(topic.get_absolute_url()).text


def test_names_of_boards_and_tags_are_everywhere(kept, a_second_later, board, topic):
    tag = Tag.objects.create(name="Quiet", slug="quiet")
    topic.tags.add(tag)
    address = topic.get_absolute_url()
    for path in ("/", address, "/tags/", board.get_absolute_url()):
        kept(path)
    Tag.objects.filter(pk=tag.pk).update(name="Silent")
    type(board).objects.filter(pk=board.pk).update(name="Common room")
    assert "Silent" in a_second_later("/tags/").text
    assert {"Silent", "Common room"} <= set(a_second_later(address).text.replace("<", ">").split(">"))
    assert "Common room" in a_second_later("/").text


def test_an_own_page_is_shown_as_it_is(kept, a_second_later):
    page = OwnPage.objects.create(
        name="Rules", slug="rules", text="Be kind.", html="<p>Be kind.</p>", is_published=True
    )
    assert "Be kind." in kept(page.get_absolute_url()).text
    OwnPage.objects.filter(pk=page.pk).update(html="<p>Be brief.</p>")
    assert "Be brief." in a_second_later(page.get_absolute_url()).text
    OwnPage.objects.filter(pk=page.pk).update(is_published=False)
    assert a_second_later(page.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("when", ["starts_at", "ends_at"])
def test_a_banner_comes_and_goes_by_the_clock(store, kept, visitor, monkeypatch, when):
    """A page ends in the moment in which the next banner begins or ends."""
    soon = timezone.now() + timedelta(seconds=20)
    times = {"starts_at": timezone.now() - timedelta(hours=1), "ends_at": soon + timedelta(hours=1)} | {
        when: soon
    }
    Announcement.objects.create(title="Moving house", is_banner=True, **times)
    refresh_banners()
    store.look()
    kept("/")
    (entry,) = store.entries.values()
    assert 10 < entry.ends_at - page_store.clock() <= 20
    entry.ends_at = page_store.clock()
    assert store.get(entry.key) is None


def test_what_no_page_shows_throws_nothing_away(store, kept, as_, ada, ben, board, topic, start):
    """Reading, signing in, notifications and what members keep for themselves leave visitors' pages alone."""
    address = topic.get_absolute_url()
    kept(address)
    kept("/latest/")
    before = store.looks, store.any_changed, store.all_changed
    browser = as_(ben)
    browser.get(address)
    browser.get("/unread/")
    browser.get("/notifications/")
    browser.post(f"/p/{topic.posts.get().pk}/bookmark/")
    browser.post(f"{address}reply/", {"preview": "1", "body": "x"})
    Topic.objects.filter(pk=topic.pk).update(view_count=7)
    type(ada).objects.filter(pk=ada.pk).update(last_login=timezone.now(), last_seen_at=timezone.now())
    store.look()
    assert (store.any_changed, store.all_changed) == before[1:]
    assert store.looks == before[0] + 1


def test_a_change_elsewhere_leaves_a_topics_page(
    store, kept, visitor, ben, board, topic, start, django_assert_num_queries
):
    kept(topic.get_absolute_url())
    kept("/latest/")
    start(ben, board, title="Of no concern")
    store.look()
    with django_assert_num_queries(0):
        visitor.get(topic.get_absolute_url())
    assert "Of no concern" in visitor.get("/latest/").text


def test_a_topic_named_at_the_foot_of_others_goes_with_its_name(
    kept, a_second_later, ada, mod, board, topic, start
):
    address, other = topic.get_absolute_url(), start(ada, board, title="Kettles")
    SimilarTopic.objects.create(topic=topic, other=other, rank=1)
    assert "Kettles" in kept(address).text
    other.rename("Pots and pans")
    assert "Pots and pans" in a_second_later(address).text
    topic_acts.remove(mod, other, "x")
    assert "Pots and pans" not in a_second_later(address).text


def test_what_changes_while_a_page_is_made_is_not_missed(store, visitor, ben, topic, say, monkeypatch):
    """It is shown, since it was right when it was asked for, and not kept."""
    put_together = page.topic_as_kept

    def slowly(*args):
        made = put_together(*args)
        say(ben, topic, "Meanwhile.")
        store.look()
        return made

    monkeypatch.setattr(page, "topic_as_kept", slowly)
    assert "Meanwhile." not in visitor.get(topic.get_absolute_url()).text
    monkeypatch.undo()
    assert not store.entries
