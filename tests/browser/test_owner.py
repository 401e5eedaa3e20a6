"""What owners set, in a browser: the first screens without scripts, a banner that goes, pages that axe finds nothing on."""

import re
from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from forum.announcements.banners import refresh_banners
from forum.announcements.models import Announcement
from forum.boards.models import Board
from forum.own_pages.links import save_links
from forum.own_pages.models import OwnPage
from forum.site import pictures
from forum.site.models import SiteSettings
from tests.conftest import PASSWORD
from tests.plumbing.browser import axe_in_admin, looked_at, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

ADMIN = (
    "", "site/sitesettings/1/change/", "site/sitesettings/logo/", "site/sitesettings/links/", "own_pages/ownpage/",
    "own_pages/ownpage/add/?start=privacy", "announcements/announcement/", "announcements/announcement/add/",
    "announcements/announcement/{banner}/change/", "announcements/announcement/{banner}/send/",
)  # fmt: skip


def picture(size):
    file = BytesIO()
    Image.new("RGB", size, "firebrick").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def banner(db):
    notice = Announcement.objects.create(
        title="We move on Sunday", html="<p>Away from <strong>10</strong> to 12.</p>", is_banner=True
    )
    refresh_banners()
    return notice


@pytest.fixture
def dressed(root, board, banner):
    """A forum with everything an owner can set."""
    Group.objects.create(name="Keepers")
    OwnPage.objects.create(name="House rules", slug="rules", text="x", html="<p>Be kind to each other.</p>")
    links = [
        ("menu", "Rules", "/pages/rules/"),
        ("foot", "Rules", "/pages/rules/"),
        ("foot", "Our club", "https://club.example/"),
    ]
    save_links({"place": place, "name": name, "address": address} for place, name, address in links)
    pictures.set_logo(picture((600, 120)))
    pictures.set_icon(picture((512, 512)))
    SiteSettings().change(
        accent="#ffcc00",
        foot_html="<p>Run by <a href='/u/root/'>us</a>.</p>",
        first_run_done_at=timezone.now(),
    )


def test_pages_with_all_that_an_owner_sets_are_whole_and_accessible(open_context, dressed, banner):
    page = open_context().new_page()
    found = []
    for path in ("/", "/pages/rules/", f"/announcements/{banner.pk}/", "/b/general/"):
        page.goto(path)
        found += looked_at(page)
    assert found == []


def test_the_first_screens_are_whole_and_accessible(open_context, root):
    page = open_context().new_page()
    sign_in(page, "root")
    found = []
    for path in ("/setup/", "/setup/boards/", "/setup/email/"):
        page.goto(path)
        found += looked_at(page)
    assert found == []


def test_the_owners_pages_of_the_admin_are_accessible(open_context, dressed, banner):
    # Axe reads the @import of Django's form styles into a style element of its own, which the policy refuses.
    page = open_context(bypass_csp=True).new_page()
    sign_in(page, "root")
    found = []
    for room in ADMIN:
        page.goto("/admin/" + room.format(banner=banner.pk))
        found += axe_in_admin(page)
    assert found == []


def test_an_owner_sets_the_forum_up_without_scripts(page_without_scripts, root):
    page = page_without_scripts
    page.goto("/accounts/login/")
    page.get_by_label("Username or email").fill("root")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Name of the forum").fill("Lantern")
    page.locator("#id_accent").fill("#ffff00")
    page.get_by_role("button", name="Preview colour").click()
    expect(page.locator(".accent-preview")).to_contain_text("#ffff00 is too pale")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Offers and requests").uncheck()
    page.get_by_role("button", name=re.compile("Make these boards.*Club")).click()
    expect(page.get_by_role("status")).to_contain_text("5 boards made.")
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", name="Getting ready")).to_be_visible()
    page.get_by_role("button", name="Dismiss “Logo and icon”").click()
    expect(page.get_by_text("Show 1 dismissed")).to_be_visible()
    assert (SiteSettings.current().name, Board.objects.count()) == ("Lantern", 5)


def test_the_three_ways_to_a_colour_follow_one_another(page, root):
    sign_in(page, "root")
    page.goto("/setup/")
    page.get_by_label("Moss").check(force=True)
    expect(page.locator("#id_accent")).to_have_value("#3c6b2f")
    page.locator("#id_accent").fill("#a8325e")
    expect(page.get_by_label("Raspberry")).to_be_checked()
    page.get_by_role("button", name="Save and continue").click()
    expect(page).to_have_url("/setup/boards/")
    assert SiteSettings.current().accent == "#a8325e"


def test_a_visitor_dismisses_a_banner_for_good_in_their_browser_alone(open_context, board, banner):
    page = open_context().new_page()
    page.goto("/")
    page.get_by_role("button", name="Dismiss “We move on Sunday”").click()
    for path in ("/latest/", "/"):
        page.goto(path)
        expect(page.locator("[data-banner]")).to_have_count(0)
    assert page.context.cookies() == []
    for other in (open_context(), open_context(java_script_enabled=False)):
        page = other.new_page()
        page.goto("/")
        expect(page.get_by_text("We move on Sunday")).to_be_visible()


def test_a_member_dismisses_a_banner_and_keeps_what_they_typed(page, ada, topic, banner):
    sign_in(page, "ada")
    page.goto(topic.get_absolute_url())
    page.locator("textarea[name=body]").fill("Half a thought")
    with page.expect_response("**/dismiss/"):
        page.get_by_role("button", name="Dismiss “We move on Sunday”").click()
    expect(page.locator("[data-banner]")).to_have_count(0)
    expect(page.locator("textarea[name=body]")).to_have_value("Half a thought")
    page.goto("/latest/")
    expect(page.locator("[data-banner]")).to_have_count(0)


def test_a_logo_is_uploaded_without_scripts(page_without_scripts, dressed):
    page = page_without_scripts
    sign_in(page, "root")
    page.goto("/admin/site/sitesettings/logo/")
    before = SiteSettings.current().logo
    upload = SimpleUploadedFile("logo.png", picture((300, 60)))
    page.get_by_label("Logo file").set_input_files(
        {"name": upload.name, "mimeType": "image/png", "buffer": upload.read()}
    )
    page.get_by_role("button", name="Upload").first.click()
    expect(page.get_by_role("status")).to_contain_text("The logo is saved.")
    assert SiteSettings.current().logo != before
    assert page.locator(".picture-now img").first.evaluate("image => image.naturalWidth") == 300


def test_a_topic_with_accent_and_logo_keeps_within_its_requests(open_context, dressed, topic):
    Announcement.objects.all().delete()
    refresh_banners()
    page, count = open_context().new_page(), 0

    def note(_response):
        nonlocal count
        count += 1

    page.on("response", note)
    page.goto(topic.get_absolute_url())
    page.wait_for_load_state("networkidle")
    assert count <= 9  # the logo is one more than a page of any other forum
