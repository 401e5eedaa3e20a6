"""What no form of the admin sends breaks none of its pages, in time zones at either end of the day."""

import pytest
from django.contrib import admin
from django.urls import reverse

from forum.admin.base import ListAdmin
from forum.announcements.models import Announcement
from forum.site.models import SiteSettings
from tests.own_pages.test_links import HERE as LINKS
from tests.own_pages.test_links import posted

# PostgreSQL takes no NUL in a text, and no moment before its first.
pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

EAST, WEST = "Pacific/Kiritimati", "America/Los_Angeles"
FIRST, LAST = "0001-01-01T00:00", "9999-12-31T23:59"
LISTS = [(model._meta, page) for model, page in admin.site._registry.items() if isinstance(page, ListAdmin)]


@pytest.fixture
def browser(as_, root):
    client = as_(root)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(("model", "page"), LISTS, ids=[model.label for model, _page in LISTS])
def test_what_no_filter_offers_breaks_no_list(browser, model, page):
    names = [getattr(item, "parameter_name", item) for item in page.list_filter]
    asked = [
        (f"{name}{lookup}", "\x00") for name in names for lookup in ("", "__exact", "__gte", "__id__exact")
    ]
    asked += [(f"{name}__regex", "((") for name in names]
    asked += [(f"{name}__lt", f"{LAST}:59-12:00") for name in names]
    asked += [(f"{name}__gte", f"{FIRST}:00+14:00") for name in names]
    asked += [(lookup, sign) for lookup in page.lookups for sign in ("\x00", "9" * 5_000)]
    path = reverse(f"admin:{model.app_label}_{model.model_name}_changelist")
    answers = [(name, sign[:9], browser.get(path, {name: sign}).status_code) for name, sign in asked]
    assert [answer for answer in answers if answer[2] >= 500] == []


@pytest.mark.parametrize("zone", [EAST, WEST])
@pytest.mark.parametrize("moments", [(FIRST, ""), (LAST, ""), ("2026-01-01T00:00", LAST)])
def test_an_announcement_begins_and_ends_in_years_that_every_zone_has(browser, root, zone, moments):
    root.time_zone = zone
    root.save()
    starts_at, ends_at = moments
    said = {"title": "Heron", "text": "x", "audience": "everyone", "starts_at": starts_at, "ends_at": ends_at}
    answer = browser.post(reverse("admin:announcements_announcement_add"), said)
    assert answer.status_code < 500
    assert "Choose a year between 1970 and 9000." in answer.text
    assert not Announcement.objects.exists()
    said |= {"starts_at": "1970-01-02T00:00", "ends_at": "9000-12-30T23:59"}
    assert browser.post(reverse("admin:announcements_announcement_add"), said).status_code == 302


@pytest.mark.parametrize("number", ["9" * 5_000, "²", "٠", "-1", "", "\x00"])
def test_a_link_that_is_none_is_not_moved(browser, number):
    rows = [("Rules", "/pages/rules/"), ("Club", "https://club.example/")]
    assert browser.post(LINKS, posted(rows, move=f"remove-menu-{number}")).status_code == 303
    assert [link["name"] for link in SiteSettings.current().links] == ["Rules", "Club"]
