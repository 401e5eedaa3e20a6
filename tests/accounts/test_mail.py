"""What our mails say, and what nobody can make them say."""

import re

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

from forum.site.models import SiteSettings
from tests.accounts.conftest import is_in, last_mail, sent_mails, sign_in, sign_up
from tests.conftest import PASSWORD, join

pytestmark = pytest.mark.django_db

NAMES = [
    *("account_already_exists", "email_changed", "email_confirm", "email_deleted"),
    *("email_confirmation", "email_confirmation_signup", "unknown_account"),
    *("password_changed", "password_reset", "password_reset_key", "password_set"),
    *("recovery_codes_generated", "totp_activated", "totp_deactivated"),
    *("webauthn_added", "webauthn_removed"),
]


def html_of(message) -> str:
    return message.alternatives[0][0]


def links_in(html) -> set[str]:
    return set(re.findall(r'href="([^"]*)"', html))


@pytest.mark.parametrize("name", NAMES)
def test_every_mail_has_our_own_words(name):
    for part in ("subject", "message"):
        path = get_template(f"mail/account/{name}_{part}.txt").origin.name
        assert path.startswith(str(settings.BASE_DIR / "templates"))


def test_a_mail_is_the_same_in_text_and_html(client, with_mail):
    sign_up(client)
    message = last_mail()
    assert message.subject == "Confirm your address for Folkmoot"
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    words = re.sub(r"<style>.*?</style>|<title>.*?</title>|<[^>]+>", " ", html_of(message), flags=re.DOTALL)
    for line in message.body.splitlines():
        assert line.startswith(("http", "-- ")) or line.rstrip(":") in " ".join(words.split())


def test_links_lead_to_the_forum_and_nowhere_else(client, with_mail, ada):
    sign_up(client)
    sign_up(client, username="two", email="ada@example.org")
    client.post(reverse("account_reset_password"), {"email": "ada@example.org"})
    client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert len(sent_mails()) == 4
    for message in sent_mails():
        links = set(re.findall(r"https?://\S+", message.body))
        assert links == links_in(html_of(message))
        assert links
        assert all(link.startswith("http://127.0.0.1:8000/") for link in links)


@pytest.mark.parametrize("header", ["HTTP_HOST", "SERVER_NAME"])
def test_a_forged_host_gets_nothing(client, ada, header):
    response = client.post(
        reverse("account_reset_password"), {"email": "ada@example.org"}, **{header: "evil.example"}
    )
    assert response.status_code == 400
    assert not sent_mails()


def test_a_forged_forwarded_host_changes_no_link(client, ada):
    headers = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    client.post(reverse("account_reset_password"), {"email": "ada@example.org"}, headers=headers)
    assert "evil" not in last_mail().body
    assert "http://127.0.0.1:8000/accounts/password/reset/key/" in last_mail().body


@pytest.mark.parametrize("name", ["nasty.com", "www.nasty.com", "nasty-1.example.com"])
def test_a_username_becomes_no_link(client, with_mail, name):
    sign_up(client, username=name)
    client.post(reverse("account_reset_password"), {"email": "zoe@example.org"})
    assert len(sent_mails()) == 2
    for message in sent_mails():
        assert name in message.body
        assert name not in html_of(message)
        assert name in re.sub("</?span>", "", html_of(message))


def test_a_name_from_a_mail_signs_in(as_, client):
    sign_up(client, username="zoe.example")
    client.post(reverse("account_reset_password"), {"email": "zoe@example.org"})
    copied = re.search("username is “(.*)”", last_mail().body)[1]
    again = as_()
    sign_in(again, copied)
    assert is_in(again)


def test_a_browser_that_calls_itself_a_link_becomes_none(as_, ada):
    client = as_(ada, headers={"User-Agent": "Click https://nasty.com <a href='//nasty.com'>here</a>\u2028x"})
    fields = {
        "oldpassword": PASSWORD,
        "password1": "another-long-phrase-7",
        "password2": "another-long-phrase-7",
    }
    client.post(reverse("account_change_password"), fields)
    message = last_mail()
    assert "nasty.com" not in message.body + html_of(message)
    assert all(link.startswith("http://127.0.0.1:8000/") for link in links_in(html_of(message)))


def test_the_name_of_the_forum_stands_in_mails_and_in_no_header_of_its_own(client, with_mail):
    SiteSettings.objects.create(pk=1, name="Knots & <Bends>\r\nBcc: x@example.org")
    sign_up(client)
    message = last_mail()
    assert message.subject == "Confirm your address for Knots & <Bends> Bcc: x@example.org"
    assert "Knots &amp; &lt;Bends&gt;" in html_of(message)
    assert message.message()["Bcc"] is None
    assert message.recipients() == ["zoe@example.org"]


def test_names_of_members_are_escaped_in_html(rf, with_mail, client):
    join("amp")
    SiteSettings.objects.create(pk=1, name="A&B")
    client.post(reverse("account_reset_password"), {"email": "amp@example.org"})
    assert "A&amp;B" in html_of(last_mail())
    assert "A&B" in last_mail().body
