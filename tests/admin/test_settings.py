import pytest

from forum.site.models import SiteSettings
from tests.admin.conftest import address
from tests.plumbing.site_settings import UNCHANGED

SAID = {
    **UNCHANGED,
    "name": "Lantern",
    "tagline": "Light",
    "welcome": "",
    "default_theme": "dark",
    "default_density": "comfortable",
}


@pytest.fixture
def here():
    return address("site_sitesettings_change", 1)


def test_the_list_opens_the_one_row(as_, root, here):
    assert as_(root).get(address("site_sitesettings_changelist"))["Location"] == here
    assert as_(root).get(here).status_code == 200


def test_looking_makes_no_row(as_, root, here):
    as_(root).get(here)
    assert not SiteSettings.objects.exists()


def test_settings_are_saved_and_no_cached_page_outlives_them(as_, keeper, here):
    client = as_(keeper)
    for name in ("Lantern", "Lighthouse"):
        before = SiteSettings.current().version
        assert client.post(here, SAID | {"name": name}).status_code == 302
        current = SiteSettings.objects.get()
        assert (current.name, current.default_theme, current.is_sign_up_open) == (name, "dark", True)
        assert current.version > before


def test_sign_up_is_closed(as_, root, here):
    as_(root).post(here, SAID | {"sign_up": "closed"})
    assert not SiteSettings.current().is_sign_up_open


def test_the_welcome_is_rendered_like_a_post(as_, root, here):
    as_(root).post(here, SAID | {"welcome": "Come **in** <script>alert(1)</script>"})
    current = SiteSettings.current()
    assert "<script>" not in current.welcome_html
    assert "alert(1)" in current.welcome_html
    as_(root).post(here, SAID)
    assert SiteSettings.current().welcome_html == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 61},
        {"welcome": "x" * 4001},
        {"default_theme": "neon"},
    ],
)
def test_settings_out_of_bounds_are_refused(as_, root, here, wrong):
    assert as_(root).post(here, SAID | wrong).status_code == 200
    assert not SiteSettings.objects.exists()


def test_the_version_and_the_html_are_not_taken_from_the_form(as_, root, here):
    as_(root).post(here, SAID | {"version": 99, "welcome_html": "<b>x</b>", "id": 2})
    current = SiteSettings.objects.get()
    assert (current.pk, current.welcome_html) == (1, "")
    assert current.version < 99


def test_there_is_one_row_for_ever(as_, root, here):
    client = as_(root)
    assert client.get(address("site_sitesettings_add")).status_code == 403
    assert client.post(address("site_sitesettings_delete", 1), {"post": "yes"}).status_code == 403
    assert client.get(address("site_sitesettings_change", 2)).status_code == 302


def test_staff_without_permission_change_nothing(as_, clerk, here):
    assert as_(clerk).get(here).status_code == 403
    assert as_(clerk).post(here, SAID).status_code == 403


def test_reactions_are_emoji_each_once_as_they_are_drawn_in_colour(as_, root, here):
    as_(root).post(here, SAID | {"reactions": "  ☕ ❤ \n👍 ☕"})
    assert SiteSettings.current().reaction_set == ["☕", "❤️", "👍"]
    as_(root).post(here, SAID | {"reactions": ""})
    assert SiteSettings.current().reaction_set == []


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("👍 like", "“like” isn’t an emoji."),
        ("<b>", "“&lt;b&gt;” isn’t an emoji."),
        ("👍👎", "“👍👎” isn’t an emoji."),
        ("😀 😃 😄 😁 😆 😅 😂 😇 😉 😊 😋 😎 😍", "Choose up to 12 emoji."),
    ],
)
def test_other_reactions_are_refused_beside_their_field(as_, root, here, said, sentence):
    answer = as_(root).post(here, SAID | {"reactions": said})
    assert answer.status_code == 200
    assert sentence in answer.text
    assert said.replace("<", "&lt;").replace(">", "&gt;") in answer.text
    assert not SiteSettings.objects.exists()


def test_the_owner_reads_beside_the_limits_who_is_new(as_, root, here):
    field = as_(root).get(here).context["adminform"].form["new_member_links"]
    assert "fewer than 3 posts" in field.help_text
