import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.urls import reverse

from accounts.sessions import device_of
from forum.pages.middleware.sessions import SessionStore
from tests.accounts.conftest import is_in, sign_in

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"


def browsers(as_, count, login="ada", **headers):
    opened = [as_(headers={"User-Agent": FIREFOX} | headers) for _number in range(count)]
    for client in opened:
        sign_in(client, login)
    return opened


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (CHROME, "Chrome on Android"),
        (EDGE, "Edge on Windows"),
        (SAFARI, "Safari on iPhone"),
        ("curl/8.0", "Unknown browser"),
        ("", "Unknown browser"),
        ("Firefox/1 " * 1000, "Firefox"),
    ],
)
def test_a_browser_is_called_by_its_name(user_agent, words):
    assert device_of(user_agent) == words


def test_members_see_where_they_are_signed_in(as_, ada, ben):
    here, there = browsers(as_, 2)
    browsers(as_, 1, "ben")
    page = here.get(reverse("usersessions_list"))
    assert [session.is_here for session in page.context["sessions"]] == [True, False]
    assert page.content.decode().count("Firefox on Linux") == 2
    assert is_in(there)


def test_the_page_costs_the_same_for_few_and_many(as_, ada, django_assert_num_queries):
    client = browsers(as_, 2)[0]
    with django_assert_num_queries(7):
        client.get(reverse("usersessions_list"))
    browsers(as_, 10)
    with django_assert_num_queries(7):
        assert len(client.get(reverse("usersessions_list")).context["sessions"]) == 12


def test_all_others_are_ended(as_, ada, ben):
    here, *others = browsers(as_, 4)
    stranger = browsers(as_, 1, "ben")[0]
    assert here.post(reverse("usersessions_list")).status_code == 303
    assert is_in(here)
    assert is_in(stranger)
    assert not any(is_in(client) for client in others)
    assert UserSession.objects.filter(user=ada).count() == 1


def test_looking_ends_nothing(as_, ada):
    here, there = browsers(as_, 2)
    here.get(reverse("usersessions_list"))
    assert is_in(there)


def test_sessions_that_ended_are_not_listed(as_, ada):
    here, gone, stale = browsers(as_, 3)
    gone.session.delete()
    session = stale.session
    session["_auth_user_hash"] = "of another password"
    session.save()
    assert len(here.get(reverse("usersessions_list")).context["sessions"]) == 1
    assert UserSession.objects.count() == 1


def test_a_session_that_was_tampered_with_is_nobodys(as_, ada):
    (browser,) = browsers(as_, 1)
    assert is_in(browser) and is_in(browser)
    stored = Session.objects.get(pk=browser.session.session_key)
    content, _colon, signature = stored.session_data.rpartition(":")
    for data in (f"{content}:{signature[::-1]}", f"{content[::-1]}:{signature}", "none", ""):
        Session.objects.filter(pk=stored.pk).update(session_data=data)
        assert not is_in(browser)
    Session.objects.filter(pk=stored.pk).update(session_data=stored.session_data)
    assert is_in(browser)


def test_what_one_request_puts_into_a_session_is_in_no_other_that_holds_the_same(as_, ada):
    store = SessionStore()
    data = store.encode({"list": [1]})
    store.decode(data)["list"].append(2)
    assert store.decode(data) == {"list": [1]}
