"""The admin's pages about spam: what is set, what each part did, and words tried before they are saved."""

import re

import pytest
from django.urls import reverse

from forum.filters import bayes, days
from forum.filters.models import FilterState, WordCount, WordRule
from forum.site.spam_protection import SpamProtection

ADD = "/admin/filters/wordrule/add/"
SETTINGS = "/admin/site/spamprotection/1/change/"
RULE = {
    "kind": "words",
    "text": "moonshine",
    "action": "refuse",
    "replacement": "",
    "message": "",
    "is_on": "on",
}


def test_a_rule_is_tried_on_a_text_and_not_saved_by_that(as_, root):
    answer = as_(root).post(ADD, RULE | {"sample": "Buy MOONSHINE, moonshine!", "_try": "1"})
    assert answer.status_code == 200
    assert answer.text.count("<mark>") == 2
    assert "Found 2 times. Nothing is saved yet." in answer.text
    assert not WordRule.objects.exists()
    answer = as_(root).post(ADD, RULE | {"sample": "Buy apples", "_try": "1"})
    assert "Not found in this text." in answer.text


def test_a_saved_rule_is_in_force_at_once_and_its_list_says_what_it_did(as_, root, ben, topic):
    browser = as_(root)
    assert browser.post(ADD, RULE).status_code == 302
    sent = {"body": "moonshine", "key": "k", "board": topic.board_id}
    assert as_(ben).post(f"{topic.get_absolute_url()}reply/", sent).status_code == 422
    assert "refused: 1" in browser.get("/admin/filters/wordrule/").text
    rule = WordRule.objects.get()
    browser.post(f"/admin/filters/wordrule/{rule.pk}/delete/", {"post": "yes"})
    assert as_(ben).post(f"{topic.get_absolute_url()}reply/", sent).status_code == 303


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("pattern", "(?=x)y", "can’t be read"),
        ("pattern", "(a{1,900}){1,900}", "can’t be read"),
        ("pattern", "a*", "also fits an empty text"),
        ("domain", "nonsense", "Write a domain"),
        ("words", "***", "Write a word"),
    ],
)
def test_what_can_not_be_used_is_said_beside_the_field(kind, text, words, as_, root):
    answer = as_(root).post(ADD, RULE | {"kind": kind, "text": text})
    assert words in answer.context["adminform"].form.errors["text"][0]
    assert not WordRule.objects.exists()


def test_a_domain_is_kept_as_hosts_are_compared(as_, root):
    as_(root).post(ADD, RULE | {"kind": "domain", "text": "https://WWW.Spam.example/path"})
    assert WordRule.objects.get().text == "spam.example"


def test_the_page_says_what_each_part_did_lately(as_, root):
    days.count("held", ["first-links"])
    days.count("held", ["first-links"])
    days.count("rejected", ["first-links"])
    page = as_(root).get(SETTINGS)
    done = {str(each.label): each for each in page.context["done"]}
    assert (done["Links in first posts"].held, done["Links in first posts"].rejected) == (2, 1)
    assert done["Copies of older posts"].held == 0


def test_what_it_learned_is_forgotten_by_a_button_and_by_admins_alone(as_, root, ben):
    bayes.learn("post:1", verdict=True, words=["pills"])
    assert as_(ben).post(SETTINGS, {"_begin_anew": "1"}).status_code in (302, 303, 403)
    assert FilterState.objects.get().learned_spam == 1
    as_(root).post(SETTINGS, {"_begin_anew": "1"})
    assert WordCount.objects.exists()  # they were not sure
    as_(root).post(SETTINGS, {"_begin_anew": "1", "sure": "1"})
    assert FilterState.objects.get().learned_spam == 0


def test_settings_are_saved_by_name_and_leave_the_words_alone(as_, root):
    SpamProtection.bump_words()
    version = SpamProtection.current().words_version
    form = as_(root).get(SETTINGS).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value is not False}
    answer = as_(root).post(
        reverse("admin:site_spamprotection_change", args=[1]), sent | {"copy_percent": 70}
    )
    assert answer.status_code == 302, answer.context["errors"]
    saved = SpamProtection.current()
    assert (saved.copy_percent, saved.words_version) == (70, version)


def test_enter_in_a_setting_saves_it_and_forgets_nothing(as_, root):
    page = as_(root).get(SETTINGS).text
    form = page[page.index("<form") : page.index("</form>", page.index('id="id_form_seconds"'))]
    first = re.search(
        r'<(?:button|input)[^>]*type="submit"(?![^>]*form=)[^>]*>', form[form.index("id_form_seconds") :]
    )
    assert 'name="_save"' in first[0]
    assert re.search(r'name="_begin_anew"[^>]*form="forget"', page)
    assert '<form id="forget" method="post">' in page


def test_a_share_that_would_hold_nearly_everything_is_no_copy(as_, root):
    answer = as_(root).post(SETTINGS, {"copy_percent": "10"})
    assert "posts would wait that only speak of the same" in answer.text
