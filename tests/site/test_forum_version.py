"""What processes keep in memory is what the database holds, whatever is changed, rolled back or migrated."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction

from forum.boards.models import Board, Grant, read_permissions
from forum.boards.presets import Preset
from forum.pages.store import triggers
from forum.site.forum_version import read_version
from forum.site.models import SiteSettings
from tests.conftest import opened

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def is_seen(member, board):
    return read_permissions(member).allow("see", board.pk)


def renamed(board):
    Board.objects.filter(pk=board.pk).update(name="Other")


@pytest.mark.parametrize(
    "change",
    [
        renamed,
        lambda board: board.grants.all().delete(),
        lambda board: Grant.objects.filter(board=board).update(verbs=["see"]),
        lambda board: Board.objects.create(name="One more", slug="one-more", parent=board),
        lambda board: SiteSettings.current().change(name="Other"),
    ],
)
def test_each_change_of_what_is_in_memory_gives_another_version(board, change):
    before = read_version()
    change(board)
    assert read_version() not in (before, None)


def test_counts_of_topics_and_what_changes_nothing_leave_the_version_as_it_is(board):
    before = read_version()
    Board.objects.filter(pk=board.pk).update(topic_count=7, post_count=90, follower_count=3)
    Board.objects.filter(pk=board.pk).update(name=board.name)
    assert read_version() == before


def test_what_was_rolled_back_is_not_remembered_under_a_version_that_comes_again(ben, board):
    with transaction.atomic():
        board.grants.all().delete()
        assert not is_seen(ben, board)
        transaction.set_rollback(True)
    assert is_seen(ben, board)
    # Another change in its place: a version that is counted would be the same as that of the one rolled back.
    renamed(board)
    assert is_seen(ben, board)


def test_while_no_triggers_say_what_changes_nothing_is_taken_from_memory(as_, ben, board):
    assert is_seen(ben, board)
    triggers.before_migrations("default", plan=["a migration"])
    assert read_version() is None
    board.grants.all().delete()
    assert not is_seen(ben, board)
    assert as_(ben).get(board.get_absolute_url()).status_code == 404
    triggers.after_migrations("default")
    assert not is_seen(ben, board)
    assert read_version() is not None


def test_a_forum_that_was_not_set_up_has_its_defaults_and_then_what_is_saved(as_, db):
    SiteSettings.objects.all().delete()
    assert "<title>Folkmoot</title>" in as_().get("/").text
    SiteSettings.current().change(name="Rookery")
    assert "<title>Rookery</title>" in as_().get("/").text


def test_what_one_request_does_with_its_settings_is_not_there_for_the_next(as_, ben, board):
    browser = as_(ben)
    settings = browser.get("/").wsgi_request.site_settings
    settings.name = "Only here"
    assert "Only here" not in browser.get("/").text


def test_a_group_is_joined_and_left_by_the_next_request_without_another_version(as_, ben):
    club = Group.objects.create(name="Club")
    den = opened("Den", Preset.STAFF)
    Grant.objects.create(board=den, audience="group", group=club, verbs=["see"])
    browser, before = as_(ben), read_version()
    assert browser.get(den.get_absolute_url()).status_code == 404
    ben.groups.add(club)
    assert browser.get(den.get_absolute_url()).status_code == 200
    ben.groups.remove(club)
    assert browser.get(den.get_absolute_url()).status_code == 404
    assert read_version() == before


def test_the_version_is_of_all_rows_where_connections_have_one_each(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer and one row")
    before = read_version()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO forum_version (slot, number) VALUES (64, 5)")
    assert int(read_version()) == int(before) + 5
