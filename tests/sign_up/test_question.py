"""The owner's question to new members."""

import pytest
from django.contrib.auth import get_user_model

from forum.site.models import SiteSettings
from tests.accounts.conftest import sign_up
from tests.admin.conftest import address
from tests.plumbing.site_settings import UNCHANGED

pytestmark = pytest.mark.django_db
QUESTION = {"sign_up_question": "Which lake is ours?", "sign_up_answers": "Lake Constance\nBodensee"}


def count():
    return get_user_model().objects.count()


def test_without_a_question_nothing_is_asked(client):
    assert 'name="answer"' not in client.get("/accounts/signup/").content.decode()
    sign_up(client)
    assert count() == 1


@pytest.mark.parametrize(
    "answer", ["Bodensee", "bodensee ", "BODENSEE.", "lake  constance", "Ｂodensee", "Lake-Constance"]
)
def test_a_right_answer_is_right_however_it_is_spelt(client, answer):
    SiteSettings.current().change(**QUESTION)
    sign_up(client, answer=answer)
    assert count() == 1


@pytest.mark.parametrize("answer", ["", " ", "Lake", "Bodenseee", "x" * 501, "\x00"])
def test_a_wrong_answer_is_refused_beside_the_field_and_nothing_typed_is_lost(client, answer):
    SiteSettings.current().change(**QUESTION)
    page = sign_up(client, answer=answer)
    assert page.context["form"].errors.keys() == {"answer"}
    assert 'value="Zoe"' in page.content.decode()
    assert count() == 0


def test_the_question_is_on_the_page_to_sign_in_too(client):
    SiteSettings.current().change(**QUESTION)
    assert "Which lake is ours?" in client.get("/accounts/login/").content.decode()


def save(client, **said):
    return client.post(
        address("site_sitesettings_change", 1),
        UNCHANGED | {"name": "Lantern", "default_theme": "dark", "default_density": "comfortable"} | said,
    )


def test_the_owner_saves_rules_in_their_plain_form(as_, root):
    answer = save(
        as_(root),
        allowed_mail_domains="Example.ORG, @uni.example.",
        sign_up_question="Which lake?",
        sign_up_answers=" Bodensee \n\nbodensee\nLake Constance",
    )
    assert answer.status_code == 302
    site = SiteSettings.current()
    assert site.allowed_mail_domains == "example.org\nuni.example"
    assert site.sign_up_answers == "bodensee\nLake Constance"


def test_a_question_without_answers_needs_somebody_who_reads_them(as_, root):
    answer = save(as_(root), sign_up_question="Why?")
    assert answer.status_code == 200
    assert "sign_up_answers" in answer.context["adminform"].form.errors
    assert save(as_(root), sign_up_question="Why?", sign_up="approval").status_code == 302


def test_what_is_no_domain_is_refused_in_the_form(as_, root):
    answer = save(as_(root), refused_mail_domains="nonsense")
    assert "is no domain" in str(answer.context["adminform"].form.errors["refused_mail_domains"])


def test_who_cannot_answer_is_told_whom_to_ask(client):
    SiteSettings.current().change(**QUESTION)
    assert "mailto:" not in client.get("/accounts/signup/").content.decode().partition("<footer")[0]
    SiteSettings.current().change(**QUESTION, legal_mail="crew@example.org")
    page = client.get("/accounts/signup/").content.decode().partition("<footer")[0]
    assert '<a href="mailto:crew@example.org">crew@example.org</a>' in page
    wrong = sign_up(client, answer="Lake").content.decode()
    assert "write to crew@example.org" in wrong
