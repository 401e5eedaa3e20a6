"""Which mail domains an address belongs to, however it is spelt, and the owner's lists of them."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.names import email_key
from forum.site.models import SiteSettings

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN = re.compile(rf"{LABEL}(?:\.{LABEL})+\Z")


def domain_of(address: str) -> str:
    """Return the domain that mail to the address goes to, in the one form of it; "" if there is none.

    Dots at its end, capitals, wide letters and other alphabets make no difference, and what stands before the @
    is no part of it: "me%example.org@evil.example" is at evil.example.
    """
    _local, at, domain = email_key(address).rpartition("@")
    return domain.strip(". ") if at else ""


def canonical_domain(typed: str) -> str:
    """Return a domain as an owner may type it, "@Example.org." or "*.example.org", in the one form of it."""
    domain = typed.strip().removeprefix("*").lstrip(".@ ")
    return "" if "@" in domain else domain_of(f"x@{domain}")


def domains_in(text: str) -> list[str]:
    """The domains of a list with commas, gaps or lines between them. Raise ValidationError for what is none."""
    domains: dict[str, None] = {}
    for typed in re.split(r"[\s,;]+", text.strip()):
        if not typed:
            continue
        domain = canonical_domain(typed)
        if not DOMAIN.match(domain) or len(domain) > 253:
            raise ValidationError(
                _("“%(typed)s” is no domain. Write it like example.org.") % {"typed": typed[:80]}
            )
        domains[domain] = None
    return list(domains)


def is_at(address: str, domains: list[str]) -> bool:
    """Whether the address is at one of these domains or below it; "notexample.org" is not below "example.org"."""
    domain = domain_of(address)
    return any(domain == each or domain.endswith(f".{each}") for each in domains)


def check_mail_domain(address: str) -> None:
    """Raise ValidationError, with a sentence for its owner, if the forum takes no addresses there."""
    site = SiteSettings.current()
    allowed, refused = site.allowed_mail_domains.split(), site.refused_mail_domains.split()
    if refused and is_at(address, refused):
        raise ValidationError(_("This forum takes no addresses at this domain. Use another one."), "domain")
    if allowed and not is_at(address, allowed):
        raise ValidationError(
            _("This forum takes addresses at %(domains)s only.") % {"domains": in_words(allowed)}, "domain"
        )


def in_words(domains: list[str]) -> str:
    most = 5
    named = ", ".join(domains[:most])
    return _("%(domains)s and others") % {"domains": named} if len(domains) > most else named
