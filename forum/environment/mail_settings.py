"""EMAIL_URL, EMAIL_FROM and MAIL_PROVIDER."""

from email.errors import HeaderParseError
from email.headerregistry import Address as Mailbox
from email.utils import formataddr
from importlib.util import find_spec
from typing import Any

import environ
import idna

from forum.environment.public_address import ESCAPES, PublicAddress, is_address, is_host, split_address
from forum.environment.values import SettingError

MAIL_SCHEMES = ("smtp", "smtps", "smtp+tls", "smtp+ssl")
DEVELOPERS_MAIL_SCHEMES = ("consolemail", "filemail", "memorymail", "dummymail")


def mail_server(value: str) -> dict[str, Any] | None:
    if not value:
        return None
    split = split_address("EMAIL_URL", value)
    config: dict[str, Any]
    if split.scheme in DEVELOPERS_MAIL_SCHEMES:
        config = environ.Env.email_url_config(value)
        return config
    if split.scheme not in MAIL_SCHEMES or not split.hostname:
        raise SettingError(
            "EMAIL_URL must be an address like smtp+tls://user:password@mail.example.org:587 "
            "(smtp+ssl:// for port 465)."
        )
    if split.fragment or split.query or split.path.strip("/") or split.netloc.count("@") > 1:
        raise SettingError(f"EMAIL_URL can’t be read: {ESCAPES}.")
    if split.username and not split.password:
        raise SettingError(
            "EMAIL_URL names a user without a password. Write user:password@, or leave out both."
        )
    try:
        mail_host = mail_domain(split.hostname)
    except ValueError as error:
        raise SettingError("EMAIL_URL names an invalid host.") from error
    scheme = split.scheme
    if scheme == "smtps":  # to some it means one, to others the other
        scheme = "smtp+ssl" if split.port in {None, 465} else "smtp+tls"
    config = environ.Env.email_url_config(scheme + value[len(split.scheme) :])
    config["EMAIL_HOST"] = mail_host
    config["EMAIL_PORT"] = split.port or {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}[scheme]
    return config


def mail_domain_of(address: PublicAddress) -> str:
    """The part after the @ in the forum's mail addresses."""
    return f"[IPv6:{address.host}]" if ":" in address.host else address.host


def sender(value: str) -> str:
    """The sender of all mail, as it stands in a header: `Our Forum <forum@example.org>`."""
    name, bracket, rest = value.rpartition("<")
    address = rest.removesuffix(">").strip() if bracket else value
    name = name.strip().removeprefix('"').removesuffix('"').replace('\\"', '"')
    try:
        if not value.isprintable() or "@" not in address or bool(bracket) != value.endswith(">"):
            raise ValueError
        local, _at, domain = address.rpartition("@")
        mailbox = Mailbox(addr_spec=f"{local}@{mail_domain(domain)}")
        return formataddr((name, mailbox.addr_spec))
    except (ValueError, IndexError, HeaderParseError, UnicodeError) as error:
        raise SettingError(
            "EMAIL_FROM must be an address like forum@example.org or Our Forum <forum@example.org>, "
            f"not {value[:80]!r}."
        ) from error


def mail_domain(value: str) -> str:
    """Return a mail host as the network writes it. Raise ValueError if it is none."""
    domain = value if value.isascii() else idna.encode(value, uts46=True).decode()
    # Containers have names with underscores.
    if not (is_host(domain.lower().replace("_", "-")) or is_address(domain) or domain.startswith("[")):
        raise ValueError
    return domain


def mail_provider(value: str, secret: str) -> str:
    """The name by which django-anymail knows a provider."""
    if not value:
        return ""
    if not secret:
        raise SettingError("MAIL_PROVIDER needs MAIL_HOOK_SECRET; without it, anyone could report addresses.")
    if find_spec("anymail") is None:
        raise SettingError("MAIL_PROVIDER needs django-anymail: install requirements/anymail.txt.")
    if not value.isidentifier() or find_spec(f"anymail.webhooks.{value}") is None or value == "base":
        raise SettingError(f"MAIL_PROVIDER must be a name like postmark or mailgun, not “{value[:40]}”.")
    return value
