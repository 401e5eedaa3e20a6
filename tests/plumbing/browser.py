"""A real Chromium for tests: `page` beside the `live_server`, `browser` for contexts of one's own."""

import os
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.plumbing.presence import absent
from tests.plumbing.thoroughness import IS_THOROUGH

# The shell is the same engine without windows: it takes a quarter of the time for the same pages.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
)
# Root cannot use Chromium's sandbox; the rest keeps it from calling home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SLOWEST = 10_000  # milliseconds

# Playwright's loop runs in the thread of the tests, where Django would refuse the database for it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session; `new_context()` is a fresh person before it."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        absent("no Chromium on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_context(chromium, live_server):
    """Make contexts at the live server, for instance `open_context(java_script_enabled=False)`."""
    opened: list[BrowserContext] = []
    problems: list[str] = []

    def open_one(**options) -> BrowserContext:
        context = chromium.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(SLOWEST)
        context.on("weberror", lambda error: problems.append(str(error.error)))
        context.on("console", lambda message: note_blocked(message, problems))
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()
    assert not problems, "\n".join(problems)


def note_blocked(message, problems: list[str]) -> None:
    """What the content-security policy refuses is a fault in our pages."""
    if message.type == "error" and "Content Security Policy" in message.text:
        problems.append(message.text)


@pytest.fixture
def page(open_context) -> Page:
    return open_context().new_page()


@pytest.fixture
def page_without_scripts(open_context) -> Page:
    return open_context(java_script_enabled=False).new_page()


def sign_in(page: Page, username: str) -> None:
    """Give the page's browser the cookie of somebody who has signed in; the page itself stays as it is."""
    client = Client()
    client.force_login(
        get_user_model().objects.get(username=username), backend="accounts.backends.MemberBackend"
    )
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "domain": "localhost", "path": "/"}
    page.context.add_cookies([cookie | {"httpOnly": True, "sameSite": "Lax"}])


CONTRAST = {"runOnly": ["color-contrast"]}


def axe_findings(page: Page, options: dict | None = None) -> list[str]:
    """What axe holds against the page, one line each; an empty list is what we want."""
    # Only violations are read, so axe need not write down what is well.
    asked = {"resultTypes": ["violations"], "preload": False} | (options or {})
    violations = Axe().run(page, options=asked).response["violations"]
    return [
        f"{violation['id']}: {violation['help']} — {node['target']}"
        for violation in violations
        for node in violation["nodes"]
    ]


def looked_at(page: Page) -> list[str]:
    """What is wrong with an open page on the smallest phone and on a desk, by day and by night.

    Only its colours differ by night and only its measures on a desk, so a sample asks axe for no more than that there.
    """
    for width, theme in ((320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        # Colours that move to the other theme would be judged on their way.
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found = []
        if IS_THOROUGH or (width, theme) == (320, "light"):
            found += axe_findings(page)
        elif (width, theme) == (320, "dark"):
            found += axe_findings(page, CONTRAST)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.append(f"{wide}px wider than the window")
        if found:
            return [f"{page.url} at {width} px, {theme}: {finding}" for finding in found]
    return []
