"""Emails about being let into a private board, and taken out of one."""

import pytest
from django.core import mail

from forum.boards.presets import Preset
from forum.moderation import admitting
from tests.conftest import opened

pytestmark = pytest.mark.every_database


@pytest.fixture
def club(db):
    return opened("Club", Preset.PRIVATE)


def test_being_let_in_leads_to_the_board_and_being_taken_out_does_not(root, ada, club, work):
    admitting.admit(root, club, ada)
    work()
    admitting.exclude(root, club, ada)
    work()
    let_in, taken_out = mail.outbox
    assert let_in.subject == "You can read and write on the private board “Club” now"
    assert "/b/club/" in let_in.body
    assert taken_out.subject == "You can no longer read the private board “Club”"
    assert "/b/club/" not in taken_out.body


def test_who_was_taken_out_before_the_email_goes_is_sent_no_invitation(root, ada, club, work):
    admitting.admit(root, club, ada)
    admitting.exclude(root, club, ada)
    work()
    assert [letter.subject for letter in mail.outbox] == ["You can no longer read the private board “Club”"]
