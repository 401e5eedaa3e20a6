"""Whether the domain of the forum's sender has SPF and DMARC records, without which many providers take no email.

Asked by the worker, once a day and when the owner wants to know; never by a page, which could wait for it. Nor does
any other process load dnspython: that takes 50 ms and 2 MB.
"""

from collections.abc import Iterator
from email.utils import parseaddr
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from forum.jobs.enqueuing import enqueue
from forum.site.models import SiteSettings

JOB = "mail_domain.asked"
FOUND, MISSING, UNKNOWN = "found", "missing", "unknown"
SECONDS = 4.0  # for each question, whatever the servers do


def sender_domain() -> str:
    """The part after the @ of the forum's sender, if it is a name that others can look up; else ""."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2].lower()
    return "" if "." not in domain or _is_address(domain) else domain


def _is_address(domain: str) -> bool:
    try:
        ip_address(domain.strip("[]").removeprefix("ipv6:"))
    except ValueError:
        return domain.startswith("[")
    return True


def state_of(site: SiteSettings, record: str) -> str:
    """Return whether "spf" or "dmarc" was found when last looked; UNKNOWN if that was another domain, or never."""
    is_of_today = site.mail_domain.get("domain") == sender_domain()
    return str(site.mail_domain.get(record, UNKNOWN)) if is_of_today else UNKNOWN


def look_up_mail_domain(**_payload: Any) -> None:
    """Look and remember, for the admin's first page. Without a mail server there is nothing to look for."""
    domain = sender_domain()
    if not (settings.HAS_MAIL and domain):
        return
    found = {"spf": spf_of(domain), "dmarc": dmarc_of(domain)}
    facts = {"domain": domain, **found, "looked_at": timezone.now().isoformat()}
    # No page for readers shows it, so their kept pages stay.
    SiteSettings.objects.update_or_create(pk=1, defaults={"mail_domain": facts})


@transaction.atomic
def ask_again() -> None:
    enqueue(JOB)


def spf_of(domain: str) -> str:
    return _state(domain, "v=spf1")


def dmarc_of(domain: str) -> str:
    """What a subdomain does not say itself is said by those above it."""
    state = MISSING
    for name in _upwards(domain):
        state = _state(f"_dmarc.{name}", "v=dmarc1")
        if state != MISSING:
            break
    return state


def _upwards(domain: str) -> Iterator[str]:
    labels = domain.split(".")
    for first in range(len(labels) - 1):
        yield ".".join(labels[first:])


def _state(name: str, beginning: str) -> str:
    import dns.exception  # noqa: PLC0415
    import dns.resolver  # noqa: PLC0415

    try:
        texts = texts_of(name)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return MISSING
    except (dns.exception.DNSException, OSError, ValueError):
        # Offline, a server that is silent, a name that is none: nothing can be said.
        return UNKNOWN
    return FOUND if any(text.lower().startswith(beginning) for text in texts) else MISSING


def texts_of(name: str) -> list[str]:
    """Return the TXT records of a name. Raise what dnspython raises."""
    import dns.resolver  # noqa: PLC0415

    resolver = dns.resolver.Resolver()
    answer = resolver.resolve(name, "TXT", lifetime=SECONDS)
    return [b"".join(row.strings).decode("utf-8", "replace") for row in answer]
