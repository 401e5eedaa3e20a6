import pytest
from django.urls import reverse

from forum.site.models import SiteSettings
from tests.conftest import join

pytestmark = pytest.mark.django_db

PROFILE = {"display_name": "Ada Lindqvist", "about": ""}
READING = {
    "time_zone": "",
    "language": "",
    "theme": "",
    "list_density": "",
    "start_page": "",
    "posts_per_page": "20",
}


def save(client, **fields):
    """Send the form that has these fields: that of the profile, or that about reading."""
    if fields.keys() & READING.keys():
        return client.post(reverse("reading-preferences"), READING | fields)
    return client.post(reverse("settings"), PROFILE | fields)


def test_the_profile_is_saved(as_, ada):
    fields = {"display_name": "Ada L.", "about": "I **mend** things."}
    response = save(as_(ada), **fields)
    assert (response.status_code, response["Location"]) == (303, "/settings/")
    ada.refresh_from_db()
    assert {name: str(getattr(ada, name)) for name in fields} == fields
    assert "<strong>mend</strong>" in ada.about_html


def test_how_one_reads_is_saved_and_the_profile_stays(as_, ada):
    type(ada).objects.filter(pk=ada.pk).update(about="Kept.")
    fields = {
        "time_zone": "Europe/Berlin", "language": "en", "theme": "dark", "list_density": "compact",
        "start_page": "latest", "posts_per_page": "50",
    }  # fmt: skip
    response = save(as_(ada), **fields)
    assert (response.status_code, response["Location"]) == (303, "/settings/reading/")
    ada.refresh_from_db()
    assert {name: str(getattr(ada, name)) for name in fields} == fields
    assert (ada.display_name, ada.about) == ("Ada Lindqvist", "Kept.")


def test_the_chosen_colours_and_clock_are_used(as_, ada):
    client = as_(ada)
    save(client, theme="dark", time_zone="Asia/Tokyo")
    assert 'data-theme="dark"' in client.get(reverse("settings")).content.decode()


def test_an_emptied_field_is_empty(as_, ada):
    client = as_(ada)
    save(client, about="Words.")
    save(client, about="", display_name="")
    ada.refresh_from_db()
    assert (ada.about, ada.about_html, ada.name) == ("", "", "ada")


def test_a_visitor_is_sent_to_sign_in(client):
    assert client.get(reverse("settings"))["Location"] == f"{reverse('account_login')}?next=/settings/"
    assert save(client)["Location"].startswith(reverse("account_login"))


def test_looking_changes_nothing(as_, ada):
    as_(ada).get(reverse("settings"), {"display_name": "Eve"})
    ada.refresh_from_db()
    assert ada.display_name == "Ada Lindqvist"


@pytest.mark.parametrize(
    "name", ["ben", "BEN", "Bén", "bеn", " ben ", "b\u200ben", "Admin", "Moderat0r", "Former member"]
)
def test_nobody_is_called_like_another_or_like_the_staff(as_, ada, ben, name):
    assert save(as_(ada), display_name=name).context["form"].errors.keys() == {"display_name"}
    ada.refresh_from_db()
    assert ada.display_name == "Ada Lindqvist"


@pytest.mark.parametrize("name", ["a\u202eb", "\u3164", "\U000e0068", "x" * 61, "a\u115fb", "a\x00b"])
def test_a_name_that_hides_something_is_refused(as_, ada, name):
    assert "display_name" in save(as_(ada), display_name=name).context["form"].errors


def test_ones_own_username_may_be_shown_in_any_dress(as_, ada):
    save(as_(ada), display_name="  ADA ")
    ada.refresh_from_db()
    assert ada.display_name == "ADA"


def test_a_name_that_was_given_before_may_be_kept(as_, root):
    type(root).objects.filter(pk=root.pk).update(display_name="Administrator")
    assert save(as_(root), display_name="Administrator").status_code == 303


@pytest.mark.parametrize(
    "fields",
    [
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../../etc/passwd"},
        {"language": "xx"},
        {"theme": "neon"},
        {"posts_per_page": "7"},
        {"posts_per_page": "1000000"},
        {"posts_per_page": ""},
        {"about": "x" * 2001},
    ],
)
def test_what_is_not_offered_is_refused(as_, ada, fields):
    assert save(as_(ada), **fields).context["form"].errors.keys() == fields.keys()


def test_hostile_words_about_oneself_do_no_harm(as_, ada):
    client = as_(ada)
    for about in ("<script>alert(1)</script>", "[x](javascript:alert(1))", "[" * 1999, "![](" * 400):
        save(client, about=about)
        ada.refresh_from_db()
        assert ada.about == about
        html = client.get(reverse("member", args=["ada"])).content.decode()
        assert "<script>alert" not in html
        assert 'href="javascript' not in html


def test_extra_fields_give_no_power(as_, ada):
    save(as_(ada), is_staff="on", is_superuser="on", username="root", email="x@example.org", post_count="99")
    ada.refresh_from_db()
    assert (ada.is_staff, ada.is_superuser, ada.username, ada.email) == (
        False,
        False,
        "ada",
        "ada@example.org",
    )
    assert ada.post_count == 0


def test_a_new_name_shows_on_every_page_at_once(as_, ada):
    SiteSettings.objects.create(pk=1)
    client = as_(ada)
    save(client)
    assert SiteSettings.current().version == 1
    save(client, display_name="Ada L.")
    assert SiteSettings.current().version == 2


def test_while_a_form_is_wrong_the_page_keeps_the_old_name(as_, ada):
    join("ben")
    html = save(as_(ada), display_name="Ben").content.decode()
    assert '<span class="me-name">Ada Lindqvist</span>' in html
    assert 'value="Ben"' in html


@pytest.mark.parametrize("about", ["\u3164", "**\u200b**", "&zwnj;", "\U000e0068\U000e0069"])
def test_words_about_oneself_that_nobody_can_see_are_refused(as_, ada, about):
    assert save(as_(ada), about=about).context["form"].errors.keys() == {"about"}


def test_words_about_oneself_do_not_climb(as_, ada):
    save(as_(ada), about="Z" + "\u0335" * 40 + "\n\nम\u200cय")
    ada.refresh_from_db()
    assert ada.about == "Z\u0335\u0335\u0335\n\nम\u200cय"


def test_what_one_writes_about_oneself_is_previewed_and_not_saved_yet(as_, ada):
    page = as_(ada).post("/settings/", PROFILE | {"about": "I **mend** things.", "preview": "1"})
    assert "<strong>mend</strong>" in page.text
    assert "I **mend** things.</textarea>" in page.text
    ada.refresh_from_db()
    assert ada.about == ""
    assert as_(ada).post("/settings/", PROFILE | {"preview": "1"}).status_code == 200
