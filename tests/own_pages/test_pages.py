"""The owner's own pages: written in the admin, read by those they are for, and by nobody else."""

import re

import pytest

from forum.own_pages.links import save_links
from forum.own_pages.models import OwnPage
from forum.own_pages.rules import citable_rules
from tests.admin.conftest import address
from tests.conftest import join

SECRET = "xylograph and quince"
SAID = {
    "name": "House rules",
    "slug": "",
    "text": "Be **kind**.",
    "audience": "everyone",
    "is_published": "on",
}


@pytest.fixture
def write(as_, root):
    def act(**more):
        return as_(root).post(address("own_pages_ownpage_add"), SAID | more)

    return act


def page(**fields):
    fields = {"name": "Heron", "slug": "heron", "text": SECRET, "html": f"<p>{SECRET}</p>"} | fields
    return OwnPage.objects.create(**fields)


def test_a_page_is_written_and_read(as_, write):
    assert write().status_code == 302
    shown = as_().get("/pages/house-rules/")
    assert '<h1 class="page-title" dir="auto">House rules</h1>' in shown.text
    assert "<strong>kind</strong>" in shown.text
    assert not shown.cookies


def test_what_is_written_cannot_do_harm(as_, write):
    write(text="<script>alert(1)</script> [x](javascript:alert(1))", name="<b>Rules</b>", slug="rules")
    shown = as_().get("/pages/rules/").text
    assert "<script>alert" not in shown
    assert 'href="javascript' not in shown
    assert "<b>Rules" not in shown


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"text": ""}, {"text": "x" * 40_000}, {"audience": "nobody"}, {"slug": "a/b"}]
)
def test_a_page_with_something_wrong_is_not_saved(write, wrong):
    assert write(**wrong).status_code == 200
    assert not OwnPage.objects.exists()


def test_two_pages_have_two_addresses(write):
    write(slug="rules")
    assert "This web address is taken" in write(slug="RULES").text
    assert OwnPage.objects.count() == 1


def test_a_page_that_moved_is_found_at_its_old_address(as_, db):
    rules = page()
    rules.slug = "birds"
    rules.save()
    assert as_().get("/pages/heron/")["Location"] == "/pages/birds/"
    assert as_().get("/pages/BIRDS/").status_code == 301


def test_an_unpublished_page_is_seen_by_those_who_edit_pages_alone(as_, root, ben):
    page(is_published=False)
    staff = join("clerk", is_staff=True)
    for reader in (None, ben, staff):
        answer = as_(reader).get("/pages/heron/")
        assert (answer.status_code, SECRET in answer.text) == (404, False)
    assert "Not published yet" in as_(root).get("/pages/heron/").text


def test_a_page_for_members_leaks_nothing_to_visitors(as_, ben):
    page(audience="members")
    save_links([{"place": place, "name": "Heron", "address": "/pages/heron/"} for place in ("menu", "foot")])
    for path in ("/pages/heron/", "/pages/HERON/", "/"):
        answer = as_().get(path, follow=True)
        assert SECRET not in answer.text
        assert "Heron" not in answer.text
    assert SECRET in as_(ben).get("/pages/heron/").text


def test_the_starting_texts_fill_the_form_and_are_not_offered_twice(as_, root):
    listed = as_(root).get(address("own_pages_ownpage_changelist")).text
    for name in ("rules", "privacy", "imprint"):
        assert f"?start={name}" in listed
        form = as_(root).get(f"{address('own_pages_ownpage_add')}?start={name}").text
        assert f'value="{name}"' in form
    page(slug="rules", name="Rules")
    assert "?start=rules" not in as_(root).get(address("own_pages_ownpage_changelist")).text
    assert as_(root).get(f"{address('own_pages_ownpage_add')}?start=nonsense").status_code == 200


def test_who_has_no_permission_writes_no_page(as_, ben):
    clerk = join("clerk", is_staff=True)
    assert as_(clerk).post(address("own_pages_ownpage_add"), SAID).status_code == 403
    assert as_(ben).post(address("own_pages_ownpage_add"), SAID).status_code == 302
    assert not OwnPage.objects.exists()


def test_headings_have_anchors_that_links_and_acts_can_name(as_, write):
    write(
        text="## No ads\n\nNone.\n\n## No *ads*\n\n## <img onerror=x>",
        name="Rules",
        slug="rules",
        is_rules="on",
    )
    shown = as_().get("/pages/rules/").text
    assert re.search(r'<h2 id="section-no-ads"[^>]*>No ads</h2>', shown)
    assert re.search(r'<h2 id="section-no-ads-2"[^>]*>No <em>ads</em></h2>', shown)
    assert "onerror=x>" not in shown
    rules = citable_rules()
    assert [(rule.words, rule.address) for rule in rules][:2] == [
        ("No ads", "/pages/rules/#section-no-ads"),
        ("No ads", "/pages/rules/#section-no-ads-2"),
    ]


def test_one_page_at_most_is_the_rules_and_an_unpublished_one_cannot_be_cited(write):
    assert write(name="Rules", slug="rules", is_rules="on", is_published="").status_code == 302
    assert citable_rules() == []
    assert (
        "Another page is marked as the rules already." in write(name="More", slug="more", is_rules="on").text
    )
    OwnPage.objects.update(is_published=True)
    assert [rule.words for rule in citable_rules()] == ["Rules"]  # the page, for it has no headings
