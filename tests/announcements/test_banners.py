"""Banners: for everyone, members or groups, from and until, dismissed by whoever has read them."""

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.announcements.models import DismissedBanner
from tests.admin.conftest import address
from tests.announcements.conftest import NOW, SECRET
from tests.conftest import join
from tests.pages.test_defences import KEPT


def shows(browser, path="/"):
    return SECRET in browser.get(path).text


def test_a_banner_for_everyone_is_on_every_page_of_everyone(as_, announce, ben, topic):
    announce(text=f"**{SECRET}**")
    for reader in (None, ben):
        for path in ("/", "/latest/", topic.get_absolute_url(), "/nowhere/"):
            page = as_(reader).get(path).text
            assert f"<strong>{SECRET}</strong>" in page


def test_a_banner_is_on_a_kept_page_at_once(as_, announce, topic, settings):
    settings.CACHES = settings.CACHES | {"pages": KEPT}
    caches["pages"].clear()
    assert not shows(as_(), topic.get_absolute_url())
    announce()
    assert shows(as_(), topic.get_absolute_url())


def test_a_banner_for_members_or_a_group_is_seen_by_no_one_else(as_, announce, ada, ben, keepers):
    for fields, readers in (
        ({"audience": "members"}, {ada, ben}),
        ({"audience": "groups", "groups": [keepers.pk]}, {ada}),
    ):
        notice = announce(**fields)
        for reader in (None, ada, ben):
            assert shows(as_(reader)) == (reader in readers)
            page = as_(reader).get(notice.get_absolute_url())
            assert (page.status_code == 200) == (reader in readers)
            assert (SECRET in page.text) == (reader in readers)
        notice.delete()


def test_what_is_neither_a_banner_nor_sent_is_seen_by_its_writers_alone(as_, announce, root, ben):
    notice = announce(is_banner=None)
    for reader in (None, ben):
        assert not shows(as_(reader))
        assert as_(reader).get(notice.get_absolute_url()).status_code == 404
    assert as_(root).get(notice.get_absolute_url()).status_code == 200


def test_a_banner_comes_and_goes_in_its_time(as_, announce):
    with time_machine.travel("2026-11-26 12:00Z", tick=False):
        notice = announce(starts_at="2026-11-27T00:00", ends_at="2026-11-28T00:00")
        assert not shows(as_())
        assert as_().get(notice.get_absolute_url()).status_code == 404
    with time_machine.travel("2026-11-27 12:00Z", tick=False):
        assert shows(as_())
    with time_machine.travel("2026-11-28 12:00Z", tick=False):
        assert not shows(as_())


def test_a_member_dismisses_a_banner_and_stays_where_they_were(as_, announce, ben, ada):
    notice = announce()
    for _ in range(2):
        answer = as_(ben).post(f"/announcements/{notice.pk}/dismiss/", {"next": "/latest/"})
        assert (answer.status_code, answer["Location"]) == (303, "/latest/")
    assert not shows(as_(ben))
    assert shows(as_(ada))
    assert shows(as_())
    assert DismissedBanner.objects.count() == 1


def test_nothing_is_dismissed_that_one_may_not_see(as_, announce, ben, keepers):
    notice = announce(audience="groups", groups=[keepers.pk])
    for path in (f"/announcements/{notice.pk}/dismiss/", "/announcements/999999/dismiss/"):
        assert as_(ben).post(path).status_code == 404
    assert as_(ben).get(f"/announcements/{notice.pk}/dismiss/").status_code == 405
    assert as_().post(f"/announcements/{notice.pk}/dismiss/").status_code in {302, 403}
    assert (
        as_(ben).post(f"/announcements/{announce().pk}/dismiss/", {"next": "//evil.example/"})["Location"]
        == "/"
    )


def test_a_changed_or_deleted_banner_is_gone_at_once(as_, announce, root):
    notice = announce()
    said = {"title": "Heron", "text": SECRET, "audience": "everyone"} | NOW
    as_(root).post(address("announcements_announcement_change", notice.pk), said)
    assert not shows(as_())
    as_(root).post(address("announcements_announcement_change", notice.pk), said | {"is_banner": "on"})
    assert shows(as_())
    as_(root).post(address("announcements_announcement_delete", notice.pk), {"post": "yes"})
    assert not shows(as_())


def test_banners_cost_visitors_no_query_and_members_one_while_there_is_one(as_, announce, ben, board):
    counts = []
    for _ in range(2):
        for reader in (None, ben):
            as_(reader).get("/")
            with CaptureQueriesContext(connection) as queries:
                as_(reader).get("/")
            counts.append(len(queries))
        announce()
    visitors, members = counts[::2], counts[1::2]
    assert visitors[0] == visitors[1]
    assert members[1] == members[0] + 1


def test_a_visitors_page_with_a_banner_sets_no_cookie(as_, announce):
    announce()
    assert not as_().get("/").cookies


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"text": "x" * 4001}, {"audience": "groups"}, {"audience": "nobody"}, {"starts_at": "soon"}, {"ends_at": "2025-01-01T00:00"}],
)  # fmt: skip
def test_a_wrong_announcement_is_not_saved(as_, root, wrong):
    said = {"title": "Heron", "text": "x", "audience": "everyone", "is_banner": "on"} | NOW | wrong
    assert as_(root).post(address("announcements_announcement_add"), said).status_code == 200
    assert "Heron" not in as_().get("/").text


def test_what_is_written_can_do_no_harm(as_, announce):
    announce(title="<script>alert(1)</script>", text="<img src=x onerror=alert(1)> [x](javascript:alert(1))")
    page = as_().get("/").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page


def test_only_who_may_writes_announcements(as_, ben):
    clerk = join("clerk", is_staff=True)
    said = {"title": "Heron", "text": "x", "audience": "everyone", "is_banner": "on"} | NOW
    assert as_(clerk).post(address("announcements_announcement_add"), said).status_code == 403
    assert as_(ben).post(address("announcements_announcement_add"), said).status_code == 302
    assert "Heron" not in as_().get("/").text
