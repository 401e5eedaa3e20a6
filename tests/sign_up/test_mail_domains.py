"""Which addresses the forum takes, however they are spelt."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.sign_up.mail_domains import check_mail_domain, domain_of, domains_in
from forum.site.models import SiteSettings
from tests.accounts.conftest import show_oneself, sign_up

pytestmark = pytest.mark.django_db

SPELLINGS = [
    "zoe@example.org",
    "ZOE@EXAMPLE.ORG",
    "zoe+forum@example.org",
    "zoe@ｅｘａｍｐｌｅ.org",
    "zoe@mail.example.org",
    "zoe@a.b.EXAMPLE.org",
]
OTHERS = [
    "zoe@notexample.org",
    "zoe@example.org.evil.example",
    "zoe%example.org@evil.example",
    "example.org@evil.example",
    '"zoe@example.org"@evil.example',
    "zoe@example.com",
    "=?utf-8?q?zoe=40example.org?=@evil.example",
]


@pytest.mark.parametrize("address", SPELLINGS)
def test_an_allowed_domain_is_known_in_every_spelling(client, address):
    SiteSettings.current().change(allowed_mail_domains="example.org")
    check_mail_domain(address)
    SiteSettings.current().change(allowed_mail_domains="", refused_mail_domains="example.org")
    with pytest.raises(ValidationError, match="takes no addresses"):
        check_mail_domain(address)
    sign_up(client, email=address)
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize("address", OTHERS)
def test_another_domain_does_not_pass_for_it(client, address):
    SiteSettings.current().change(allowed_mail_domains="example.org")
    with pytest.raises(ValidationError, match=r"example\.org only"):
        check_mail_domain(address)
    sign_up(client, email=address)
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("a@Example.org.", "example.org"),
        ("a@bücher.example", "xn--bcher-kva.example"),
        ("a@BÜCHER.example.", "xn--bcher-kva.example"),
        ("a", ""),
        ("", ""),
    ],
)
def test_a_domain_has_one_form(address, domain):
    assert domain_of(address) == domain


def test_domains_of_other_alphabets_are_one_with_their_form_in_the_network():
    SiteSettings.current().change(allowed_mail_domains="\n".join(domains_in("bücher.example")))
    check_mail_domain("me@xn--bcher-kva.example")
    check_mail_domain("me@BÜCHER.example")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Example.org, @mail.example  *.uni.example.", ["example.org", "mail.example", "uni.example"]),
        ("", []),
        ("example.org\nEXAMPLE.org", ["example.org"]),
    ],
)
def test_a_list_is_kept_plain(typed, kept):
    assert domains_in(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["example", "exa mple.org\x00", "http://example.org/", "a@b@c.example", "*", "org.", "-a.example"],
)
def test_what_is_no_domain_is_refused(typed):
    with pytest.raises(ValidationError):
        domains_in(typed)


def test_the_sentence_is_beside_the_field(client):
    SiteSettings.current().change(allowed_mail_domains="example.org")
    answer = sign_up(client, email="zoe@elsewhere.example")
    assert answer.context["form"].errors.keys() == {"email"}
    sign_up(client, email="zoe@example.org")
    assert get_user_model().objects.count() == 1


def test_nobody_changes_to_an_address_that_could_not_sign_up(as_, ada):
    SiteSettings.current().change(allowed_mail_domains="example.org")
    client = as_(ada)
    show_oneself(client)
    client.post(reverse("account_email"), {"action_add": "", "email": "ada@elsewhere.example"})
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    client.post(reverse("account_email"), {"action_add": "", "email": "ada2@example.org"})
    ada.refresh_from_db()
    assert ada.email == "ada2@example.org"
