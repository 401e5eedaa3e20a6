import pytest
from django.urls import reverse

from tests.accounts.conftest import code_now, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def strict(settings):
    settings.STAFF_NEED_TWO_FACTOR = True


def test_staff_without_a_second_factor_are_led_to_set_one_up(as_, root, strict):
    response = as_(root).get("/admin/", follow=True)
    assert response.redirect_chain == [(reverse("mfa_index"), 302)]
    assert "second factor" in response.content.decode()


def test_no_page_of_the_admin_is_left_out(as_, root, strict):
    for path in ("/admin/accounts/user/", "/admin/nowhere/", "/admin/jsi18n/"):
        assert as_(root).get(path)["Location"] == reverse("mfa_index")
        assert as_(root).post(path)["Location"] == reverse("mfa_index")


def test_staff_with_a_second_factor_come_in(client, root, strict, with_app):
    with_app(root)
    sign_in(client, "root", next="/admin/")
    assert client.post(reverse("mfa_authenticate"), {"code": code_now()})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(as_, root, strict, with_app):
    with_app(root).delete()
    assert as_(root).get("/admin/")["Location"] == reverse("mfa_index")


def test_the_rest_of_the_forum_stays_open_to_them(as_, root, strict):
    for path in ("/latest/", reverse("settings"), reverse("mfa_index")):
        assert as_(root).get(path).status_code == 200


def test_without_the_setting_the_admin_opens(as_, root):
    assert as_(root).get("/admin/").status_code == 200


def test_the_admin_is_closed_to_others_as_ever(as_, ada, strict):
    assert (
        as_().get("/admin/")["Location"].startswith(reverse("account_login"))
        or as_().get("/admin/").status_code == 302
    )
    assert as_(ada).get("/admin/", follow=True).status_code == 403
