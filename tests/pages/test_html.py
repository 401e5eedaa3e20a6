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


@pytest.fixture(params=["visitor", "ben", "root"])
def browser(request, as_, stage):
    """A reader's, who has just proved who they are."""
    browser = as_(getattr(stage, request.param))
    if request.param != "visitor":
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


@pytest.mark.parametrize("address", [*PAGES.values(), *STATES])
def test_a_page_has_no_faults(address, browser, stage):
    answer = browser.get(address.format(**stage.numbers))
    assert answer.status_code < 500
    assert faults(answer) == []


@pytest.mark.parametrize("address", FORMS)
def test_a_form_that_comes_back_has_none(address, browser, stage):
    answer = browser.post(address.format(**stage.numbers), {})
    assert answer.status_code < 500
    assert faults(answer) == []


@pytest.mark.parametrize("name", PAGES)
def test_somebody_gets_to_see_it(name, as_, stage):
    """So that no address above leads nowhere."""
    for reader in (stage.root, stage.visitor, stage.ben):
        browser = as_(reader)
        answer = browser.get(PAGES[name].format(**stage.numbers))
        if answer.status_code in {200, 410} and answer.headers["Content-Type"].startswith("text/html"):
            assert answer.resolver_match.view_name == name
            return
    raise AssertionError(f"nobody sees {PAGES[name]}")


def test_the_page_of_a_failure_has_none(rf):
    assert faults(errors.server_error(rf.get("/"))) == []


def test_faults_are_found():
    for page in (
        "<!doctype html><p><div></p>",
        '<!doctype html><title>x</title><p id="a"><p id="a">',
        "<p></b>",
    ):
        assert faults(HttpResponse(page))
