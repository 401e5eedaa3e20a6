"""Reads requests' bodies on the event loop, with a deadline and a limit of size, so no slow one holds a thread."""

import asyncio
from collections import Counter
from http import HTTPStatus
from ipaddress import ip_address
from threading import Lock

from forum.serving.exchange import Exchange, Refused
from forum.serving.wsgi_environ import address_of

MAX_BODY = 12 * 1024 * 1024  # bytes; what a form may hold is Django's matter, and less
GRACE = 15.0  # seconds that any body may take
MIN_RATE = 8 * 1024  # bytes a second that must come in, on average, once the grace is over
MAX_BODIES = 500  # unfinished bodies in this process
# How many bytes of bodies there may be together, those included that have arrived and wait for a thread or an answer.
MEMORY = 96 * 1024 * 1024
PER_NETWORK = 16  # unfinished bodies; a browser has at most six connections
# A piece costs the same whether it holds one byte or thousands, so they may not all be tiny.
FREE_PIECES, MIN_PIECE = 1000, 64  # bytes, on average


class Bodies:
    """The unfinished bodies of this process. `counts_networks` is off behind a proxy, whose address all share."""

    def __init__(self, *, counts_networks: bool) -> None:
        self.counts_networks = counts_networks
        self.networks: Counter[str] = Counter()
        self.bytes_in_memory = 0
        self.lock = Lock()  # they arrive in the event loop and are let go in threads

    async def read(self, exchange: Exchange) -> bytes:
        """Read a body. Raise Refused if there is no room, or it is too large, too slow or broken off."""
        declared = declared_length(exchange)
        network = network_of(address_of(exchange.client)) if self.counts_networks else "all"
        if self.networks.total() >= MAX_BODIES:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE)
        if self.counts_networks and self.networks[network] >= PER_NETWORK:
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS)
        self.networks[network] += 1
        body = bytearray()
        try:
            ends = await self.collect(exchange, body)
        except TimeoutError:
            self.count(-len(body))
            raise Refused(HTTPStatus.REQUEST_TIMEOUT) from None
        except BaseException:
            self.count(-len(body))
            raise
        finally:
            self.networks[network] -= 1
            if not self.networks[network]:
                del self.networks[network]
        # Granian ends a body with one empty piece, and one that breaks off with two; trailers look the same.
        if len(body) != declared if declared is not None else ends > 1:
            self.count(-len(body))
            raise Refused(HTTPStatus.BAD_REQUEST)
        return bytes(body)

    def count(self, size: int) -> None:
        with self.lock:
            self.bytes_in_memory += size

    def release(self, exchange: Exchange) -> None:
        """Free the memory of a body whose request has its answer."""
        with self.lock:
            self.bytes_in_memory -= len(exchange.body)
            exchange.body = b""

    async def collect(self, exchange: Exchange, body: bytearray) -> int:
        """Collect the pieces; return how many were empty."""
        started, pieces, ends = asyncio.get_running_loop().time(), 0, 0
        async with asyncio.timeout_at(started + GRACE) as deadline:
            async for piece in exchange.proto:
                body += piece
                self.count(len(piece))
                pieces += 1
                ends += not piece
                if len(body) > MAX_BODY:
                    raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                if self.bytes_in_memory > MEMORY:
                    raise Refused(HTTPStatus.SERVICE_UNAVAILABLE)
                if pieces > FREE_PIECES + len(body) // MIN_PIECE:
                    raise Refused(HTTPStatus.BAD_REQUEST)
                deadline.reschedule(started + GRACE + len(body) / MIN_RATE)
        return ends


def has_body(exchange: Exchange) -> bool:
    headers = exchange.headers
    return "transfer-encoding" in headers or (
        "content-length" in headers and headers.get("content-length") != "0"
    )


def declared_length(exchange: Exchange) -> int | None:
    if "transfer-encoding" in exchange.headers:
        return None
    declared = exchange.headers.get("content-length", "")
    if not (declared.isascii() and declared.isdecimal() and len(declared) < 20):
        raise Refused(HTTPStatus.BAD_REQUEST)
    if int(declared) > MAX_BODY:
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
