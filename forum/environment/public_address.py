"""Addresses that an owner sets: the forum's own, and what is common to all of them."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import idna

from forum.environment.values import SettingError

LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")
HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\Z")
ESCAPES = "in the user and the password, write @ : / # ? % as %40 %3A %2F %23 %3F %25"


@dataclass(frozen=True)
class PublicAddress:
    """The forum's public address: in ASCII, in lower case, without the default port."""

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
        """The host names under which browsers may ask for the forum."""
        own = {self.host, *LOCAL_HOSTS} if self.is_local else {self.host}
        return sorted(f"[{host}]" if ":" in host else host for host in own)


def split_address(name: str, value: str) -> SplitResult:
    """Split an address; raise SettingError if it is none or its port is wrong. The message does not repeat it: it
    may hold a password."""
    try:
        split = urlsplit(value)
        split.port  # noqa: B018
    except ValueError as error:
        hint = "" if name == "FORUM_URL" else f"; {ESCAPES}"
        raise SettingError(f"{name} isn’t a valid address: its host or port can’t be read{hint}.") from error
    return split


def public_address(value: str) -> PublicAddress:
    split = split_address("FORUM_URL", value)
    if split.scheme not in {"http", "https"} or not split.hostname:
        raise SettingError(
            f"FORUM_URL must be an address like https://forum.example.org, not “{value[:80]}”."
        )
    if split.username is not None or split.password is not None:
        raise SettingError("FORUM_URL names a user. Leave out everything before the @.")
    if split.path.strip("/"):
        raise SettingError(
            f"FORUM_URL has a path (“{split.path[:60]}”), but the forum needs a host of its own, "
            "like https://forum.example.org."
        )
    if split.query or split.fragment or value.endswith(("?", "#")):
        raise SettingError("FORUM_URL must end with the host or its port. Leave out the part from ? or # on.")
    if split.port == 0:
        raise SettingError("FORUM_URL names port 0, which browsers can’t open.")
    host = ascii_host(split.hostname)
    if is_address(host) and ipaddress.ip_address(host).is_unspecified:
        raise SettingError(
            f"FORUM_URL must be the address people type, not “{host}”. To choose where to listen, set FORUM_BIND."
        )
    usual = {"http": 80, "https": 443}[split.scheme]
    return PublicAddress(split.scheme, host, None if split.port in {None, usual} else split.port)


def ascii_host(value: str) -> str:
    """The host as browsers send it: forum.example, xn--frum-qqa.example, 192.0.2.7."""
    if ":" in value:
        try:
            if "%" in value:  # a zone means something on one machine alone
                raise ValueError
            return str(ipaddress.IPv6Address(value))
        except ValueError as error:
            raise SettingError(f"FORUM_URL names an invalid host: “{value[:80]}”.") from error
    try:
        host = value.removesuffix(".").lower()
        if not host.isascii():
            host = idna.encode(host, uts46=True).decode()
    except idna.IDNAError as error:
        raise SettingError(
            f"FORUM_URL names a host that can’t be written in ASCII, “{value[:80]}”. Write its form that begins "
            "with xn--."
        ) from error
    if not is_host(host):
        raise SettingError(f"FORUM_URL names an invalid host: “{value[:80]}”.")
    return host


def is_host(value: str) -> bool:
    """Whether this is a name, or an address of four numbers; browsers read 127.1 as one too, so it is refused."""
    if not HOST.match(value) or len(value) > 253:
        return False
    last = value.rpartition(".")[2]
    return not re.match(r"(\d+|0x[0-9a-f]*)\Z", last) or is_address(value)


def is_address(value: str) -> bool:
    try:
        return bool(ipaddress.ip_address(value))
    except ValueError:
        return False
