"""Links of newcomers to where regulars of the forum link: these wait for nobody, unless anybody publishes there."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from forum.filters import known_places
from forum.filters.known_places import place_of
from forum.filters.models import PlaceLink
from forum.jobs.running import run_round
from forum.posts.models import PendingPost, PostTotal
from tests.conftest import join

MANUALS = "https://manuals.example/lathes/3"


@pytest.fixture(autouse=True)
def links_are_looked_at(spam_protection, db):
    spam_protection(checks_forms=False)


@pytest.fixture
def regulars(board):
    members = [join(name) for name in ("amy", "bob", "cleo")]
    for member in members:
        PostTotal.objects.create(member=member, board=board, post_count=10)
    return members


def links_known(start, members, board, *addresses):
    for member in members:
        start(member, board, f"By {member.username}", f"See {' and '.join(addresses)} for that.")
    while run_round():
        pass


def held_links(browser, author, topic, body):
    """What a reply waits for; None if it does not wait."""
    browser.post(f"{topic.get_absolute_url()}reply/", {"body": body, "key": uuid.uuid4().hex})
    pending = PendingPost.objects.filter(author=author).first()
    return pending and pending.reasons[0]["evidence"]["links"]


def test_a_link_to_where_three_regulars_link_does_not_wait(as_, ben, board, topic, start, regulars):
    links_known(start, regulars, board, "https://www.manuals.example/")
    assert held_links(as_(ben), ben, topic, f"Is it in {MANUALS}?") is None
    assert topic.posts.filter(author=ben).exists()


def test_the_other_links_of_the_same_post_do_and_they_alone_are_named(
    as_, ben, board, topic, start, regulars
):
    links_known(start, regulars, board, MANUALS)
    found = held_links(as_(ben), ben, topic, f"In {MANUALS} or https://pills.example/?")
    assert found == ["https://pills.example/"]


def test_two_regulars_are_too_few_and_the_owner_says_how_many(
    as_, ben, eve, board, topic, start, regulars, spam_protection
):
    links_known(start, regulars[:2], board, MANUALS)
    assert held_links(as_(ben), ben, topic, MANUALS) == [MANUALS]
    spam_protection(known_place_members=2)
    assert held_links(as_(eve), eve, topic, MANUALS) is None


def test_with_none_every_link_waits(as_, ben, board, topic, start, regulars, spam_protection):
    spam_protection(known_place_members=0)
    links_known(start, regulars, board, MANUALS)
    assert held_links(as_(ben), ben, topic, MANUALS) == [MANUALS]


def test_newcomers_make_no_place_known(as_, ben, board, topic, start):
    newcomers = [join(name) for name in ("dan", "fay", "gus")]
    for member in newcomers:
        PostTotal.objects.create(member=member, board=board, post_count=2)
    links_known(start, newcomers, board, MANUALS)
    assert held_links(as_(ben), ben, topic, MANUALS) == [MANUALS]


def test_one_regular_counts_once(as_, ben, board, topic, start, regulars):
    links_known(start, regulars[:1] * 4, board, MANUALS)
    assert held_links(as_(ben), ben, topic, MANUALS) == [MANUALS]
    assert PlaceLink.objects.count() == 1


def test_what_was_removed_and_who_is_suspended_count_no_more(as_, ben, eve, board, topic, start, regulars):
    links_known(start, regulars, board, MANUALS)
    until = timezone.now() + timedelta(days=1)
    User.objects.filter(pk=regulars[0].pk).update(suspended_until=until)
    assert held_links(as_(ben), ben, topic, MANUALS) == [MANUALS]
    User.objects.filter(pk=regulars[0].pk).update(suspended_until=None)
    link = PlaceLink.objects.first()
    link.post.removed_at = timezone.now()
    link.post.save(update_fields=["removed_at"])
    assert held_links(as_(eve), eve, topic, MANUALS) == [MANUALS]


def test_nobody_learns_what_is_linked_on_a_board_that_they_do_not_see(
    as_, ben, root, topic, start, staff_board, regulars
):
    User.objects.filter(pk__in=[member.pk for member in regulars]).update(is_staff=True)
    links_known(start, User.objects.filter(is_staff=True).exclude(pk=root.pk), staff_board, MANUALS)
    assert PlaceLink.objects.count() == 3
    assert held_links(as_(ben), ben, topic, MANUALS) == [MANUALS]


def test_a_link_in_a_quotation_is_not_the_one_who_quotes(board, start, regulars):
    start(
        regulars[0], board, "Beware", f"> Buy at https://pills.example/\n\nWho falls for that? See {MANUALS}"
    )
    while run_round():
        pass
    assert list(PlaceLink.objects.values_list("place", flat=True)) == ["manuals.example"]


def test_an_edit_takes_its_places_along(as_, board, start, regulars):
    topic = start(regulars[0], board, "Lathes", f"See {MANUALS}")
    while run_round():
        pass
    address = f"/p/{topic.posts.get().pk}/edit/"
    as_(regulars[0]).post(address, {"body": "See https://wheels.example/", "title": "Lathes", "base": 1})
    while run_round():
        pass
    assert list(PlaceLink.objects.values_list("place", flat=True)) == ["wheels.example"]


def test_older_posts_are_noted_in_the_background_where_it_was_left(board, start, regulars, monkeypatch):
    monkeypatch.setattr(known_places, "BATCH", 1)
    monkeypatch.setattr(known_places, "BATCHES", 2)
    for member in regulars:
        start(member, board, "Lathes", f"See {MANUALS}")
    known_places.note_older_posts()
    assert PlaceLink.objects.count() == 2
    known_places.note_older_posts()
    assert PlaceLink.objects.count() == 3


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("https://www.Manuals.example:8443/a?b=c", "manuals.example"),
        ("http://bücher.example/", "xn--bcher-kva.example"),
        ("https://github.com/Turners/lathe/issues/3", "github.com/turners"),
        ("https://ada.github.io/notes", "ada.github.io"),
    ],
)
def test_a_place_is_a_host_or_an_account_where_anybody_publishes(address, place):
    assert place_of(address) == place


@pytest.mark.parametrize(
    "address",
    [
        "https://bit.ly/3xYz", "https://docs.google.com/document/d/1", "https://m.youtube.com/watch?v=1",
        "https://github.com/", "https://github.com/turners/../pills", "https://github.com/turners/%2e%2e/pills",
        "https://github.com//pills", "https://manuals.example@pills.example/", "https://manuals.example/to?u=https://pills.example",
        "https://manuals.example/to?u=https%3A%2F%2Fpills.example", "https://manuals.example\\.pills.example/",
        "ftp://manuals.example/", "mailto:a@manuals.example", "https://localhost/", "https://[::1/", "",
    ],
)  # fmt: skip
def test_what_leads_on_or_belongs_to_nobody_is_no_place(address):
    assert place_of(address) == ""
