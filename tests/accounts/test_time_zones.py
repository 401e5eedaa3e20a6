"""The time zones one can choose, and what becomes known of the device's."""

import pytest

from accounts import time_zones

pytestmark = pytest.mark.django_db

ADDRESS = "/settings/time-zone/"


def zone_of(member):
    member.refresh_from_db()
    return member.time_zone


@pytest.mark.parametrize(
    ("sent", "listed"),
    [
        ("Europe/Berlin", "Europe/Berlin"), ("Asia/Calcutta", "Asia/Kolkata"), ("Europe/Kiev", "Europe/Kyiv"),
        ("Africa/Asmera", "Africa/Asmara"), ("America/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("Etc/UTC", "UTC"), ("UTC", "UTC"), ("Mars/Olympus", None), ("", None), ("../etc/passwd", None), ("\x00", None),
    ],
)  # fmt: skip
def test_other_names_of_a_zone_lead_to_the_one_in_the_list(sent, listed):
    assert time_zones.listed_zone(sent) == listed


def test_the_choices_are_places_by_region_and_no_old_spellings(as_, ada):
    page = as_(ada).get("/settings/reading/").text
    assert '<optgroup label="Europe">' in page
    assert 'value="America/Indiana/Knox">Knox, Indiana (UTC−0' in page
    for old in ("Africa/Asmera", "Australia/LHI", "America/Knox_IN", "Asia/Calcutta"):
        assert old not in page


def test_an_old_name_that_was_saved_stays_chosen_and_valid(as_, ada):
    type(ada).objects.filter(pk=ada.pk).update(time_zone="Asia/Calcutta")
    browser = as_(ada)
    assert 'value="Asia/Calcutta" selected' in browser.get("/settings/reading/").text
    sent = {"time_zone": "Asia/Calcutta", "posts_per_page": "20"}
    assert browser.post("/settings/reading/", sent).status_code == 303
    assert zone_of(ada) == "Asia/Calcutta"


def test_the_devices_zone_is_saved_where_there_is_none(as_, ada):
    sent = {"zone": "Asia/Calcutta", "first": "1"}
    answer = as_(ada).post(ADDRESS, sent, headers={"accept": "application/json"})
    assert answer.json() == {"saved": True, "place": "Kolkata"}
    assert zone_of(ada) == "Asia/Kolkata"


def test_it_does_not_replace_one_that_was_chosen_unless_the_member_says_so(as_, ada):
    type(ada).objects.filter(pk=ada.pk).update(time_zone="Asia/Tokyo")
    browser = as_(ada)
    sent = {"zone": "Europe/Berlin", "first": "1"}
    assert browser.post(ADDRESS, sent, headers={"accept": "application/json"}).json()["saved"] is False
    assert zone_of(ada) == "Asia/Tokyo"
    answer = browser.post(ADDRESS, {"zone": "Europe/Berlin", "next": "/latest/"})
    assert (answer.status_code, answer.url) == (303, "/latest/")
    assert zone_of(ada) == "Europe/Berlin"
    assert "Times are shown for Berlin." in browser.get("/latest/").text


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "x" * 5000, "\x00"])
def test_what_is_no_zone_is_refused(as_, ada, zone):
    assert as_(ada).post(ADDRESS, {"zone": zone, "first": "1"}).status_code == 422
    assert zone_of(ada) == ""


def test_it_is_for_members_and_a_post(as_, ada):
    assert as_().post(ADDRESS, {"zone": "Europe/Berlin"}).url.startswith("/accounts/login/")
    assert as_(ada).get(ADDRESS).status_code == 405
    assert (
        as_(ada).post(ADDRESS, {"zone": "Europe/Berlin", "next": "https://evil.example/"}).url
        == "/settings/reading/"
    )


def test_the_note_is_on_members_pages_alone(as_, ada):
    assert "data-zone" not in as_().get("/latest/").text
    assert 'data-zone="UTC"' in as_(ada).get("/latest/").text
