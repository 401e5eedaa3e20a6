"""Every address of the forum answers each kind of reader as the matrix says; an address without a row fails."""

import time
from copy import copy, deepcopy

import pytest
from django.db import transaction
from django.template.backends.django import Template

from accounts.backends import MemberBackend
from forum.boards import models as boards
from forum.limits import in_memory
from forum.pages.middleware.sessions import SessionStore
from forum.site.models import SiteSettings
from tests.pages.permission_matrix import ACTORS, INSIDERS, LETTERS, addresses, build
from tests.pages.permission_rows import PRIVATE, ROWS
from tests.plumbing.thoroughness import IS_WHOLE

pytestmark = pytest.mark.django_db

WAYS_IN = ("/accounts/login/", "/admin/login/")
METHODS = ("get", "post")
HELP = """
No row says who may open the addresses below. Write the name of each into tests/pages/permission_rows.py, below the codes
that are right for it (tests/pages/permission_matrix.py explains them). These are its codes as the forum answers now. Look
at each letter before you write it down:
"""


@pytest.fixture(scope="module")
def stage(built_once, start, say):
    return built_once(lambda: build(start, say))


@pytest.fixture
def ask(monkeypatch, as_, stage):
    """ask(actor, method, path) → the letter of what it answers; whatever it did is undone."""
    # Before sessions are kept as they were first read: that members have proved who they are is written into them.
    browsers = {name: browser_of(stage.people[name], as_) for name in ACTORS}
    spare_what_every_page_asks(monkeypatch, stage)

    def letter_of(actor, method, path):
        browser = browsers[actor]
        in_memory.forget_all()
        cookies = browser.cookies.copy()
        with transaction.atomic():
            answer = getattr(browser, method)(path)
            transaction.set_rollback(True)
        browser.cookies = cookies
        leads_in = answer.status_code in (301, 302, 303) and answer["Location"].startswith(WAYS_IN)
        return "l" if leads_in else LETTERS[answer.status_code]

    return letter_of


def spare_what_every_page_asks(monkeypatch, stage):
    """Nothing is drawn, and what is the same for each of thousands of requests is read once."""
    monkeypatch.setattr(Template, "render", lambda *_args, **_kwargs: "")
    members = {member.pk: member for member in stage.people.values() if member}
    kept = {pk: None if member.is_suspended else member for pk, member in members.items()}
    monkeypatch.setattr(MemberBackend, "get_user", lambda _self, pk: copy(kept[pk]))
    settings = SiteSettings.current()
    monkeypatch.setattr(SiteSettings, "current", lambda: copy(settings))
    sessions, load = {}, SessionStore.load

    def load_once(session):
        if session.session_key not in sessions:
            sessions[session.session_key] = load(session)
        return deepcopy(sessions[session.session_key])

    monkeypatch.setattr(SessionStore, "load", load_once)
    permissions, read = {}, boards.read_permissions

    def read_once(reader):
        if reader.pk not in permissions:
            permissions[reader.pk] = read(reader)
        return permissions[reader.pk]

    monkeypatch.setattr(boards, "read_permissions", read_once)


def browser_of(member, as_):
    """Members have just proved who they are."""
    browser = as_(member)
    if member is not None:
        session = browser.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session.save()
    return browser


def codes_of(ask, address, path, turn=None):
    return " ".join(code_of(ask, method, path, asked(address, turn)) for method in METHODS)


def code_of(ask, method, path, actors):
    """Where even the admin is told that there is no such method, nobody else is asked."""
    if ask("admin", method, path) == "m":
        return "none"
    return "".join(ask(actor, method, path) if actor in actors else "." for actor in ACTORS)


def asked(address, turn):
    """All, or in a sample one of those who are alike at nearly every address, in turn."""
    if turn is None:
        return ACTORS
    alike = [("visitor", "suspended"), ("new", "member", "elsewhere")]
    if address.path.startswith("/admin/"):
        alike = [("visitor", "suspended", "new", "member", "elsewhere", "moderator")]
    left_out = {name for group in alike for name in group if name != group[turn % len(group)]}
    return [name for name in ACTORS if name not in left_out]


def expected_of(address, is_private):
    """The codes of its row; of the board of staff others are told that there is nothing, or to sign in first."""
    codes = (ROWS.get(address.name) or ROWS[address.row]).split()
    if not is_private:
        return [codes]
    if stated := PRIVATE.get(address.name):
        return [stated.split()]
    hidden = [hide(code, "n") for code in codes], [hide(code, "l") for code in codes]
    return [[get, post] for get in {hidden[0][0], hidden[1][0]} for post in {hidden[0][1], hidden[1][1]}]


def hide(code, for_visitors):
    """The code where everybody but those who see the board is told that nothing is there."""
    if code == "none":
        return code
    letters = dict(zip(ACTORS, code, strict=True))
    signed_out = dict.fromkeys(("visitor", "suspended"), for_visitors)
    return "".join(letters[name] if name in INSIDERS else signed_out.get(name, "n") for name in ACTORS)


def agrees(code, expected):
    """Whether nobody who was asked is told anything else than the row says."""
    if "none" in (code, expected):
        return code == expected
    return all(given in (".", wanted) or wanted == "." for given, wanted in zip(code, expected, strict=True))


def test_every_address_has_a_row(ask, stage):
    known = addresses()
    missing = [one for one in known if one.name not in ROWS and one.row not in ROWS]
    if missing:
        lines = [f'"{codes_of(ask, one, one.path.format(**stage.public))}" {one.name}' for one in missing]
        pytest.fail(HELP + "\n".join(lines))
    assert ROWS.keys() | PRIVATE.keys() <= {one.name for one in known} | {one.row for one in known}


def test_every_address_answers_each_reader_as_its_row_says(ask, stage):
    wrong = []
    for number, address in enumerate(addresses()):
        if address.name not in ROWS and address.row not in ROWS:
            continue
        for is_private in (False, True) if address.is_on_board else (False,):
            path = address.path.format(**(stage.private if is_private else stage.public))
            codes = codes_of(ask, address, path, None if IS_WHOLE else number)
            wanted = expected_of(address, is_private)
            if not any(all(map(agrees, codes.split(), one)) for one in wanted):
                wrong.append(f"{address.name}, {path}: {codes} instead of {' '.join(wanted[0])}")
    assert not wrong, "\n".join([f"{' '.join(ACTORS)}", *wrong])
