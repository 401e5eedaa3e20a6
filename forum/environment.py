"""What the owner set, judged. Each refusal is one sentence for the owner, and names the setting."""

import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address as Mailbox
from email.utils import formataddr
from typing import Any, TypeVar

import environ
import idna

from forum.public_address import ESCAPES, Address, Unusable, is_address, is_host, parts, public_address

YES, NO = {"1", "true", "yes", "on", "y"}, {"0", "false", "no", "off", "n"}
DATABASE_SCHEMES = ("postgres", "postgresql", "sqlite")
REDIS_SCHEMES = ("redis", "rediss", "unix")
MAIL_SCHEMES = ("smtp", "smtps", "smtp+tls", "smtp+ssl")
MAIL_SCHEMES_OF_DEVELOPERS = ("consolemail", "filemail", "memorymail", "dummymail")
SHORTEST_KEY = 32  # signs

Value = TypeVar("Value")


@dataclass(frozen=True)
class Environment:
    address: Address
    bind: str
    port: int
    workers: int
    worker_memory: int  # megabytes; a web worker that takes more is replaced by a fresh one
    trusted_proxies: int
    debug: bool
    time_zone: str
    database: dict[str, Any] | None  # None: a SQLite file of the forum's own
    redis_url: str
    mail: dict[str, Any] | None  # None: mail is written to a folder
    mail_from: str
    mail_hook_secret: str
    staff_need_two_factor: bool
    hsts_subdomains: bool
    hsts_preload: bool


def judged(values: Mapping[str, str]) -> Environment:
    """What these variables say. Raises `Unusable` at the first that cannot be used."""
    given = {name: value.strip() for name, value in values.items()}
    port = whole_number("PORT", given.get("PORT") or "8000", 1, 65535)
    address = public_address(given.get("FORUM_URL") or f"http://127.0.0.1:{port}")
    read = Environment(
        address=address,
        bind=given.get("FORUM_BIND") or "127.0.0.1",
        port=port,
        workers=whole_number("FORUM_WORKERS", given.get("FORUM_WORKERS") or "2", 1, 64),
        worker_memory=whole_number(
            "FORUM_WORKER_MEMORY", given.get("FORUM_WORKER_MEMORY") or "300", 100, 1_000_000
        ),
        trusted_proxies=whole_number(
            "FORUM_TRUSTED_PROXIES", given.get("FORUM_TRUSTED_PROXIES") or "0", 0, 16
        ),
        debug=yes_or_no("DEBUG", given),
        time_zone=time_zone(given.get("FORUM_TIME_ZONE") or "UTC"),
        database=database(given.get("DATABASE_URL", "")),
        redis_url=redis_url(given.get("REDIS_URL", "")),
        mail=mail_server(given.get("EMAIL_URL", "")),
        mail_from=sender(given.get("EMAIL_FROM") or f"forum@{domain_of(address)}"),
        mail_hook_secret=hook_secret(given.get("MAIL_HOOK_SECRET", "")),
        staff_need_two_factor=yes_or_no("STAFF_NEED_TWO_FACTOR", given),
        hsts_subdomains=yes_or_no("HSTS_INCLUDE_SUBDOMAINS", given),
        hsts_preload=yes_or_no("HSTS_PRELOAD", given),
    )
    if read.debug and not address.is_local:
        raise Unusable("DEBUG shows the forum's insides to everyone; unset it, or use a local FORUM_URL.")
    if read.hsts_preload and not (read.hsts_subdomains and address.is_https):
        raise Unusable(
            "HSTS_PRELOAD asks browsers to ship this with themselves, which they do only with an https FORUM_URL "
            "and HSTS_INCLUDE_SUBDOMAINS=on; set these too, or unset it."
        )
    return read


def whole_number(name: str, written: str, low: int, high: int) -> int:
    # isdecimal() alone admits digits of other scripts, and thousands of them.
    if not (written.isascii() and written.isdecimal() and len(written) < 10 and low <= int(written) <= high):
        raise Unusable(f"{name} must be a whole number from {low} to {high}, not “{written[:40]}”.")
    return int(written)


def yes_or_no(name: str, given: Mapping[str, str]) -> bool:
    written = given.get(name, "")
    if written and written.casefold() not in YES | NO:
        raise Unusable(f"{name} must be on or off, not “{written[:40]}”.")
    return written.casefold() in YES


def time_zone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Unusable(
            f"FORUM_TIME_ZONE must be a name like Europe/Berlin or UTC, not “{name[:60]}”."
        ) from error
    return name


# --- databases -----------------------------------------------------------------------------------------------------


def database(written: str) -> dict[str, Any] | None:
    if not written:
        return None
    sentence = (
        "DATABASE_URL is not an address the forum understands; it takes postgres://user:password@host/name."
    )
    split = parts("DATABASE_URL", written) if "://:memory:" not in written else None
    if not written.startswith(tuple(f"{scheme}://" for scheme in DATABASE_SCHEMES)):
        raise Unusable(sentence)
    if split and split.fragment:
        raise Unusable(f"DATABASE_URL cannot be read from its # on; {ESCAPES}.")
    try:
        config = environ.Env.db_url_config(written)
    except (ValueError, KeyError) as error:
        raise Unusable(sentence) from error
    if not (config["NAME"] or "service" in config.get("OPTIONS", {})):
        raise Unusable(
            "DATABASE_URL names no database; it stands last, as in postgres://user:password@host/name."
        )
    return config


def redis_url(written: str) -> str:
    if written:
        split = parts("REDIS_URL", written)
        if split.scheme not in REDIS_SCHEMES or not (split.hostname or split.scheme == "unix"):
            raise Unusable("REDIS_URL must be an address like redis://127.0.0.1:6379/0.")
    return written


# --- mail ----------------------------------------------------------------------------------------------------------


def mail_server(written: str) -> dict[str, Any] | None:
    if not written:
        return None
    split = parts("EMAIL_URL", written)
    if split.scheme in MAIL_SCHEMES_OF_DEVELOPERS:
        return environ.Env.email_url_config(written)
    if split.scheme not in MAIL_SCHEMES or not split.hostname:
        raise Unusable(
            "EMAIL_URL must be an address like smtp+tls://user:password@mail.example.org:587 "
            "(smtp+ssl:// for port 465)."
        )
    if split.fragment or split.query or split.path.strip("/") or split.netloc.count("@") > 1:
        raise Unusable(f"EMAIL_URL cannot be read; {ESCAPES}.")
    if split.username and not split.password:
        raise Unusable("EMAIL_URL names a user without a password; write user:password@, or leave out both.")
    try:
        mail_host = mail_domain(split.hostname)
    except ValueError as error:
        raise Unusable("EMAIL_URL names a host that is none.") from error
    scheme = split.scheme
    if scheme == "smtps":  # to some it means one, to others the other
        scheme = "smtp+ssl" if split.port in {None, 465} else "smtp+tls"
    config = environ.Env.email_url_config(scheme + written[len(split.scheme) :])
    config["EMAIL_HOST"] = mail_host
    config["EMAIL_PORT"] = split.port or {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}[scheme]
    return config


def domain_of(address: Address) -> str:
    """What stands behind the @ of the forum's mail."""
    return f"[IPv6:{address.host}]" if ":" in address.host else address.host


def sender(written: str) -> str:
    """The sender of all mail, as it stands in a header: `Our Forum <forum@example.org>`."""
    name, bracket, rest = written.rpartition("<")
    address = rest.removesuffix(">").strip() if bracket else written
    name = name.strip().removeprefix('"').removesuffix('"').replace('\\"', '"')
    try:
        if not written.isprintable() or "@" not in address or bool(bracket) != written.endswith(">"):
            raise ValueError
        local, _at, domain = address.rpartition("@")
        mailbox = Mailbox(addr_spec=f"{local}@{mail_domain(domain)}")
        return formataddr((name, mailbox.addr_spec))
    except (ValueError, IndexError, HeaderParseError, UnicodeError) as error:
        raise Unusable(
            "EMAIL_FROM must be an address like forum@example.org or Our Forum <forum@example.org>, "
            f"not {written[:80]!r}."
        ) from error


def mail_domain(written: str) -> str:
    """A host of mail as the network writes it. Raises ValueError where it is none."""
    domain = written if written.isascii() else idna.encode(written, uts46=True).decode()
    # Containers have names with underscores.
    if not (is_host(domain.lower().replace("_", "-")) or is_address(domain) or domain.startswith("[")):
        raise ValueError
    return domain


def own_key(written: str) -> str:
    """Whoever guesses the key signs in as anybody; one that is made up by hand is short."""
    key = written.strip()
    if key and len(key) < SHORTEST_KEY:
        raise Unusable(
            f"SECRET_KEY must be at least {SHORTEST_KEY} signs long; unset it, and one is made and kept."
        )
    return key


def hook_secret(written: str) -> str:
    if written and (len(written) < 16 or not (written.isascii() and written.isprintable())):
        raise Unusable(
            "MAIL_HOOK_SECRET must be at least 16 letters, digits and signs of ASCII, for it opens a door."
        )
    return written
