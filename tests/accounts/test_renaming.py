"""A username that was given up leads to its member for a year, and is nobody else's meanwhile."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import FormerUsername, User
from accounts.names import name_key
from accounts.renaming import KEPT_FOR, NameTaken, check_new_username, forget_former_usernames, rename
from accounts.shown_names import validate_shown_name
from forum.members import closing_accounts
from tests.accounts.conftest import sign_up
from tests.conftest import join

pytestmark = pytest.mark.every_database


@pytest.fixture
def renamed(eve):
    """Evelyn, who was eve."""
    rename(eve, "Evelyn")
    eve.refresh_from_db()
    return eve


def a_year_later():
    FormerUsername.objects.update(kept_until=timezone.now() - timedelta(seconds=1))


def test_the_old_page_leads_to_the_new_one(client, renamed):
    answer = client.get("/u/eve/")
    assert (answer.status_code, answer["Location"]) == (301, reverse("member", args=["Evelyn"]))
    assert client.get("/u/EVE/").status_code == 301
    assert client.get("/u/evens/").status_code == 404


def test_a_mention_in_an_old_post_leads_there_and_a_new_one_is_written_with_the_new_name(
    client, eve, ben, topic, say
):
    post = say(ben, topic, "Thanks @eve!")
    rename(eve, "Evelyn")
    assert 'href="/u/eve/"' in post.html
    assert client.get("/u/eve/", follow=True).status_code == 200
    assert 'href="/u/Evelyn/"' in say(ben, topic, "Thanks again, @eve!").html


@pytest.mark.parametrize("typed", ["eve", "EVE", "еve"])  # the last begins with a Cyrillic letter
def test_nobody_signs_up_with_it_or_with_what_looks_like_it(renamed, typed):
    answer = sign_up(Client(), typed, "zoe@example.org")
    assert answer.status_code == 200
    assert not User.objects.filter(email="zoe@example.org").exists()


def test_nobody_is_renamed_to_it_or_shown_by_it(renamed, ben):
    with pytest.raises(ValidationError):
        check_new_username("eve", ben)
    with pytest.raises(ValidationError):
        validate_shown_name("Eve", ben)
    validate_shown_name("Eve", renamed)


def test_the_race_for_it_is_lost_after_the_check(renamed, ben):
    # The name was free when it was checked, say, and given up since.
    with pytest.raises(NameTaken):
        rename(ben, "eve")
    ben.refresh_from_db()
    assert ben.username == "ben"


def test_its_member_takes_it_back_and_gives_up_the_other(renamed):
    assert check_new_username("eve", renamed) == "eve"
    rename(renamed, "eve")
    assert list(FormerUsername.objects.values_list("key", flat=True)) == [name_key("Evelyn")]


def test_two_renamings_leave_two_names_that_lead_on(client, renamed):
    rename(renamed, "Eva")
    for name in ("eve", "Evelyn"):
        assert client.get(f"/u/{name}/")["Location"] == "/u/Eva/"


def test_another_spelling_of_one_name_leaves_nothing_behind(eve):
    rename(eve, "Eve")
    assert not FormerUsername.objects.exists()
    assert User.objects.named("eve").get().username == "Eve"


def test_it_is_kept_for_a_year(renamed):
    [former] = FormerUsername.objects.all()
    assert abs(former.kept_until - timezone.now() - KEPT_FOR) < timedelta(minutes=1)


def test_after_a_year_it_leads_nowhere_and_is_free(client, renamed, ben):
    a_year_later()
    assert client.get("/u/eve/").status_code == 404
    sign_up(Client(), "eve", "zoe@example.org")
    assert User.objects.get(username="eve").email == "zoe@example.org"


def test_names_that_ran_out_are_forgotten_and_others_are_not(renamed):
    forget_former_usernames()
    assert FormerUsername.objects.exists()
    a_year_later()
    forget_former_usernames()
    assert not FormerUsername.objects.exists()


def test_closing_the_account_gives_the_name_up(client, renamed):
    closing_accounts.close(renamed)
    assert client.get("/u/eve/").status_code == 404
    assert not FormerUsername.objects.exists()


def test_a_taken_name_leaves_the_old_one_as_it_was(eve, ben):
    with pytest.raises(NameTaken), transaction.atomic():
        rename(eve, "ben")
    eve.refresh_from_db()
    assert eve.username == "eve"
    assert not FormerUsername.objects.exists()


def test_finding_a_member_takes_one_query(renamed, django_assert_num_queries):
    join("someone")
    for name in ("Evelyn", "eve", "nobody"):
        with django_assert_num_queries(1):
            User.objects.named(name).first()
