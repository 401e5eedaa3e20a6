"""Every kind of page is HTML to which a strict parser has no objection, and holds each id once."""

import time

import html5lib
import pytest
from django.http import HttpResponse

from forum.pages.errors import views as errors
from tests.pages.page_kinds import FORMS, NO_PAGES, ON_THE_WAY_IN, PAGES, STATES, build, names_of_addresses

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def stage(built_once, start, say):
    return built_once(lambda: build(start, say))


READERS = ("root", "ben", "visitor")


@pytest.fixture
def browsers(as_, stage):
    """Those of three readers, who have just proved who they are."""
    return [browser_of(name, as_, stage) for name in READERS]


def browser_of(name, as_, stage):
    browser = as_(getattr(stage, name))
    if name != "visitor":
        session = browser.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session.save()
    return browser


def faults(answer):
    """What is wrong with a page; nothing, for what is no page."""
    if not answer.headers.get("Content-Type", "").startswith("text/html") or not answer.content:
        return []
    text = answer.text
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    # A part of a page, which a script puts into the rest.
    is_whole = text.lstrip().lower().startswith("<!doctype")
    tree = parser.parse(text) if is_whole else parser.parseFragment(text)
    lines = text.splitlines()
    wrong = [f"{code} {values}: {lines[place[0] - 1][:200]}" for place, code, values in parser.errors]
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    return wrong + sorted({f"twice: {one}" for one in ids if ids.count(one) > 1})


def test_every_kind_of_page_is_looked_at():
    known = {*PAGES, *NO_PAGES, *ON_THE_WAY_IN}
    assert names_of_addresses() == known


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_faults_and_somebody_gets_to_see_it(name, browsers, stage):
    """So that no address leads nowhere."""
    seen = []
    for browser in browsers:
        answer = browser.get(PAGES[name].format(**stage.numbers))
        assert answer.status_code < 500
        assert faults(answer) == []
        if answer.status_code in {200, 410} and answer.headers["Content-Type"].startswith("text/html"):
            seen.append(answer.resolver_match.view_name)
    assert set(seen) == {name}


@pytest.mark.parametrize("address", STATES)
def test_a_page_in_another_state_has_none(address, browsers, stage):
    for browser in browsers:
        answer = browser.get(address.format(**stage.numbers))
        assert answer.status_code < 500
        assert faults(answer) == []


@pytest.mark.parametrize("address", FORMS)
def test_a_form_that_comes_back_has_none(address, browsers, stage):
    for browser in browsers:
        answer = browser.post(address.format(**stage.numbers), {})
        assert answer.status_code < 500
        assert faults(answer) == []


def test_the_page_of_a_failure_has_none(rf):
    assert faults(errors.server_error(rf.get("/"))) == []


def test_faults_are_found():
    for page in (
        "<!doctype html><p><div></p>",
        '<!doctype html><title>x</title><p id="a"><p id="a">',
        "<p></b>",
    ):
        assert faults(HttpResponse(page))
