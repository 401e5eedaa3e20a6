"""The terms are kept in versions; members are told of a new one, and who accepted which is known."""

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import caches

from forum.own_pages.models import OwnPage, TermsAcceptance, TermsVersion
from forum.own_pages.terms import accept
from forum.site.models import SiteSettings

ADD = "/admin/own_pages/ownpage/add/"
TERMS = {
    "name": "House terms", "slug": "house-terms", "text": "Be **kind**.", "audience": "everyone", "is_published": "on",
    "is_terms": "on",
}  # fmt: skip
NOTICE = "There is a new version of “House terms”"


@pytest.fixture(autouse=True)
def nothing_remembered():
    caches["pages"].clear()


@pytest.fixture
def publish(as_, root):
    """publish(text, blocks=False): the admin saves the page of the terms."""

    def act(text="Be **kind**.", **more):
        page = OwnPage.objects.filter(is_terms=True).first()
        address = f"/admin/own_pages/ownpage/{page.pk}/change/" if page else ADD
        answer = as_(root).post(address, TERMS | {"text": text} | more)
        assert answer.status_code == 302, answer.context["adminform"].errors

    return act


def test_every_text_that_was_in_force_is_kept(as_, publish):
    publish("First words")
    publish("First words")  # saved again, unchanged
    publish("Second words")
    assert list(TermsVersion.objects.values_list("number", "text")) == [
        (2, "Second words"),
        (1, "First words"),
    ]
    assert "Second words" in as_().get("/terms/").text
    assert "First words" in as_().get("/terms/1/").text
    assert as_().get("/terms/3/").status_code == 404


def test_without_published_terms_there_are_none(as_, publish, ben):
    assert as_().get("/terms/").status_code == 404
    publish(is_published="")
    assert as_().get("/terms/").status_code == 404
    assert not TermsVersion.objects.exists()
    assert NOTICE not in as_(ben).get("/").text


def test_a_member_is_told_until_they_accept_and_again_of_the_next(as_, publish, ben):
    publish()
    browser = as_(ben)
    assert NOTICE in browser.get("/latest/").text
    assert NOTICE not in as_().get("/latest/").text
    answer = browser.post("/terms/", {"version": 1, "next": "/latest/"})
    assert answer.url == "/latest/"
    assert NOTICE not in browser.get("/latest/").text
    assert TermsAcceptance.objects.get().member == ben
    publish("Be kinder.")
    assert NOTICE in browser.get("/latest/").text


def test_one_accepts_what_one_has_seen(as_, publish, ben):
    publish()
    publish("Be kinder.")
    as_(ben).post("/terms/", {"version": 1})
    assert not TermsAcceptance.objects.exists()
    for nonsense in ("", "x", "99", "-1"):
        as_(ben).post("/terms/", {"version": nonsense})
    assert not TermsAcceptance.objects.exists()
    assert accept(ben, 2)
    assert accept(ben, 2)
    assert TermsAcceptance.objects.count() == 1


def test_it_keeps_nobody_out_unless_the_admin_says_so(as_, publish, ben, root, topic):
    publish()
    assert as_(ben).get("/latest/").status_code == 200
    publish("Be kinder.", must_be_accepted="on")
    browser = as_(ben)
    answer = browser.get("/latest/?sort=views")
    assert answer.status_code == 303
    assert answer.url == "/terms/?next=%2Flatest%2F%3Fsort%3Dviews"
    assert as_(root).get("/latest/").status_code == 200
    assert as_().get("/latest/").status_code == 200
    for open_page in (
        "/terms/",
        "/pages/house-terms/",
        "/settings/data/",
        "/settings/close/",
        "/accounts/logout/",
    ):
        assert browser.get(open_page).headers.get("Location", "").startswith("/terms/") is False, open_page
    browser.post("/terms/", {"version": 2})
    assert browser.get("/latest/").status_code == 200


def test_what_somebody_has_typed_is_taken(as_, publish, ben, topic):
    publish(must_be_accepted="on")
    answer = as_(ben).post(f"{topic.get_absolute_url()}reply/", {"body": "Typed before", "key": "a" * 32})
    assert answer.status_code == 303
    assert topic.posts.filter(source="Typed before").exists()


def test_sign_up_names_terms_and_privacy_and_notes_who_accepts(as_, publish, root):
    publish()
    as_(root).post(ADD, TERMS | {"name": "Your data", "slug": "data", "is_terms": "", "is_privacy": "on"})
    page = as_().get("/accounts/signup/").text
    assert 'By signing up you accept “<a href="/pages/house-terms/">House terms</a>”' in page
    assert '<a href="/pages/data/">Your data</a>' in page
    form = {"username": "newcomer", "email": "n@example.org", "password1": "a-long-phrase-77x"}
    as_().post("/accounts/signup/", form)
    member = get_user_model().objects.get(username="newcomer")
    assert TermsAcceptance.objects.get(member=member).version.number == 1


def test_marked_pages_are_at_every_foot_once(as_, publish):
    publish()
    assert as_().get("/latest/").text.count('href="/pages/house-terms/"') == 1
    OwnPage.objects.all().delete()
    SiteSettings.current().change(links=[], marked_pages={})
    assert "/pages/house-terms/" not in as_().get("/latest/").text


def test_only_one_page_is_marked(as_, publish, root):
    publish()
    answer = as_(root).post(ADD, TERMS | {"name": "More", "slug": "more"})
    assert "Another page is marked as the terms already." in answer.text


def test_who_runs_the_forum_is_at_every_foot(as_, topic):
    assert "<address" not in as_().get("/latest/").text
    SiteSettings.current().change(
        legal_name="Club <of> Rowers",
        legal_address="1 Quay\nHarwich",
        legal_mail="club@example.org",
        legal_register="VR 77",
    )
    for reader in (as_(), as_(topic.author)):
        page = reader.get(topic.get_absolute_url()).text
        for shown in ("Club &lt;of&gt; Rowers", "1 Quay, Harwich", "VR 77", 'href="mailto:club@example.org"'):
            assert shown in page, shown
