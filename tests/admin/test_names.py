"""What staff name is seen as well: boards, tags, groups and the forum itself."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from forum.boards.models import Board
from forum.site.models import SiteSettings
from forum.topics.models import Tag
from tests.plumbing.site_settings import UNCHANGED

UNSEEN = ["\u3164", "\u2800", "\u200b", "a\u202eb"]
BOARD = {"description": "", "parent": "", "position": "1", "takes_topics": "on", "preset": "public"}


def sent_to(client, kind, **fields):
    return client.post(reverse(f"admin:{kind}_add"), fields)


def add_board(client, **fields):
    grants = {
        f"{rows}-{count}_FORMS": "0" for rows in ("grants", "topic_fields") for count in ("TOTAL", "INITIAL")
    }
    return sent_to(client, "boards_board", **BOARD | grants | fields)


def errors_of(answer):
    return answer.context["adminform"].form.errors.keys()


@pytest.mark.parametrize("name", UNSEEN)
def test_a_name_that_nobody_can_see_is_refused_beside_its_field(as_, root, name):
    client = as_(root)
    assert "name" in errors_of(add_board(client, name=name, slug="x"))
    assert "description" in errors_of(add_board(client, name="Bikes", slug="x", description=name))
    assert "name" in errors_of(sent_to(client, "topics_tag", name=name, slug="x"))
    assert "name" in errors_of(sent_to(client, "auth_group", name=name))
    site = client.post(
        reverse("admin:site_sitesettings_change", args=[1]),
        {
            **UNCHANGED,
            "name": name,
            "default_theme": "system",
            "default_density": "comfortable",
        },
    )
    assert "name" in errors_of(site)
    assert not (Board.objects.exists() or Tag.objects.exists() or Group.objects.exists())


def test_names_are_kept_without_what_hides_or_climbs(as_, root):
    client = as_(root)
    sent_to(client, "topics_tag", name="whe\u200bels", slug="wheels")
    sent_to(client, "auth_group", name="Kee\u00adpers" + "\u0335" * 20)
    add_board(client, name="\ufeffBikes", slug="bikes")
    client.post(
        reverse("admin:site_sitesettings_change", args=[1]),
        {
            **UNCHANGED,
            "name": "Ba\u034fr",
            "default_theme": "system",
            "default_density": "comfortable",
        },
    )
    assert (Tag.objects.get().name, Board.objects.get().name) == ("wheels", "Bikes")
    assert Group.objects.get().name == "Keepers\u0335\u0335\u0335"
    assert SiteSettings.current().name == "Bar"


@pytest.mark.parametrize("slug", ["", "हनद-म", "हिन्दी-में"])
def test_an_address_keeps_its_vowel_signs(as_, root, slug):
    # The second is what the admin's own script makes of the name.
    client = as_(root)
    add_board(client, name="हिन्दी में", slug=slug)
    sent_to(client, "topics_tag", name="हिन्दी में", slug=slug)
    assert Board.objects.get().slug == Tag.objects.get().slug == "हिन्दी-में"
    for thing in (Board.objects.get(), Tag.objects.get()):
        assert as_().get(thing.get_absolute_url()).status_code == 200


def test_an_address_that_was_chosen_stays(as_, root):
    add_board(as_(root), name="हिन्दी में", slug="hindi")
    assert Board.objects.get().slug == "hindi"


def test_without_a_word_in_the_name_an_address_is_asked_for(as_, root):
    assert "slug" in errors_of(add_board(as_(root), name="🚲", slug=""))


def test_an_old_name_is_no_hindrance_to_other_changes(as_, root, board):
    Board.objects.filter(pk=board.pk).update(name="Wheels\u202e")
    grants = {
        f"{rows}-{count}_FORMS": "0" for rows in ("grants", "topic_fields") for count in ("TOTAL", "INITIAL")
    }
    sent = (
        BOARD
        | grants
        | {"name": "Wheels\u202e", "slug": board.slug, "description": "About wheels.", "preset": ""}
    )
    assert as_(root).post(reverse("admin:boards_board_change", args=[board.pk]), sent).status_code == 302
    board.refresh_from_db()
    assert board.description == "About wheels."
