"""The owner sees what was fetched and why not, has it fetched again, and removes it."""

import pytest
from django.contrib.auth.models import Permission

from forum.link_cards.models import LinkCard
from tests.link_cards.conftest import ADDRESS, page

pytestmark = pytest.mark.django_db

LIST = "/admin/link_cards/linkcard/"


def act(as_, who, name, *cards):
    return as_(who).post(
        f"{LIST}?state=all", {"action": name, "_selected_action": [card.pk for card in cards]}, follow=True
    )


def test_the_list_says_which_page_was_fetched_and_its_title(card, as_, root):
    text = as_(root).get(f"{LIST}?state=ready").text
    assert ADDRESS in text and "All &amp; every boat" in text
    text = as_(root).get(f"{LIST}{card.pk}/change/").text
    assert "How they float." in text and f'<a href="/p/{card.uses.get().post_id}/">' in text


def test_its_list_has_the_states_of_every_queue_and_begins_with_what_is_unfinished(card, as_, root):
    page = as_(root).get(LIST).text
    assert ADDRESS not in page
    for state in ("Unfinished", "Failed", "Waiting", "Ready", "Removed", "All"):
        assert f">{state}</a>" in page


def test_fetch_again_brings_what_the_page_says_now(card, web, work, as_, root):
    web.pages["news.example/boats"] = page("<title>New boats</title>")
    assert "1 page will be fetched again." in act(as_, root, "fetch_again", card).text
    work()
    assert "New boats" in as_().get(card.topic.get_absolute_url()).text


def test_a_removed_card_is_a_link_at_once_and_stays_one(
    card, web, work, as_, root, ben, say, stored, django_capture_on_commit_callbacks
):
    as_().get(card.topic.get_absolute_url())
    with django_capture_on_commit_callbacks(execute=True):
        assert "1 card is removed." in act(as_, root, "remove", card).text
    assert stored() == []
    assert "card-title" not in as_().get(card.topic.get_absolute_url()).text
    say(ben, card.topic, f"Once more:\n\n{ADDRESS}")
    work()
    assert "card-title" not in as_().get(card.topic.get_absolute_url()).text
    assert len(web.asked) == 2
    act(as_, root, "fetch_again", card)
    work()
    assert "card-title" in as_().get(card.topic.get_absolute_url()).text


def test_who_may_look_at_cards_sees_those_of_posts_that_they_may_read(card, as_, eve, root, staff_board):
    eve.is_staff = True
    eve.save()
    eve.user_permissions.add(Permission.objects.get(codename="view_linkcard"))
    assert ADDRESS in as_(eve).get(f"{LIST}?state=all").text
    act(as_, eve, "remove", card)
    assert LinkCard.objects.get().state == "ready"
    type(card.topic).objects.filter(pk=card.topic.pk).update(board=staff_board)
    type(eve).objects.filter(pk=eve.pk).update(is_staff=True)
    assert ADDRESS in as_(root).get(f"{LIST}?state=all").text


def test_switching_cards_on_is_one_box_in_the_site_settings(as_, root, db):
    text = as_(root).get("/admin/site/sitesettings/1/change/").text
    assert "Links become cards" in text and 'name="shows_link_cards"' in text
