"""A web address, taken apart as a browser would and written in one way, before anything is asked about it."""

import hashlib
import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

import idna
from django.conf import settings

from forum.fetching.trouble import FetchRefused, Trouble
from forum.markup.own_host import plain

LONGEST_ADDRESS = 2000
PORTS = {"http": 80, "https": 443}

# What no address holds, though `urlsplit` would drop some of it without a word.
NO_ADDRESS = re.compile(r"[\x00-\x20\x7f-\x9f\\\ud800-\udfff]")
HOST_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.(?!-)[a-z0-9_-]{1,63})+", re.ASCII)
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)


def digest_of(address: str) -> str:
    """What an address is looked up by in a table: addresses may be longer than an index takes."""
    return hashlib.sha256(address.encode()).hexdigest()


@dataclass(frozen=True)
class Target:
    """Where to ask, and for what. `host` is lower case and ASCII, and a number is its plain IP address."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


def target_of(address: str) -> Target:
    """Raise FetchRefused if no stranger should be able to have the forum ask this address."""
    if len(address) > LONGEST_ADDRESS or NO_ADDRESS.search(address):
        raise FetchRefused(Trouble.ADDRESS)
    try:
        split = urlsplit(address)
        port = split.port
    except ValueError as error:
        raise FetchRefused(Trouble.ADDRESS) from error
    if split.scheme not in PORTS:
        raise FetchRefused(Trouble.SCHEME)
    if "@" in split.netloc:
        raise FetchRefused(Trouble.USER)
    if port is None:
        port = PORTS[split.scheme]
    if port not in PORTS.values():
        raise FetchRefused(Trouble.SCHEME)
    host = host_of(split)
    if is_own(host):
        raise FetchRefused(Trouble.NOT_PUBLIC)
    return Target(split.scheme, host, port, path_of(split))


def host_of(split: SplitResult) -> str:
    written = split.hostname or ""
    if not written or len(written) > 253 or "%" in written:
        raise FetchRefused(Trouble.ADDRESS)
    if split.netloc.startswith("["):
        try:
            return str(ipaddress.IPv6Address(written))
        except ValueError as error:
            raise FetchRefused(Trouble.ADDRESS) from error
    host = ascii_host(written).removesuffix(".")
    if NUMBER.fullmatch(host.rpartition(".")[2]):
        return ipv4_of(host)
    if "." not in host:
        raise FetchRefused(Trouble.NOT_PUBLIC)  # a name of the network that the machine is in
    if not HOST_NAME.fullmatch(host):
        raise FetchRefused(Trouble.ADDRESS)
    return host


def ascii_host(written: str) -> str:
    if written.isascii():
        return written.lower()
    try:
        return idna.encode(written, uts46=True).decode()
    except UnicodeError as error:
        # Digits of other scripts become plain ones, but that is a number, not a name.
        try:
            mapped = idna.uts46_remap(written)
        except UnicodeError:
            mapped = ""
        if mapped.isascii() and mapped:
            return mapped
        raise FetchRefused(Trouble.ADDRESS) from error


def ipv4_of(host: str) -> str:
    """Four numbers, for every way in which the C library reads them: `0x7f.1` and `2130706433` are one."""
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError as error:
        raise FetchRefused(Trouble.ADDRESS) from error


def path_of(split: SplitResult) -> str:
    path = quote(split.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(split.query, safe="/%:@!$&'()*+,;=~-._?")
    return f"{path}?{query}" if query else path


def is_own(host: str) -> bool:
    return plain(host) in {plain(own) for own in settings.ALLOWED_HOSTS}
