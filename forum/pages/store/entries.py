"""A page as it is kept: its bytes, its headers, and what it shows."""

import gzip
import re
from collections.abc import Collection
from dataclasses import dataclass

from django.http import HttpResponse

from forum.pages.store.request_key import Asked, Key

Headers = list[tuple[str, str]]
Answer = tuple[int, Headers, bytes]

LEVEL = 6  # of compression, as Django's
SMALLEST = 200  # bytes that are worth compressing, as Django's
OVERHEAD = 4_000  # bytes that headers and Python's own objects take, about
OF_THE_BODY = {"content-encoding", "content-length", "content-type"}
ETAG = re.compile(r'"[^"]*"')


@dataclass(eq=False, slots=True)
class Entry:
    key: Key
    scopes: Collection[str] | None  # None: whatever changes may be on it
    looks: int  # of the store, when it was begun to be made
    ends_at: float  # by the store's clock
    topic: int | None  # whose views are counted
    packed: bytes  # compressed, or as it is where that is not worth it
    is_compressed: bool
    etag: str
    packed_headers: Headers
    plain_headers: Headers
    bare_headers: Headers  # of a 304
    plain: bytes | None = None  # once somebody has asked for it
    checked: int = 0  # the number of looks after which it was found to be current
    good_at: float = 0.0  # when it was known to be current

    @property
    def size(self) -> int:
        return OVERHEAD + len(self.packed) + (len(self.plain) if self.plain else 0)

    def answer(self, asked: Asked) -> Answer:
        if asked.known_etags and is_known(self.etag, asked.known_etags):
            return 304, self.bare_headers, b""
        if asked.takes_gzip or not self.is_compressed:
            return 200, self.packed_headers, self.packed
        return 200, self.plain_headers, self.plain or gzip.decompress(self.packed)


def is_known(etag: str, known: str) -> bool:
    """Whether If-None-Match names it, by the weak comparison that HTTP asks for."""
    return known.strip() == "*" or etag in ETAG.findall(known)


def entry_of(
    key: Key,
    response: HttpResponse,
    *,
    scopes: Collection[str] | None,
    looks: int,
    ends_at: float,
    topic: int | None,
) -> Entry:
    """Keep a response that was made for somebody who takes no compression."""
    content = response.content
    packed = gzip.compress(content, LEVEL, mtime=0) if len(content) >= SMALLEST else content
    is_compressed = len(packed) < len(content)
    headers = [(name, value) for name, value in response.items() if name.lower() != "content-length"]
    etag = next((value for name, value in headers if name.lower() == "etag"), "")
    strong = (ETAG.search(etag) or [""])[0]
    plain_headers = [*headers, ("Content-Length", str(len(content)))]
    packed_headers = plain_headers
    if is_compressed:
        # Another representation must not have the same strong name.
        packed_headers = [
            *((name, f"W/{strong}" if name.lower() == "etag" else value) for name, value in headers),
            ("Content-Encoding", "gzip"),
            ("Content-Length", str(len(packed))),
        ]
    return Entry(
        key=key,
        scopes=scopes,
        looks=looks,
        ends_at=ends_at,
        topic=topic,
        packed=packed if is_compressed else content,
        is_compressed=is_compressed,
        etag=strong,
        packed_headers=packed_headers,
        plain_headers=plain_headers,
        bare_headers=[pair for pair in packed_headers if pair[0].lower() not in OF_THE_BODY],
    )
