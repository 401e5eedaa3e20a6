"""What the owner set, judged. Each refusal is one sentence for the owner, and names the setting."""

import ipaddress
import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address as Mailbox
from email.utils import formataddr
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

import environ
import idna

LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")
YES, NO = {"1", "true", "yes", "on", "y"}, {"0", "false", "no", "off", "n"}
DATABASE_SCHEMES = ("postgres", "postgresql", "sqlite")
REDIS_SCHEMES = ("redis", "rediss", "unix")
MAIL_SCHEMES = ("smtp", "smtps", "smtp+tls", "smtp+ssl")
MAIL_SCHEMES_OF_DEVELOPERS = ("consolemail", "filemail", "memorymail", "dummymail")
HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\Z")
ESCAPES = "a sign such as @ : / # ? or % in the user or the password is written as %40 %3A %2F %23 %3F %25"

Value = TypeVar("Value")


class Unusable(Exception):
    """A setting cannot be used; the message is one sentence for the owner."""


@dataclass(frozen=True)
class Address:
    """The forum's public address: in ASCII, in lower case, without the port that goes without saying."""

    scheme: str
    host: str
    port: int | None

    @property
    def netloc(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}" if self.port else host

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.netloc}"

    @property
    def is_local(self) -> bool:
        return self.host in LOCAL_HOSTS

    @property
    def is_https(self) -> bool:
        return self.scheme == "https"

    @property
    def hosts(self) -> list[str]:
        """What a browser that comes here may call the forum."""
        own = {self.host, *LOCAL_HOSTS} if self.is_local else {self.host}
        return sorted(f"[{host}]" if ":" in host else host for host in own)


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


# --- addresses -----------------------------------------------------------------------------------------------------


def parts(name: str, written: str) -> SplitResult:
    """The parts of an address, its port among them read once, for reading a wrong one raises. Without the address
    in its message: it may hold a password."""
    try:
        split = urlsplit(written)
        split.port  # noqa: B018
    except ValueError as error:
        raise Unusable(f"{name} is not an address: its host or its port cannot be read.") from error
    return split


def public_address(written: str) -> Address:
    split = parts("FORUM_URL", written)
    if split.scheme not in {"http", "https"} or not split.hostname:
        raise Unusable(f"FORUM_URL must be an address like https://forum.example.org, not “{written[:80]}”.")
    if split.username is not None or split.password is not None:
        raise Unusable("FORUM_URL names a user; leave out what stands before the @.")
    if split.path.strip("/"):
        raise Unusable(
            f"FORUM_URL has a path (“{split.path[:60]}”), but the forum needs a host of its own, "
            "like https://forum.example.org."
        )
    if split.query or split.fragment or written.endswith(("?", "#")):
        raise Unusable("FORUM_URL ends with the host, or its port; leave out what begins with ? or #.")
    host = ascii_host(split.hostname)
    usual = {"http": 80, "https": 443}[split.scheme]
    return Address(split.scheme, host, None if split.port in {None, usual} else split.port)


def ascii_host(written: str) -> str:
    """The host as browsers send it: forum.example, xn--frum-qqa.example, 192.0.2.7."""
    if ":" in written:
        try:
            return str(ipaddress.IPv6Address(written))
        except ValueError as error:
            raise Unusable(f"FORUM_URL names a host that is none: “{written[:80]}”.") from error
    try:
        host = written.removesuffix(".").lower()
        if not host.isascii():
            host = idna.encode(host, uts46=True).decode()
    except idna.IDNAError as error:
        raise Unusable(f"FORUM_URL names a host that no browser could ask for: “{written[:80]}”.") from error
    if not HOST.match(host) or len(host) > 253:
        raise Unusable(f"FORUM_URL names a host that is none: “{written[:80]}”.")
    return host


def domain_of(address: Address) -> str:
    """What stands behind the @ of the forum's mail."""
    return f"[IPv6:{address.host}]" if ":" in address.host else address.host


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
        return environ.Env.db_url_config(written)
    except (ValueError, KeyError) as error:
        raise Unusable(sentence) from error


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
    if split.fragment or split.path.strip("/") or split.netloc.count("@") > 1:
        raise Unusable(f"EMAIL_URL cannot be read; {ESCAPES}.")
    scheme = split.scheme
    if scheme == "smtps":  # to some it means one, to others the other
        scheme = "smtp+ssl" if split.port in {None, 465} else "smtp+tls"
    config = environ.Env.email_url_config(scheme + written[len(split.scheme) :])
    config["EMAIL_PORT"] = split.port or {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}[scheme]
    return config


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
    return written if written.isascii() else idna.encode(written, uts46=True).decode()


def hook_secret(written: str) -> str:
    if written and (len(written) < 16 or not (written.isascii() and written.isprintable())):
        raise Unusable(
            "MAIL_HOOK_SECRET must be at least 16 letters, digits and signs of ASCII, for it opens a door."
        )
    return written
