"""Names shown may repeat; nobody is shown as somebody they are not."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from forum.site.models import SiteSettings
from tests.accounts.conftest import sign_up
from tests.accounts.test_preferences import save
from tests.conftest import join

PRETENDING = [
    "A\u034fdmin", "Admin ✔", "✓ Administrator", "The Admin", "🛡️ Staff", "evil (Administrator)", "Fоrum Team",
]  # fmt: skip
HONEST = [
    "Ruth Example",
    "Badminton",
    "Mali",
    "Null",
    "\U0001fae8 Ada",
    "שלום\u200f!",
    "علی‌رضا",
    "Ada 🇩🇪",
    "हिन्दी",
]

pytestmark = pytest.mark.django_db


def shown_as(as_, member, name):
    """Save the name; answer the errors beside its field, if any."""
    answer = save(as_(member), display_name=name)
    return answer.context["form"].errors.get("display_name") if answer.status_code == 422 else None


@pytest.mark.parametrize("name", PRETENDING)
def test_nobody_pretends_to_run_the_forum(as_, ben, name):
    assert shown_as(as_, ben, name)
    ben.refresh_from_db()
    assert ben.display_name == ""


@pytest.mark.parametrize("name", HONEST)
def test_other_names_are_shown_as_they_are_written(as_, ben, name):
    assert not shown_as(as_, ben, name)
    ben.refresh_from_db()
    assert ben.display_name == name


@pytest.mark.parametrize("pasted", ["\ufeffRuth", "Ru\u200bth", "Ru\u00adth", "Ruth" + "\u0335" * 9])
def test_what_came_along_is_dropped_and_towers_are_cut(as_, ben, pasted):
    assert not shown_as(as_, ben, pasted)
    ben.refresh_from_db()
    assert ben.display_name.rstrip("\u0335") == "Ruth"
    assert ben.display_name.count("\u0335") <= 3


def test_two_members_may_have_one_name(as_, ada, ben):
    assert not shown_as(as_, ben, ada.display_name)


@pytest.mark.parametrize("name", ["Eve ✔", "(eve)", "е\u200bve", "ᴇᴠᴇ", "E\u0301ve"])
def test_nobody_is_shown_by_anothers_username(as_, ben, eve, name):
    assert shown_as(as_, ben, name)


@pytest.mark.parametrize(
    "name",
    ["Ruth (@root)", "Ruth ＠root", "Ruth @\u200eroot", "Ruth \ufe6broot", "@\u0301root", "ben@example.org"],
)
def test_a_name_shown_holds_no_username_of_its_own(as_, ben, name):
    assert shown_as(as_, ben, name)


def test_a_name_may_say_where_somebody_is(as_, ben):
    assert not shown_as(as_, ben, "Ben @ sea")


@pytest.mark.parametrize("name", ["Ruth Example", "ruth.example", "★ Ruth Examp1e", "RuthExample"])
def test_the_name_of_who_runs_the_forum_is_theirs_alone(as_, ben, root, mod, name):
    for keeper in (root, mod):
        keeper.display_name = "Ruth Example"
        keeper.save()
        assert shown_as(as_, ben, name)
        keeper.display_name = ""
        keeper.save()
    assert not shown_as(as_, ben, name)


def test_a_groups_name_is_for_those_in_it(as_, ben, mod):
    assert shown_as(as_, ben, "Keepers of General")
    assert not shown_as(as_, mod, "Keepers of general")


@pytest.mark.parametrize(
    "name", ["The Mending Room", "the mending room!", "ThéMendingRoom", "★ The Mending-Room ★"]
)
def test_nobody_is_shown_by_the_forums_own_name_but_who_runs_it(as_, client, ben, root, name):
    SiteSettings.objects.update_or_create(pk=1, defaults={"name": "The Mending Room"})
    assert shown_as(as_, ben, name)
    assert not shown_as(as_, root, name)
    assert not shown_as(as_, ben, "Ben of the Mending Room")


def test_nobody_signs_up_by_the_forums_own_name(client):
    SiteSettings.objects.update_or_create(pk=1, defaults={"name": "Mending Room"})
    sign_up(client, username="mending.room")
    assert not User.objects.named("mending.room").exists()
    sign_up(client, username="mending.roomer")
    assert User.objects.named("mending.roomer").exists()


def test_staff_may_say_what_they_are(as_, root, mod):
    assert not shown_as(as_, root, "The Admin")
    assert shown_as(as_, mod, "The Admin")


def test_who_has_the_name_of_an_office_may_still_change_other_things(as_, ben):
    ben.display_name = "The Admin"
    ben.save()
    assert save(as_(ben), display_name="The Admin", about="Words.").status_code == 303


@pytest.mark.parametrize("name", ["RuthExample", "ruth.example", "Keepers-of-general", "r.u.t.h_examp1e"])
def test_nobody_signs_up_by_the_name_of_who_runs_the_forum(client, root, mod, name):
    root.display_name = "Ruth Example"
    root.save()
    assert "username" in sign_up(client, name).context["form"].errors


def test_a_members_name_shown_keeps_no_username_from_others(client, ada):
    # It may be a hundred members' name; whoever has it is told apart by the username beside it.
    assert sign_up(client, "Ada.Lindqvist").status_code == 302


@pytest.mark.parametrize("name", ["modeIse", "victirn", "vlctim", "v1ctim", "MODELSE", "m0delse"])
def test_nobody_signs_up_as_somebody_who_looks_the_same(client, name):
    for taken in ("modelse", "victim"):
        join(taken)
    assert "username" in sign_up(client, name).context["form"].errors


@pytest.mark.parametrize("name", ["हिन्दी", "ชื่อ", "علی‌رضا", "Mali", "Null", "Badminton", "Ayọ̀"])
def test_names_of_the_world_sign_up_are_found_and_mentioned(client, as_, ben, board, start, name):
    assert sign_up(client, name).status_code == 302
    assert client.get(reverse("member", args=[name])).status_code == 200
    assert client.get(reverse("member", args=[name.replace("\u200c", "")]), follow=True).status_code == 200
    topic = start(ben, board, body=f"Ask @{name}, perhaps.")
    assert f"@{name}</a>" in topic.posts.get().html
    assert as_().get(topic.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("pasted", ["\ufeffZoe", "Zo\u200be", "Zo\u00ade", " Zoe "])
def test_a_pasted_username_is_kept_without_what_came_along(client, pasted):
    sign_up(client, pasted)
    assert client.get("/u/Zoe/").status_code == 200


def test_a_group_cannot_make_members_of_one_name_unseen(as_, root, ben):
    ben.display_name = "Night Owls"
    ben.save()
    answer = as_(root).post(reverse("admin:auth_group_add"), {"name": "night owls"}, follow=True)
    assert Group.objects.filter(name="night owls").exists()
    assert "@ben" in answer.content.decode()


@pytest.mark.every_database
@pytest.mark.parametrize("path", ["a%00b", "%00", "%ed%a0%80", "%f0%9f%ab%a8", "x" * 400, "~2", "%e2%80%8b"])
def test_what_is_no_name_is_nobodys_page(client, ada, path):
    assert client.get(f"/u/{path}/").status_code == 404


@pytest.mark.every_database
@pytest.mark.parametrize("login", ["a\x00b", "\U0001fae8", "x" * 250, "~2", "\u200b"])
def test_what_is_no_name_signs_nobody_in(client, ada, login):
    assert client.post(reverse("account_login"), {"login": login, "password": "wrong"}).status_code == 200
