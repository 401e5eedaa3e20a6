"""Fetching one file from an address that a member wrote. What makes it safe is told in docs/decisions.md."""

import contextlib
import ssl
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urlencode, urljoin

from django.conf import settings

from forum.fetching.addresses import Target, target_of
from forum.fetching.network import Deadline, Network, addresses_of, connection_to, encrypted
from forum.fetching.trouble import FetchError, FetchFailed, FetchRefused, Trouble
from forum.limits.counting import charge, peek, spend_all

MOST_REDIRECTS = 3
REDIRECTS = {301, 302, 303, 307, 308}
# What a site says only for now. Everything else below 500 is its answer.
FOR_NOW = {408, 421, 425, 429}
# The last two are what some sites call JPEG.
PICTURE_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/jpg", "image/pjpeg")
PIECE = 64 * 1024
LONGEST_PAUSE = 24 * 3600

INTERNET = Network()


class BoundedResponse(HTTPResponse):
    """Python's own takes a chunk of -1 bytes for all that comes, however much is asked for."""

    def _read_next_chunk_size(self) -> int:
        size: int = super()._read_next_chunk_size()  # type: ignore[misc]
        if size < 0:
            raise ValueError("a chunk of less than nothing")
        return size


class Connection(HTTPConnection):
    response_class = BoundedResponse


@dataclass(frozen=True)
class Fetched:
    address: str  # after redirects
    content_type: str  # "text/html"
    charset: str  # as the site names it; "" if it does not
    body: bytes


def fetch(
    address: str,
    *,
    types: Collection[str],
    largest: int,
    seconds: float,
    cuts: bool = False,
    member_id: int | None = None,
    network: Network | None = None,
    form: Mapping[str, str] | None = None,
) -> Fetched:
    """Return what is at this address, if it is one of these types ("text/html", or "image/" for all of a kind).

    A file of more than `largest` bytes is refused; with `cuts` its beginning is taken. All of it, redirects too, takes
    `seconds` at most, which are counted for this member. A `form` is sent there, and not on to another place. Raise
    FetchRefused or FetchFailed. Never call this in a transaction, nor while a page waits, unless for a few seconds.
    """
    network, target, started = network or INTERNET, target_of(address), time.monotonic()
    try:
        return _follow(target, types, largest, cuts, network, seconds, form)
    finally:
        milliseconds = int((time.monotonic() - started) * 1000)
        charge("fetch-time", "all", milliseconds)
        if member_id is not None:
            charge("fetch-time-member", member_id, milliseconds)


def has_time() -> bool:
    """Whether the worker may fetch something now. Slow sites take no more than a third of each minute from the rest."""
    return not peek("fetch-time", "all").is_over


def wait_of(member_id: int | None) -> int:
    """In how many seconds something may be fetched for this member, whose slow sites are not to hold up others'."""
    usage = None if member_id is None else peek("fetch-time-member", member_id)
    return usage.retry_after if usage and usage.is_over else 0


def _follow(
    target: Target,
    types: Collection[str],
    largest: int,
    cuts: bool,
    network: Network,
    seconds: float,
    form: Mapping[str, str] | None,
) -> Fetched:
    with Deadline(seconds) as deadline:
        for _redirect in range(MOST_REDIRECTS + 1 if form is None else 1):
            with _answer_of(target, types, network, deadline, form) as response:
                if response.status not in REDIRECTS:
                    return _file_of(target, response, types, largest, cuts)
                target = _next_target(target, response)
    raise FetchRefused(Trouble.REDIRECTS)


@contextlib.contextmanager
def _answer_of(
    target: Target,
    types: Collection[str],
    network: Network,
    deadline: Deadline,
    form: Mapping[str, str] | None,
) -> Iterator[HTTPResponse]:
    """Ask, and give back the head of the answer. Whatever breaks on the way becomes one of the two errors."""
    connection = Connection(target.host, target.port)
    try:
        addresses = addresses_of(target.host, network, deadline)
        _charge(target.host, addresses[0])
        connection.sock = connection_to(addresses, target.port, network, deadline)
        if target.scheme == "https":
            connection.sock = encrypted(connection.sock, target.host, network, deadline)
        body = None if form is None else urlencode(form).encode()
        # Asks for "identity", uncompressed.
        connection.putrequest("GET" if body is None else "POST", target.path, skip_host=True)
        for name, value in _headers(target, types).items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Type", "application/x-www-form-urlencoded")
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        with contextlib.closing(connection.getresponse()) as response:
            yield response
            deadline.left()
    except FetchError:
        # What the deadline has cut off looks like an answer without a type.
        deadline.left()
        raise
    except (OSError, HTTPException, ValueError) as error:
        raise FetchFailed(_trouble_of(error, deadline)) from error
    finally:
        connection.close()


def _headers(target: Target, types: Collection[str]) -> dict[str, str]:
    accepted = ", ".join(f"{name}*" if name.endswith("/") else name for name in types)
    return {
        "Host": target.authority,
        "Accept": accepted,
        "User-Agent": f"Folkmoot (+{settings.FORUM_URL})",
        "Connection": "close",
    }


def _trouble_of(error: Exception, deadline: Deadline) -> Trouble:
    if deadline.is_over or isinstance(error, TimeoutError):
        return Trouble.TOO_SLOW
    return Trouble.CERTIFICATE if isinstance(error, ssl.SSLCertVerificationError) else Trouble.NO_ANSWER


def _charge(host: str, address: str) -> None:
    """Count this question for the forum, the name and the machine: no one is to be flooded in the forum's name."""
    usage = spend_all(("fetch", "all"), ("fetch-host", host), ("fetch-address", address))
    if usage.is_over:
        raise FetchFailed(Trouble.TOO_OFTEN, usage.retry_after)


def _next_target(target: Target, response: HTTPResponse) -> Target:
    location = response.headers.get("Location", "")
    # Headers are read as Latin-1; what sites put there is UTF-8.
    location = location.encode("latin-1", "replace").decode("utf-8", "replace").strip()
    try:
        address = urljoin(str(target), location)
    except ValueError as error:
        raise FetchRefused(Trouble.REDIRECTS) from error
    following = target_of(address)
    if not location or (target.scheme == "https" and following.scheme != "https"):
        raise FetchRefused(Trouble.REDIRECTS)
    return following


def _file_of(
    target: Target, response: HTTPResponse, types: Collection[str], largest: int, cuts: bool
) -> Fetched:
    if response.status != 200:
        raise _refusal_of(response)
    content_type, charset = _type_of(response)
    if not any(
        content_type.startswith(name) if name.endswith("/") else content_type == name for name in types
    ):
        raise FetchRefused(Trouble.TYPE)
    if response.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise FetchRefused(Trouble.ENCODING)
    if response.length is not None and response.length > largest and not cuts:
        raise FetchRefused(Trouble.TOO_LARGE)
    return Fetched(str(target), content_type, charset, _body_of(response, largest, cuts))


def _refusal_of(response: HTTPResponse) -> FetchFailed | FetchRefused:
    if response.status < 500 and response.status not in FOR_NOW:
        return FetchRefused(Trouble.NOT_THERE)
    wait = response.headers.get("Retry-After", "").strip()
    is_number = wait.isascii() and wait.isdecimal() and len(wait) < 10
    return FetchFailed(Trouble.SITE_ERROR, min(int(wait), LONGEST_PAUSE) if is_number else None)


def _type_of(response: HTTPResponse) -> tuple[str, str]:
    content_type, *parameters = response.headers.get("Content-Type", "")[:300].split(";")
    named = (parameter.partition("=") for parameter in parameters)
    charsets = (
        value.strip().strip("\"'") for name, _sign, value in named if name.strip().lower() == "charset"
    )
    return content_type.strip().lower(), next(charsets, "")


def _body_of(response: HTTPResponse, largest: int, cuts: bool) -> bytes:
    body = bytearray()
    while len(body) <= largest and (piece := response.read(min(PIECE, largest + 1 - len(body)))):
        body += piece
    if len(body) > largest:
        if not cuts:
            raise FetchRefused(Trouble.TOO_LARGE)
        return bytes(body[:largest])
    if response.length:
        raise FetchFailed(Trouble.NO_ANSWER)  # the site hung up in the middle
    return bytes(body)
