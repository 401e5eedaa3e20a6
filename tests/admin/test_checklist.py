"""What an owner has to do after the first start: each line with where to do it, until it is done or dismissed."""

import pytest
from allauth.mfa.models import Authenticator

from forum.backups.models import Backup
from forum.jobs.running import run_due
from forum.own_pages.models import OwnPage
from forum.site.models import SiteSettings
from tests.conftest import join


@pytest.fixture
def states(as_, root):
    """states() → the state of each line, by the words of its link or label."""

    def act():
        page = as_(root).get("/admin/").context["checklist"]
        return {item.name: item.state for item in page.items}

    return act


def test_on_an_empty_forum_all_is_to_do(states, settings):
    settings.IS_HTTPS = settings.HAS_MAIL = False
    assert states() == {
        "boards": "todo", "look": "todo", "address": "todo", "email": "todo", "spf": "unknown", "dmarc": "unknown",
        "two_factor": "todo", "backup": "todo", "rules": "todo", "legal": "todo",
    }  # fmt: skip


def test_what_is_done_is_ticked(states, root, board, settings):
    settings.IS_HTTPS = settings.HAS_MAIL = True
    settings.DEFAULT_FROM_EMAIL = "forum@example.org"
    SiteSettings().change(
        logo={"name": "0" * 32 + ".png", "width": 60, "height": 32},
        legal_name="Club",
        legal_address="1 Quay",
        legal_mail="club@example.org",
        mail_domain={"domain": "example.org", "spf": "found", "dmarc": "missing"},
    )
    Authenticator.objects.create(user=root, type="totp", data={})
    Backup.objects.create(kind="manual", state="done")
    rules = OwnPage.objects.create(name="Rules", slug="rules", text="x", is_published=False)
    assert states() == {
        "boards": "done", "look": "done", "address": "done", "email": "done", "spf": "done", "dmarc": "todo",
        "two_factor": "done", "backup": "done", "rules": "todo", "legal": "done",
    }  # fmt: skip
    rules.is_published = True
    rules.save()
    assert states()["rules"] == "done"


def test_each_line_leads_to_where_it_is_done(as_, root):
    client = as_(root)
    links = {item.name: item.link for item in client.get("/admin/").context["checklist"].items}
    assert set(links) - {name for name, link in links.items() if link} <= {
        "address",
        "spf",
        "dmarc",
    }
    for link in filter(None, links.values()):
        assert client.get(link).status_code in {200, 302}, link


def test_a_line_is_dismissed_and_shown_again(as_, root, states):
    client = as_(root)
    client.post("/admin/checklist/", {"dismiss": "address"})
    client.post("/admin/checklist/", {"dismiss": "nonsense"})
    assert "address" not in states()
    assert len(states()) == 9
    assert "Show 1 dismissed" in client.get("/admin/").text
    client.post("/admin/checklist/", {"show_all": "1"})
    assert "address" in states()


def test_it_is_gone_when_all_is_dismissed_or_done(as_, root, states):
    for name in states():
        as_(root).post("/admin/checklist/", {"dismiss": name})
    page = as_(root).get("/admin/").text
    assert "Getting ready" not in page
    assert "Show the checklist again" in page
    assert 'href="/setup/"' in page


def test_it_is_for_owners_alone(as_, ben):
    clerk = join("clerk", is_staff=True)
    assert "Getting ready" not in as_(clerk).get("/admin/").text
    assert as_(clerk).post("/admin/checklist/", {"dismiss": "address"}).status_code == 403
    assert as_(ben).post("/admin/checklist/", {"dismiss": "address"}).status_code == 302
    assert not SiteSettings.objects.exists()


def test_dismissing_is_no_link(as_, root):
    assert as_(root).get("/admin/checklist/?dismiss=address").status_code == 405


def test_a_day_begins_without_anybody_being_asked_for_records(db):
    while run_due():
        pass
    assert not SiteSettings.current().mail_domain
