"""The frame of a page is kept for many readers, and looks to each as if it were rendered for them now."""

import re

import pytest
from django.test import Client

from forum.follows import following
from forum.jobs.running import run_due
from forum.own_pages.links import save_links
from forum.pages import page_frame
from forum.site.models import SiteSettings

pytestmark = pytest.mark.django_db

# What is made for each form, and the number of those who have seen the page.
ONCE = re.compile(
    r'name="(?:csrfmiddlewaretoken|key|form_opened|until)" value="[^"]*"|userInteractionCount" content="[^"]*"'
)
PAGES = ("/", "/latest/", "/search/", "/tags/", "/settings/", "/nowhere/")


def seen(browser, address):
    return ONCE.sub("", browser.get(address, follow=True).text)


def test_what_was_kept_is_what_would_be_rendered_now(as_, ada, ben, mod, root, topic, monkeypatch):
    ben.display_name, ben.theme, ben.uses_keys = "Ben <b> & Söhne", "dark", False
    ben.save()
    browsers = [as_(reader) for reader in (None, ada, ben, mod, root)]
    for page in (*PAGES, topic.get_absolute_url()):
        for browser in browsers:
            seen(browser, page)
        kept = [seen(browser, page) for browser in browsers]
        with monkeypatch.context() as patch:
            patch.setattr(page_frame, "kept_forum", lambda context: None)
            anew = [seen(browser, page) for browser in browsers]
        for one, other in zip(kept, anew, strict=True):
            assert one.splitlines() == other.splitlines(), page
        assert len(set(kept)) >= len(browsers) - 1, (
            page
        )  # a moderator's may be as a member's but for the name


def test_each_has_their_own_name_and_number_in_it(as_, ada, ben, eve, topic, say):
    following.follow(eve, topic, level="every")
    say(ben, topic, "News.")
    while run_due():
        pass
    pages = {reader.username: as_(reader).get("/").text for reader in (ada, ben, eve)}
    for reader in (ada, ben, eve):
        assert f'href="/u/{reader.username}/"' in pages[reader.username]
        others = {ada, ben, eve} - {reader}
        assert not any(f'href="/u/{other.username}/">Your page' in pages[reader.username] for other in others)
    assert "Notifications, 1 unread" in pages["eve"]
    assert "unread" not in re.search(r'class="bell"[^>]*', pages["ben"])[0]


def test_it_changes_with_the_settings_of_the_site(as_, ben):
    browser = as_(ben)
    assert "The Allotment" not in browser.get("/").text
    SiteSettings().change(name="The Allotment", tagline="Beans & peas")
    save_links([{"place": "foot", "name": "Seeds", "address": "https://seeds.example/"}])
    page = browser.get("/").text
    assert page.count("The Allotment") >= 3
    assert "Beans &amp; peas" in page
    assert 'href="https://seeds.example/"' in page


def test_every_form_in_it_has_the_token_of_its_reader(ada, ben):
    for reader in (ada, ben):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(reader, backend="accounts.backends.MemberBackend")
        page = browser.get("/").text
        token = re.search(r'action="/accounts/logout/">\s*<input[^>]*value="([^"]+)"', page)[1]
        assert browser.post("/accounts/logout/", {"csrfmiddlewaretoken": token[::-1]}).status_code == 403
        assert browser.post("/accounts/logout/", {"csrfmiddlewaretoken": token}).status_code == 302
