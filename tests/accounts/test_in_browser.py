"""Passkeys with a real browser and a key made of software, and a look at every page that only members reach."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests.accounts.conftest import code_now
from tests.conftest import PASSWORD
from tests.plumbing.browser import looked_at

pytestmark = pytest.mark.django_db(transaction=True)

LATEST = re.compile("^http://[^/]+/latest/$")
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def person(open_context):
    """A browser with a key in it."""
    page = open_context(reduced_motion="reduce").new_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return page


def press(page, name):
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def sign_in(page, name="ada", place=""):
    page.goto(reverse("account_login") + place)
    page.get_by_label("Username or email address").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")


def open_account(page, member):
    """In, with password and code shown."""
    sign_in(page, member.username)
    page.get_by_label("Code").fill(code_now())
    press(page, "Sign in")
    expect(page.get_by_text("Welcome")).to_be_visible()


def sign_out(page):
    page.goto(reverse("account_logout"))
    press(page, "Sign out")


def add_key(page, alone=True):
    page.goto(reverse("mfa_add_webauthn"))
    if page.get_by_role("heading", name="Confirm your password").is_visible():
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        press(page, "Continue")
    page.get_by_label("Name (optional)").fill("My telephone")
    page.get_by_label("Sign in with it alone").set_checked(alone)
    press(page, "Add key")
    expect(page.get_by_text("The key was added.")).to_be_visible()


def test_a_passkey_is_added_and_signs_in_alone_and_leads_back(person, ada):
    sign_in(person)
    add_key(person)
    assert Authenticator.objects.get(type="webauthn").wrap().name == "My telephone"
    sign_out(person)
    person.goto(reverse("account_login") + "?next=/latest/")
    press(person, "Sign in with a passkey")
    expect(person).to_have_url(LATEST)
    expect(person.get_by_text("Welcome, Ada Lindqvist.")).to_be_visible()


def test_a_passkey_signs_in_while_the_name_is_flooded_with_wrong_passwords(person, ada):
    sign_in(person)
    add_key(person)
    person.context.clear_cookies()
    for number in range(7):
        fields = {"login": "ada", "password": "wrong"}
        Client().post(reverse("account_login"), fields, REMOTE_ADDR=f"192.0.2.{number}")
    sign_in(person)
    expect(person.get_by_text("Too many tries")).to_be_visible()
    press(person, "Sign in with a passkey")
    expect(person.get_by_text("Welcome, Ada Lindqvist.")).to_be_visible()


def test_a_key_is_a_second_step(person, ada):
    sign_in(person)
    add_key(person, alone=False)
    sign_out(person)
    sign_in(person, place="?next=/latest/")
    expect(person.get_by_role("heading", name="Two-factor authentication")).to_be_visible()
    press(person, "Use a passkey or security key")
    expect(person).to_have_url(LATEST)


def test_a_key_shows_who_one_is(person, ada):
    sign_in(person)
    add_key(person)
    sign_out(person)
    sign_in(person)
    press(person, "Use a passkey or security key")
    expect(person.get_by_text("Welcome, Ada Lindqvist.")).to_be_visible()
    person.goto(f"{reverse('mfa_reauthenticate_webauthn')}?next={reverse('mfa_view_recovery_codes')}")
    press(person, "Use a passkey or security key")
    expect(person.get_by_role("heading", name="Recovery codes")).to_be_visible()


def test_without_a_fitting_key_the_page_says_so(person, ada):
    person.goto(reverse("account_login"))
    person.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('cancelled')); }")
    press(person, "Sign in with a passkey")
    expect(person.get_by_role("alert")).to_have_text(
        "No passkey was used. Try again, or sign in another way."
    )


def test_a_signature_that_was_tampered_with_opens_nothing(person, ada):
    sign_in(person)
    add_key(person)
    sign_out(person)
    person.goto(reverse("account_login"))
    person.evaluate("""() => {
        const get = navigator.credentials.get.bind(navigator.credentials);
        navigator.credentials.get = async (options) => {
            const credential = await get(options);
            new Uint8Array(credential.response.signature)[9] ^= 1;
            return credential;
        };
    }""")
    press(person, "Sign in with a passkey")
    expect(person.get_by_text("That didn’t work.")).to_be_visible()
    expect(person.get_by_role("link", name="Sign in").first).to_be_visible()


def test_a_username_and_a_password_are_judged_while_one_types(page, ada):
    page.goto(reverse("account_signup"))
    page.get_by_role("textbox", name="Username", exact=True).press_sequentially("Ada")
    expect(page.get_by_text("This username is taken")).to_be_visible()
    page.get_by_role("textbox", name="Username", exact=True).fill("zoe")
    expect(page.get_by_text("This username is free.")).to_be_visible()
    password = page.get_by_label("Choose a password")
    password.press_sequentially("zoe-1234")
    expect(page.get_by_text("8 of 10 characters")).to_be_visible()
    password.press_sequentially("567")
    expect(page.get_by_text("Too similar to your username.")).to_be_visible()
    password.fill("a belt and a spring")
    expect(page.get_by_text("Long enough.")).to_be_visible()


def test_a_password_can_be_shown_and_is_hidden_again_when_it_is_sent(page, ada):
    page.goto(reverse("account_login"))
    password = page.get_by_label("Password", exact=True)
    password.fill("not-the-password")
    page.get_by_role("button", name="Show").first.click()
    expect(password).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide").first.click()
    expect(password).to_have_attribute("type", "password")
    page.get_by_role("button", name="Show").first.click()
    page.evaluate("document.addEventListener('submit', (event) => event.preventDefault())")
    page.get_by_label("Username or email address").fill("ada")
    press(page, "Sign in")
    expect(password).to_have_attribute("type", "password")


def test_recovery_codes_are_copied_with_one_press(open_context, ada, with_app):
    with_app(ada)
    person = open_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    open_account(person, ada)
    person.goto(reverse("mfa_view_recovery_codes"))
    person.get_by_label("Password", exact=True).fill(PASSWORD)
    press(person, "Continue")
    person.get_by_role("button", name="Copy").click()
    expect(person.get_by_role("button", name="Copied")).to_be_visible()
    codes = person.locator(".codes code").all_text_contents()
    assert person.evaluate("navigator.clipboard.readText()").split() == codes
    assert len(codes) == 10


def test_without_scripts_passkeys_are_not_offered(page_without_scripts):
    page_without_scripts.goto(reverse("account_login"))
    expect(page_without_scripts.get_by_text("passkey")).not_to_be_visible()


def test_an_account_is_made_and_lived_in_without_scripts(page_without_scripts, db):
    page = page_without_scripts
    page.goto(reverse("account_signup") + "?next=/latest/")
    page.get_by_role("textbox", name="Username", exact=True).fill("zoe")
    page.get_by_label("Email address", exact=True).fill("zoe@example.org")
    page.get_by_label("Choose a password").fill(PASSWORD)
    press(page, "Sign up")
    expect(page).to_have_url(LATEST)
    page.goto(reverse("settings"))
    page.get_by_label("Display name").fill("Zoe the mender")
    press(page, "Save changes")
    expect(page.get_by_text("Your profile is saved.")).to_be_visible()
    page.goto(reverse("close-account"))
    page.get_by_label("Yes, close my account.").check()
    press(page, "Close my account")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Continue")
    expect(page.get_by_text("Your account is closed.")).to_be_visible()


def test_axe_finds_nothing_on_the_pages_of_an_account(person, ada):
    sign_in(person)
    add_key(person)
    key = Authenticator.objects.get(type="webauthn").pk
    paths = [
        *map(
            reverse,
            ("settings", "close-account", "account_email", "account_change_password", "usersessions_list"),
        ),
        *map(
            reverse,
            ("mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "account_logout"),
        ),
        *map(reverse, ("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "account_reauthenticate")),
        reverse("mfa_edit_webauthn", args=[key]),
        reverse("mfa_remove_webauthn", args=[key]),
        reverse("member", args=["ada"]),
    ]
    for path in paths:
        person.goto(path)
        assert person.url.endswith(path)
        judge(person)


def test_axe_finds_nothing_on_the_ways_in(person, ada, with_app):
    pages = ("account_login", "account_reset_password", "account_reset_password_done", "account_inactive")
    for name in (*pages, "account_email_verification_sent", "account_reset_password_from_key_done"):
        person.goto(reverse(name))
        judge(person)
    person.goto(reverse("account_signup"))
    person.get_by_role("textbox", name="Username", exact=True).fill("Admin")
    person.get_by_label("Email address", exact=True).fill("ada@example.org")
    person.get_by_label("Choose a password").fill("short")
    press(person, "Sign up")
    judge(person)
    with_app(ada)
    sign_in(person)
    expect(person.get_by_role("heading", name="Two-factor authentication")).to_be_visible()
    judge(person)


def judge(page):
    assert looked_at(page) == []
