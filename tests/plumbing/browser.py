"""A real Chromium for tests: `page` beside the `live_server`, `browser` for contexts of one's own."""

import os
import shutil
from collections.abc import Iterator
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.plumbing.presence import absent
from tests.plumbing.thoroughness import all_or, whole_or

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
SLOWEST = 30_000  # milliseconds; a busy machine is no fault of a page's

# Playwright's loop runs in the thread of the tests, where Django would refuse the database for it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def path_of_chromium() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session; `new_context()` is a fresh person before it."""
    path = path_of_chromium()
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
        expect.set_options(timeout=SLOWEST)
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


def write(box: Locator, text: str) -> None:
    """Write a long text: as one types it, Chromium takes a minute for three thousand lines."""
    box.evaluate(
        "(box, text) => { box.value = text; box.dispatchEvent(new Event('input', { bubbles: true })); }", text
    )


CONTRAST = {"runOnly": ["color-contrast"]}
ALL_BUT_CONTRAST = {"rules": {"color-contrast": {"enabled": False}}}
# Only the violations come back: axe need not write down what is well, nor Chromium hand it over.
RUN_AXE = "options => axe.run(options).then(results => results.violations)"


def axe_findings(page: Page, options: dict | None = None) -> list[str]:
    """What axe holds against the page, one line each; an empty list is what we want."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(RUN_AXE, {"resultTypes": ["violations"], "preload": False} | (options or {}))
    return [
        f"{violation['id']}: {violation['help']} — {node['target']}"
        for violation in violations
        for node in violation["nodes"]
    ]


# The smallest phone and a desk, by day and by night. Only colours differ by night and mostly measures on a desk: of a page
# by night axe is asked about contrast alone, and of a page on a desk, whose colours are those of the phone, about the rest in
# CI and about everything where everything is done.
LOOKS = [
    (320, "light", {}),
    (320, "dark", CONTRAST),
    (1280, "light", whole_or({}, all_or(ALL_BUT_CONTRAST, None))),
    (1280, "dark", whole_or(CONTRAST, None)),
]


def looked_at(page: Page) -> list[str]:
    """What is wrong with an open page on the smallest phone and on a desk, by day and by night."""
    for width, theme, asked in LOOKS:
        show(page, width, theme)
        found = [] if asked is None else axe_findings(page, asked)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.append(f"{wide}px wider than the window")
        if found:
            return [f"{page.url} at {width} px, {theme}: {finding}" for finding in found]
    return []


def show(page: Page, width: int, theme: Literal["light", "dark"]) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    # Colours that move to the other theme would be judged on their way.
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")


def axe_in_admin(page: Page) -> list[str]:
    """What axe holds against an open page of the admin on a desk by day and on the smallest phone by night."""
    found = []
    for width, theme, asked in ((1280, "light", {}), (320, "dark", whole_or({}, CONTRAST))):
        show(page, width, theme)
        # Django's links change their colour slowly even where less motion is wished for.
        page.wait_for_function("!document.getAnimations().length")
        found += [f"{page.url} at {width} px, {theme}: {finding}" for finding in axe_findings(page, asked)]
    return found
