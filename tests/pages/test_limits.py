"""What costs us something and is asked for again and again: refused beyond its limit, with the time to wait."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from forum import limits
from forum.follows.models import FeedKey, Follow
from forum.limits import LIMITS
from forum.limits.models import Window
from forum.posts.models import Post
from forum.site.models import SiteSettings
from forum.topics.models import Tag

NOON = datetime.datetime(2026, 5, 4, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def with_mail(settings):
    settings.HAS_MAIL = True


def tighten(monkeypatch, name, most=3):
    limit = LIMITS[name]
    monkeypatch.setitem(LIMITS, name, limits.Limit(most, limit.period, is_local=limit.is_local))


def statuses(times, act):
    return [act().status_code for _time in range(times)]


def test_follow_and_unfollow_again_and_again_ends_and_leaves_the_pages_kept(
    as_, ben, topic, start, ada, board
):
    browser, address = as_(ben), topic.get_absolute_url()
    acts = ["follow", "unfollow"] * 6
    answers = [browser.post(f"{address}{act}/").status_code for act in acts]
    assert answers == [303] * 10 + [429] * 2
    topic.refresh_from_db()
    version = topic.version
    refused = browser.post(f"{address}follow/")
    assert (refused.status_code, refused["Retry-After"]) == (429, "600")
    assert "Wait 10 minutes" in refused.text
    topic.refresh_from_db()
    assert topic.version == version
    other = start(ada, board, title="Another")
    assert browser.post(f"{other.get_absolute_url()}follow/").status_code == 303


def test_others_may_follow_meanwhile_and_so_may_they_in_ten_minutes(as_, ben, eve, topic, clock):
    address = f"{topic.get_absolute_url()}follow/"
    assert statuses(11, lambda: as_(ben).post(address)) == [303] * 10 + [429]
    assert as_(eve).post(address).status_code == 303
    clock.shift(600)
    assert as_(ben).post(address).status_code == 303


def test_all_that_one_follows_is_limited_as_one(as_, ada, ben, eve, board, topic, monkeypatch):
    """Topics, boards, tags, members, the list and the people one ignores: each raises versions, and some tell somebody."""
    tighten(monkeypatch, "follow", 6)
    Tag.objects.create(name="Help", slug="help")
    browser = as_(ben)
    asked = [
        (f"{topic.get_absolute_url()}follow/", {}),
        (f"{board.get_absolute_url()}follow/", {}),
        ("/tag/help/follow/", {}),
        ("/u/ada/follow/", {}),
        ("/following/", {"act": "hide"}),
        ("/settings/ignored/", {"username": "eve"}),
    ]
    for address, fields in asked:
        assert browser.post(address, fields).status_code in {200, 303, 422}, address
    for address, fields in [*asked, ("/u/eve/stop-ignoring/", {})]:
        assert browser.post(address, fields).status_code == 429, address
    assert browser.get("/following/").status_code == 200
    assert Follow.objects.filter(member=ben, state=Follow.State.LEFT).count() == 0


@pytest.mark.parametrize(
    "address",
    [
        "/settings/",
        "/settings/following/",
        "/settings/notifications/",
        "/following/feed/",
        "/accounts/sessions/",
    ],
)
def test_settings_are_saved_only_so_often(as_, ada, ben, address, monkeypatch):
    tighten(monkeypatch, "settings")
    browser = as_(ada)
    answers = statuses(4, lambda: browser.post(address, {"posts_per_page": 20}))
    assert answers[-1] == 429
    assert 429 not in answers[:3]
    assert as_(ben).post(address, {"posts_per_page": 20}).status_code != 429
    if address != "/following/feed/":
        assert browser.get("/settings/").status_code == 200


def test_a_name_that_changes_again_and_again_does_not_throw_everybodys_pages_away(as_, ada):
    SiteSettings.bump()
    browser = as_(ada)
    before = SiteSettings.current().version

    def rename(number):
        return browser.post(
            "/settings/", {"display_name": f"Ada {number}x", "posts_per_page": 20}
        ).status_code

    assert [rename(number) for number in range(7)] == [303] * 5 + [429] * 2
    assert SiteSettings.current().version == before + 5
    assert browser.post("/settings/", {"display_name": "Ada 4x", "posts_per_page": 50}).status_code == 303


def test_an_author_edits_and_removes_only_so_often_and_a_moderator_as_needed(
    as_, ada, mod, topic, say, monkeypatch
):
    tighten(monkeypatch, "edit", 2)
    tighten(monkeypatch, "remove", 2)
    post = say(ada, topic, "Zero.")

    def edit(browser, number):
        post.refresh_from_db()
        fields = {"body": f"Text {number}.", "base": post.revision}
        return browser.post(f"/p/{post.pk}/edit/", fields)

    author = as_(ada)
    assert [edit(author, number).status_code for number in range(2)] == [303, 303]
    refused = edit(author, 2)
    assert refused.status_code == 429
    assert "Text 2." in refused.text
    assert edit(as_(mod), 3).status_code == 303
    assert [author.post(f"/p/{post.pk}/{act}/").status_code for act in ("remove", "restore", "remove")] == [
        303,
        303,
        429,
    ]
    assert as_(mod).post(f"/p/{post.pk}/remove/", {"reason": "spam"}).status_code == 303


def test_public_feeds_and_copies_are_read_only_so_often_by_one_network(as_, topic, monkeypatch):
    tighten(monkeypatch, "public-feed")
    copy = f"{topic.get_absolute_url().rstrip('/')}.json"
    oembed = f"/oembed/?url=http://127.0.0.1:8000/p/{topic.posts.get().pk}/"
    addresses = iter(["/feed/", copy, oembed, "/feed/", copy, oembed])
    assert statuses(6, lambda: as_().get(next(addresses))) == [200] * 3 + [429] * 3
    assert as_().get("/feed/", REMOTE_ADDR="192.0.2.9").status_code == 200


@pytest.fixture
def kept_feeds(settings):
    kept = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tested feeds"}
    settings.CACHES = settings.CACHES | {"pages": kept}
    caches["pages"].clear()


@pytest.mark.usefixtures("kept_feeds")
def test_making_public_feeds_and_copies_takes_only_so_much_of_the_time_of_one_network(
    as_, topic, monkeypatch
):
    tighten(monkeypatch, "feed-time", 1)
    place = topic.get_absolute_url()
    copy = f"{place.rstrip('/')}.md"
    assert as_().get(f"{place}feed/").status_code == 200
    limits.charge("feed-time", "127.0.0.1", 1)
    assert as_().get("/u/ada/feed/").status_code == as_().get(copy).status_code == 429
    assert as_().get(f"{place}feed/").status_code == 200, "It is kept."
    assert as_().get("/u/ada/feed/", REMOTE_ADDR="192.0.2.9").status_code == 200
    assert as_().get(copy, REMOTE_ADDR="192.0.2.10").status_code == 200


def test_the_feed_is_read_only_so_often_by_its_key(as_, ada, ben):
    mine, other = [FeedKey.objects.create(member=member, key=f"key-{member}") for member in (ada, ben)]
    assert statuses(21, lambda: as_().get(reverse("feed", args=[mine.key]))) == [200] * 20 + [429]
    assert as_().get(reverse("feed", args=[other.key])).status_code == 200


def test_the_number_at_the_bell_is_counted_without_a_write(as_, ada, monkeypatch):
    tighten(monkeypatch, "notifications-count")
    browser = as_(ada)
    answers = statuses(5, lambda: browser.get(reverse("notifications-count")))
    assert answers == [200] * 3 + [429] * 2
    assert not Window.objects.exists()


def test_marking_read_is_limited(as_, ada, ben, monkeypatch):
    tighten(monkeypatch, "notifications")
    fields = {"until": timezone.now().isoformat()}
    assert statuses(4, lambda: as_(ada).post(reverse("notifications-read"), fields)) == [303] * 3 + [429]
    assert as_(ben).post(reverse("notifications-read"), fields).status_code == 303


def test_what_visitors_park_is_limited_by_network_and_says_how_long(as_, topic, clock):
    address = f"{topic.get_absolute_url()}reply/"

    def park():
        return as_().post(address, {"body": "Kept."}, headers={"Sec-Fetch-Site": "same-origin"})

    assert statuses(31, park) == [303] * 30 + [429]
    clock.shift(540)
    refused = park()
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert "Kept." in refused.text
    assert as_().post(address, {"body": "Kept."}, REMOTE_ADDR="192.0.2.9").status_code == 303


def test_five_mails_a_day_are_asked_for_one_address_from_anywhere(as_, topic, clock):
    SiteSettings.bump()
    address = f"{topic.get_absolute_url()}follow-by-mail/"

    def ask(number):
        browser = as_()
        return browser.post(
            address, {"address": "victim@example.org"}, REMOTE_ADDR=f"192.0.2.{number}"
        ).status_code

    assert [ask(number) for number in range(7)] == [200] * 5 + [429] * 2
    clock.shift(6 * 60)
    assert [ask(number) for number in range(7)] == [429] * 7
    assert not mail.outbox
    clock.shift(24 * 3600)
    assert ask(8) == 200


def test_words_behind_a_plus_make_no_other_address(as_, topic):
    address = f"{topic.get_absolute_url()}follow-by-mail/"
    answers = [
        as_().post(address, {"address": f"me+{n}@example.org"}, REMOTE_ADDR=f"192.0.2.{n}").status_code
        for n in range(7)
    ]
    assert answers == [200] * 5 + [429] * 2


def test_ipv4_addresses_written_as_ipv6_are_no_single_network(as_, topic):
    address = f"{topic.get_absolute_url()}follow-by-mail/"

    def ask(n, network):
        return as_().post(address, {"address": f"m{n}@example.org"}, REMOTE_ADDR=network).status_code

    assert [ask(n, f"::ffff:192.0.2.{n}") for n in range(12)] == [200] * 12
    assert [ask(n, "::ffff:192.0.2.99") for n in range(20, 31)] == [200] * 10 + [429]
    assert ask(40, "192.0.2.99") == 429


def test_a_network_that_has_asked_too_often_uses_up_nobodys_address(as_, topic):
    address = f"{topic.get_absolute_url()}follow-by-mail/"
    answers = [as_().post(address, {"address": f"m{n}@example.org"}).status_code for n in range(12)]
    assert answers == [200] * 10 + [429] * 2
    assert limits.peek("mail-to", "m11@example.org").left == 5


def test_a_clock_that_was_set_back_does_not_silence_an_author(as_, ben, topic):
    """Their posts are dated ahead then; the limit counts on from now, and holds."""
    SiteSettings.current().change(posts_a_minute=3)

    def reply(number):
        fields = {"board": topic.board_id, "key": f"k{number}", "body": f"Reply {number}."}
        return as_(ben).post(f"{topic.get_absolute_url()}reply/", fields).status_code

    assert [reply(number) for number in range(4)] == [303] * 3 + [429]
    Post.objects.filter(author=ben).update(created_at=NOON + datetime.timedelta(hours=1))
    assert [reply(number) for number in range(20, 24)] == [303] * 3 + [429]


def test_what_was_refused_is_sent_again_by_one_button(as_, ada, topic, clock):
    limits.charge("render", ada.pk, 60)
    browser, address = as_(ada), f"{topic.get_absolute_url()}reply/"
    refused = browser.post(address, {"board": topic.board_id, "key": "k", "body": "Once more."})
    assert refused.status_code == 429
    fields = dict(refused.context["fields"])
    assert f'action="{address}"' in refused.text
    clock.shift(60)
    assert browser.post(address, fields).status_code == 303
    assert Post.objects.filter(source="Once more.").count() == 1


def test_a_visitor_who_is_refused_gets_no_cookie(as_, topic):
    browser = as_()
    limits.charge("visitor-draft", "127.0.0.1", 30)
    refused = browser.post(f"{topic.get_absolute_url()}reply/", {"body": "Kept."})
    assert refused.status_code == 429
    assert "Kept." in refused.text
    assert not browser.cookies
