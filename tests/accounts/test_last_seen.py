"""When a member was last here: noted now and then, shown on their page, and never of those who hide it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.last_seen import LAST_SEEN, PAUSE
from forum.members import closing_accounts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_noted_before():
    LAST_SEEN.forget()


def seen(member):
    LAST_SEEN.write_now()
    member.refresh_from_db()
    return member.last_seen_at


def test_looking_at_a_page_is_noted(as_, ada):
    as_(ada).get("/latest/")
    assert timezone.now() - seen(ada) < timedelta(minutes=1)


def test_it_is_noted_again_only_after_some_minutes(as_, ada, django_assert_num_queries):
    browser = as_(ada)
    browser.get("/latest/")
    first = seen(ada)
    browser.get("/latest/")
    assert seen(ada) == first
    type(ada).objects.filter(pk=ada.pk).update(last_seen_at=first - PAUSE - timedelta(minutes=1))
    browser.get("/latest/")
    assert seen(ada) >= first


@pytest.mark.parametrize(
    "headers", [{"sec-purpose": "prefetch"}, {"sec-fetch-dest": "empty", "sec-fetch-mode": "cors"}]
)
def test_what_a_browser_loads_by_itself_is_no_visit(as_, ada, headers):
    as_(ada).get("/latest/", headers=headers)
    assert seen(ada) is None


def test_nothing_is_kept_of_who_hides_it(as_, ada):
    type(ada).objects.filter(pk=ada.pk).update(hides_last_seen=True)
    as_(ada).get("/latest/")
    assert seen(ada) is None


def test_who_began_to_hide_it_meanwhile_is_not_noted(as_, ada):
    as_(ada).get("/latest/")
    type(ada).objects.filter(pk=ada.pk).update(hides_last_seen=True)
    assert seen(ada) is None


def test_a_closed_account_keeps_no_trace_of_the_last_visit(as_, ada, root):
    as_(ada).get("/latest/")
    assert seen(ada) is not None
    as_(ada).get("/latest/")
    closing_accounts.close(ada)
    assert seen(ada) is None
