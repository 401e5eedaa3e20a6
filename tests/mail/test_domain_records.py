"""SPF and DMARC of the sender's domain: found, not found, or not looked; asked by the worker and by no page."""

import socket
from types import SimpleNamespace

import dns.exception
import dns.resolver
import pytest

from forum.jobs.models import Job
from forum.jobs.running import run_due
from forum.mail import domain_records
from forum.mail.domain_records import FOUND, MISSING, UNKNOWN, look_up_mail_domain, sender_domain, state_of
from forum.site.models import SiteSettings


@pytest.fixture
def names(settings, monkeypatch):
    """The TXT records of the world, by name; a value that is an exception is raised."""
    settings.HAS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "Our Forum <forum@news.example.org>"
    world = {}

    def texts_of(name):
        found = world.get(name, dns.resolver.NXDOMAIN())
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(domain_records, "texts_of", texts_of)
    return world


def looked():
    look_up_mail_domain()
    site = SiteSettings.current()
    return state_of(site, "spf"), state_of(site, "dmarc")


def test_records_are_found(names, db):
    names["news.example.org"] = ["google-site-verification=x", "v=spf1 include:mail.example -all"]
    names["_dmarc.news.example.org"] = ["v=DMARC1; p=none"]
    assert looked() == (FOUND, FOUND)


def test_what_is_not_there_is_missing(names, db):
    names["news.example.org"] = ["something else"]
    names["_dmarc.news.example.org"] = dns.resolver.NoAnswer(response=SimpleNamespace(question="x"))
    assert looked() == (MISSING, MISSING)


def test_a_domain_above_speaks_for_the_one_below_in_dmarc_and_not_in_spf(names, db):
    names["example.org"] = ["v=spf1 -all"]
    names["_dmarc.example.org"] = ["v=DMARC1; p=reject"]
    assert looked() == (MISSING, FOUND)


@pytest.mark.parametrize(
    "trouble", [dns.exception.Timeout(), dns.resolver.NoNameservers(), dns.resolver.NoResolverConfiguration(), OSError("network is unreachable")]
)  # fmt: skip
def test_offline_nothing_is_said(names, db, trouble):
    names["news.example.org"] = names["_dmarc.news.example.org"] = trouble
    assert looked() == (UNKNOWN, UNKNOWN)


@pytest.mark.parametrize(
    "sender", ["forum@localhost", "forum@[127.0.0.1]", "forum@[IPv6:::1]", "forum@10.0.0.1", "nonsense"]
)
def test_a_sender_without_a_public_domain_is_not_looked_up(names, db, settings, sender):
    settings.DEFAULT_FROM_EMAIL = sender
    assert sender_domain() == ""
    assert looked() == (UNKNOWN, UNKNOWN)
    assert not SiteSettings.objects.exists()


def test_without_a_mail_server_nobody_is_asked(names, db, settings):
    settings.HAS_MAIL = False
    names["news.example.org"] = AssertionError()
    assert looked() == (UNKNOWN, UNKNOWN)


def test_what_was_found_of_another_domain_counts_no_more(names, db, settings):
    names["news.example.org"] = ["v=spf1 -all"]
    assert looked()[0] == FOUND
    settings.DEFAULT_FROM_EMAIL = "forum@other.example"
    assert state_of(SiteSettings.current(), "spf") == UNKNOWN


def test_looking_leaves_visitors_pages_alone(names, db):
    SiteSettings.bump()
    before = SiteSettings.current().version
    looked()
    assert SiteSettings.current().version == before


def test_a_silent_name_server_is_waited_for_briefly(monkeypatch):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], silent.getsockname()[1]
        monkeypatch.setattr(dns.resolver, "Resolver", lambda: resolver)
        monkeypatch.setattr(domain_records, "SECONDS", 0.3)
        assert domain_records.spf_of("news.example.org") == UNKNOWN
    assert domain_records.SECONDS <= 5


def test_the_owner_asks_again_and_the_worker_looks(as_, root, names):
    names["news.example.org"] = ["v=spf1 -all"]
    as_(root).post("/admin/checklist/", {"look_again": "1"})
    assert Job.objects.get(name="mail_domain.asked").state == "waiting"
    assert not SiteSettings.current().mail_domain
    run_due()
    assert SiteSettings.current().mail_domain["spf"] == FOUND
