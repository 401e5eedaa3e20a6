"""Every page that allauth can show comes out as one of ours."""

import re
from html.parser import HTMLParser

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.template.loader import get_template
from django.urls import NoReverseMatch, get_resolver, reverse

from tests.accounts.conftest import show_oneself, sign_in

pytestmark = pytest.mark.django_db

TOKEN = "1-bad"


class Reading(HTMLParser):
    """What the tests ask of a page."""

    def __init__(self, html):
        super().__init__()
        self.headings, self.labelled, self.controls, self.inline, self.ids = 0, set(), [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.headings += tag == "h1"
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label":
            self.labelled.add(given.get("for"))
        if (
            tag in {"input", "select", "textarea"}
            and given.get("type") not in {"hidden", "submit"}
            and "hidden" not in given
        ):
            self.controls.append(given.get("id"))
            if given.get("aria-label"):
                self.labelled.add(given.get("id"))
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        self.inline += [name for name in given if name == "style" or name.startswith("on")]


def names() -> list[str]:
    """The names of all of allauth's addresses."""
    found = get_resolver().reverse_dict.keys()
    return sorted(
        name for name in found if isinstance(name, str) and re.match("account_|mfa_|usersessions_", name)
    )


def address(name) -> str:
    for args in ([], ["bad"], ["1", "bad"]):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    key = Authenticator.objects.filter(type="webauthn").first()
    return reverse(name, args=[key.pk])


def check(response, status=200):
    """A page of ours, or a way on to one; a file is a file."""
    if response.status_code in {302, 303} or response.get("Content-Disposition"):
        return
    assert response.status_code == status, response.request["PATH_INFO"]
    html = response.content.decode()
    page = Reading(html)
    assert '<link rel="stylesheet" href="/static/css/forum.css">' in html
    assert '<a class="brand" href="/">' in html
    assert page.headings == 1
    assert not page.inline
    assert set(page.controls) <= page.labelled
    assert len(page.ids) == len(set(page.ids))
    assert "Content-Security-Policy" in response.headers
    assert "no-store" in response["Cache-Control"] or "csrfmiddlewaretoken" not in html


def test_pages_before_signing_in_are_ours(client, ada):
    assert len(names()) > 25
    Authenticator.objects.create(user=ada, type="webauthn", data={"name": "Key", "credential": {}})
    for name in names():
        check(client.get(address(name), {"next": "/latest/"}))


@pytest.mark.parametrize("has_factors", [False, True])
def test_pages_after_signing_in_are_ours(as_, ada, with_app, has_factors):
    client = as_(ada)
    Authenticator.objects.create(user=ada, type="webauthn", data={"name": "Key", "credential": {}})
    if has_factors:
        with_app(ada)
    show_oneself(client)
    absent = (
        set()
        if has_factors
        else {"mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes"}
    )
    absent |= {
        "mfa_add_webauthn",
        "mfa_reauthenticate_webauthn",
    }  # these read the key; a browser looks at them
    for name in names():
        if name not in absent:
            check(client.get(address(name)))


def test_pages_in_between_are_ours(client, ada, with_app):
    with_app(ada)
    sign_in(client, "ada")
    check(client.get(reverse("mfa_authenticate")))
    check(client.post(reverse("mfa_authenticate"), {"code": "wrong"}))


def test_pages_with_errors_are_ours(as_, ada):
    client = as_()
    for name in ("account_login", "account_signup", "account_reset_password"):
        check(client.post(reverse(name), {}))
    member = as_(ada)
    for name, status in (
        ("account_change_password", 200), ("account_reauthenticate", 200), ("settings", 422), ("close-account", 422),
    ):  # fmt: skip
        show_oneself(member)
        check(member.post(reverse(name), {}), status)
    check(member.post(reverse("account_email"), {"action_add": "", "email": "no"}))


@pytest.mark.parametrize(
    "template",
    [
        *("account/login.html", "account/signup.html", "account/signup_closed.html", "account/logout.html"),
        *(
            "account/email_confirm.html",
            "account/verification_sent.html",
            "account/verified_email_required.html",
        ),
        *("account/password_change.html", "account/password_set.html", "account/reauthenticate.html"),
        *(
            "account/password_reset.html",
            "account/password_reset_done.html",
            "account/password_reset_from_key.html",
        ),
        *(
            "account/password_reset_from_key_done.html",
            "account/email_change.html",
            "account/account_inactive.html",
        ),
        *(
            "mfa/index.html",
            "mfa/authenticate.html",
            "mfa/reauthenticate.html",
            "mfa/webauthn/reauthenticate.html",
        ),
        *("mfa/totp/activate_form.html", "mfa/totp/deactivate_form.html", "mfa/recovery_codes/index.html"),
        *("mfa/recovery_codes/generate.html", "mfa/webauthn/add_form.html", "mfa/webauthn/edit_form.html"),
        *("mfa/webauthn/authenticator_list.html", "mfa/webauthn/authenticator_confirm_delete.html"),
        *("usersessions/usersession_list.html", "allauth/layouts/base.html", "allauth/layouts/manage.html"),
    ],
)
def test_templates_are_ours(template):
    assert get_template(template).origin.name.startswith(str(settings.BASE_DIR / "templates"))


def test_no_page_uses_a_script_of_allauth():
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        text = path.read_text()
        assert "mfa/js/" not in text
        assert "account/js/" not in text
