"""Reads requests' bodies on the event loop, with a deadline and a limit of size, so no slow one holds a thread.

Long ones go to the disk as they come: a few people who send photos must not fill the memory.
"""

import asyncio
import re
from collections import Counter
from http import HTTPStatus
from ipaddress import ip_address
from threading import Lock

from forum.serving.body import Body
from forum.serving.exchange import Exchange, Refused
from forum.serving.wsgi_environ import address_of

MAX_BODY = 12 * 1024 * 1024  # bytes; what a form may hold is Django's matter, and less
MAX_BODY_WITH_FILES = 64 * 1024 * 1024  # where texts are written: two photos, and what is said about them
TAKES_FILES = re.compile(r"/files/|/start/|/b/[^/]+/new/|/t/[^/]+/reply/|/p/[0-9]+/edit/")
GRACE = 15.0  # seconds that any body may take
MIN_RATE = 8 * 1024  # bytes a second that must come in, on average, once the grace is over
MAX_BODIES = 500  # unfinished bodies in this process
# How many bytes of bodies there may be together, those included that have arrived and wait for a thread or an answer.
MEMORY = 96 * 1024 * 1024
DISK = 1024 * 1024 * 1024
PER_NETWORK = 16  # unfinished bodies; a browser has at most six connections
# A piece costs the same whether it holds one byte or thousands, so they may not all be tiny.
FREE_PIECES, MIN_PIECE = 1000, 64  # bytes, on average


class Bodies:
    """The unfinished bodies of this process. `counts_networks` is off behind a proxy, whose address all share."""

    def __init__(self, *, counts_networks: bool) -> None:
        self.counts_networks = counts_networks
        self.networks: Counter[str] = Counter()
        self.bytes_in_memory = self.bytes_on_disk = 0
        self.lock = Lock()  # they arrive in the event loop and are let go in threads

    async def read(self, exchange: Exchange) -> Body:
        """Read a body. Raise Refused if there is no room, or it is too large, too slow or broken off."""
        declared = declared_length(exchange)
        network = network_of(address_of(exchange.client)) if self.counts_networks else "all"
        if self.networks.total() >= MAX_BODIES:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE)
        if self.counts_networks and self.networks[network] >= PER_NETWORK:
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS)
        self.networks[network] += 1
        body = Body()
        try:
            ends = await self.collect(exchange, body)
        except TimeoutError:
            self.drop(body)
            raise Refused(HTTPStatus.REQUEST_TIMEOUT) from None
        except OSError as error:
            self.drop(body)
            raise Refused(HTTPStatus.INSUFFICIENT_STORAGE) from error
        except BaseException:
            self.drop(body)
            raise
        finally:
            self.networks[network] -= 1
            if not self.networks[network]:
                del self.networks[network]
        # Granian ends a body with one empty piece, and one that breaks off with two; trailers look the same.
        if body.size != declared if declared is not None else ends > 1:
            self.drop(body)
            raise Refused(HTTPStatus.BAD_REQUEST)
        return body

    def add(self, body: Body, piece: bytes) -> None:
        memory, disk = body.in_memory, body.on_disk
        try:
            body.add(piece)
        finally:
            with self.lock:
                self.bytes_in_memory += body.in_memory - memory
                self.bytes_on_disk += body.on_disk - disk

    def drop(self, body: Body) -> None:
        with self.lock:
            self.bytes_in_memory -= body.in_memory
            self.bytes_on_disk -= body.on_disk
            body.close()

    def release(self, exchange: Exchange) -> None:
        """Free what a body takes whose request has its answer."""
        self.drop(exchange.body)

    async def collect(self, exchange: Exchange, body: Body) -> int:
        """Collect the pieces; return how many were empty."""
        most = most_of(exchange)
        started, pieces, ends = asyncio.get_running_loop().time(), 0, 0
        async with asyncio.timeout_at(started + GRACE) as deadline:
            async for piece in exchange.proto:
                self.add(body, piece)
                pieces += 1
                ends += not piece
                if body.size > most:
                    raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                if self.bytes_in_memory > MEMORY or self.bytes_on_disk > DISK:
                    raise Refused(HTTPStatus.SERVICE_UNAVAILABLE)
                if pieces > FREE_PIECES + body.size // MIN_PIECE:
                    raise Refused(HTTPStatus.BAD_REQUEST)
                deadline.reschedule(started + GRACE + body.size / MIN_RATE)
        return ends


def has_body(exchange: Exchange) -> bool:
    headers = exchange.headers
    return "transfer-encoding" in headers or (
        "content-length" in headers and headers.get("content-length") != "0"
    )


def most_of(exchange: Exchange) -> int:
    return MAX_BODY_WITH_FILES if TAKES_FILES.fullmatch(exchange.path) else MAX_BODY


def declared_length(exchange: Exchange) -> int | None:
    if "transfer-encoding" in exchange.headers:
        return None
    declared = exchange.headers.get("content-length", "")
    if not (declared.isascii() and declared.isdecimal() and len(declared) < 20):
        raise Refused(HTTPStatus.BAD_REQUEST)
    if int(declared) > most_of(exchange):
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return int(declared)


def network_of(address: str) -> str:
    """Return what one customer of an access provider has: an address, or with IPv6 its first half."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if known.version == 4:
        return address
    # An IPv4 address at a door that is open to both kinds. All of those have the same first half.
    return str(known.ipv4_mapped) if known.ipv4_mapped else known.packed[:8].hex()
