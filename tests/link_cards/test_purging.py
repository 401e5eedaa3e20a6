"""Nothing is kept of pages to which no post links."""

import datetime

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from forum.attachments import files
from forum.consequences import tidy
from forum.link_cards.models import LinkCard, LinkCardUse
from forum.link_cards.purging import purge_unused

pytestmark = pytest.mark.django_db


def test_a_card_without_a_post_goes_with_its_picture_after_a_day(card, stored):
    LinkCardUse.objects.all().delete()
    tidy()
    assert LinkCard.objects.exists()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2)):
        tidy()
    assert not LinkCard.objects.exists() and stored() == []


def test_a_card_that_a_post_uses_stays(card, stored):
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2)):
        assert purge_unused() == 0
        tidy()
    assert LinkCard.objects.exists() and len(stored()) == 1


def test_what_the_owner_removed_is_remembered(card):
    LinkCardUse.objects.all().delete()
    LinkCard.objects.update(state="removed")
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2)):
        assert purge_unused() == 0


def test_a_picture_that_no_card_has_is_a_stray(card, stored):
    files.keep(f"cards/{'0' * 32}", b"x")
    tidy()
    assert len(stored()) == 2
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2)):
        tidy()
    assert len(stored()) == 1


def test_check_forum_misses_the_file_of_a_picture_and_the_title_of_a_card(card, capsys):
    files.delete_files([card.stored_as])
    LinkCard.objects.update(title="")
    with pytest.raises(SystemExit):
        call_command("check_forum", "--json")
    said = capsys.readouterr().out
    assert "card.file" in said and "card.title" in said
