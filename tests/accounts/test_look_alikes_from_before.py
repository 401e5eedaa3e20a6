"""Members who joined while their names counted as different keep them, and everybody finds whom they mean."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from accounts.rekeying import rekey
from tests.accounts.conftest import is_in, sign_in, sign_up
from tests.accounts.test_preferences import save
from tests.conftest import PASSWORD, join

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

OLD_KEYS = {"modelse": "modelse", "modeIse": "modeise", "lan": "lan", "Ian": "ian", "iaN": "ian-2"}


@pytest.fixture
def alike(caplog):
    """A forum from before: five members with keys by the old rule, then the upgrade."""
    for number, (name, key) in enumerate(OLD_KEYS.items()):
        member = join(f"x{number}y", display_name=f"Shown {number}")
        member.set_password(f"{PASSWORD}-{name}")
        member.save()
        get_user_model().objects.filter(pk=member.pk).update(username=name, username_key=key, display_key="")
    migration = import_module("accounts.migrations.0004_rekey")
    migration.forwards(apps, None)
    return caplog.text


def test_nobody_is_lost_or_renamed_and_the_log_says_who_looks_like_whom(alike):
    members = get_user_model().objects
    assert set(members.values_list("username", flat=True)) == set(OLD_KEYS)
    assert "modeIse looks like modelse" in alike
    assert members.exclude(display_key="").count() == len(OLD_KEYS)
    assert rekey(members) == [("modeIse", "modelse"), ("Ian", "lan"), ("iaN", "lan")]


@pytest.mark.parametrize("name", OLD_KEYS)
def test_each_signs_in_by_their_own_spelling(alike, name):
    client = Client()
    sign_in(client, name, f"{PASSWORD}-{name}")
    assert is_in(client)
    assert client.get(reverse("member", args=[name])).context["member"].username == name


def test_another_spelling_means_the_older_member(alike, client):
    assert client.get("/u/MODELSE/", follow=True).context["member"].username == "modelse"
    sign_in(client, "MODELSE", f"{PASSWORD}-modeIse")
    assert not is_in(client)


def test_a_mention_means_whoever_is_spelt_so(alike, board, start):
    author = join("nia")
    html = start(author, board, body="@modeIse, @modelse, @MODELSE and @Mode1se").posts.get().html
    assert html.count('href="/u/modeIse/"') == 1
    assert html.count('href="/u/modelse/"') == 3


def test_a_look_alike_keeps_its_key_when_something_else_is_saved(alike):
    for name in ("modelse", "modeIse"):
        member = get_user_model().objects.named(name).get()
        member.about = "Words."
        member.save()
    assert get_user_model().objects.named("modeIse").get().about == "Words."


def test_none_is_shown_as_the_other(alike, as_):
    later = get_user_model().objects.named("modeIse").get()
    for name, may in (("modelse", False), ("MODELSE", False), ("modeIse", True), ("MODEISE", True)):
        assert (save(as_(later), display_name=name).status_code == 303) == may


def test_the_admin_lists_them(alike, as_, root):
    page = as_(root).get(reverse("admin:accounts_user_changelist"), {"alike": "yes"})
    assert [member.username for member in page.context["cl"].result_list] == ["iaN", "Ian", "modeIse"]


def test_nobody_joins_them(alike, client):
    assert "username" in sign_up(client, "mode1se").context["form"].errors


def test_two_spellings_in_one_text_are_both_linked(board, start):
    join("zoë")
    html = start(join("nia"), board, body="@zoe and @Zoë").posts.get().html
    assert html.count('class="mention"') == 2
