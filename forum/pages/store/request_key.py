"""What somebody asks for, as far as a visitor's page may depend on it.

One function reads it for both ways in, the server's and Django's, so that no request means one page to the one and
another to the other. Whatever a page could depend on is in the key, or sends the request past the store; what is in
neither, a page that is to be kept is made without (`without_unkept_headers`).
"""

import re
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage

Key = tuple[str, bool, str, str]  # host, whether by https, path, query

# Who sends one of these wants something else than the page, or is known by other means than a cookie.
PAST = frozenset({
    "authorization", "if-match", "if-range", "if-unmodified-since", "range", "x-requested-with",
})  # fmt: skip
IN_ADVANCE = frozenset({"purpose", "sec-purpose", "x-moz", "x-purpose"})
READ = PAST | IN_ADVANCE | {
    "accept-encoding", "cookie", "host", "if-none-match", "sec-fetch-dest", "sec-fetch-mode", "x-forwarded-proto",
}  # fmt: skip
# Headers with which a page that is to be kept is made: beside those of its key what limits and counts of views need.
KEPT_HEADERS = frozenset({
    "HTTP_HOST", "HTTP_PURPOSE", "HTTP_REFERER", "HTTP_SEC_FETCH_DEST", "HTTP_SEC_FETCH_MODE", "HTTP_SEC_PURPOSE",
    "HTTP_USER_AGENT", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_MOZ", "HTTP_X_PURPOSE",
})  # fmt: skip
LONGEST = 500  # characters of a path and a query
GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|\Z))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    key: Key
    is_head: bool
    takes_gzip: bool
    known_etags: str  # If-None-Match
    is_looked_at: bool  # see `forum.pages.topics.reading.is_looked_at`


def asked(
    method: str, scheme: str, path: str, query: str, headers: Iterable[tuple[str, str]]
) -> Asked | None:
    """What is asked for; None where nothing that is kept may be the answer. Names of headers are in lower case."""
    if method not in ("GET", "HEAD") or len(path) + len(query) > LONGEST:
        return None
    found: dict[str, str] = {}
    for name, value in headers:
        if name not in READ:
            continue
        if name in PAST or (name in found and name != "cookie"):
            return None
        if name == "cookie" and is_own(value):
            return None
        found[name] = value
    host = found.get("host", "")
    if host not in known_hosts(tuple(settings.ALLOWED_HOSTS)):
        return None
    loads = found.get("sec-fetch-dest")
    # A script that fetches a page, or a frame, may get other words for what went wrong.
    if loads not in (None, "document"):
        return None
    looked_at = (loads, found.get("sec-fetch-mode")) in {(None, None), ("document", "navigate")}
    return Asked(
        (host, is_https(scheme, found.get("x-forwarded-proto")), path, query),
        method == "HEAD",
        takes_gzip(found.get("accept-encoding", "")),
        found.get("if-none-match", ""),
        method == "GET" and looked_at and IN_ADVANCE.isdisjoint(found),
    )


def asked_of_environ(environ: MutableMapping[str, Any]) -> Asked | None:
    """The same of a request as WSGI has it."""
    headers = (
        (name[5:].lower().replace("_", "-"), value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    )
    return asked(
        environ["REQUEST_METHOD"],
        environ.get("wsgi.url_scheme", "http"),
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        headers,
    )


def without_unkept_headers(environ: MutableMapping[str, Any]) -> dict[str, Any]:
    """Take away all headers that are neither in the key nor needed; return them."""
    names = [name for name in environ if name.startswith("HTTP_") and name not in KEPT_HEADERS]
    return {name: environ.pop(name) for name in names}


def is_own(cookies: str) -> bool:
    """Whether a cookie says something of a person: their session, or a message for them.

    Others, of a form that was opened once or of a service in front of the forum, are no reason to make a page anew.
    """
    return settings.SESSION_COOKIE_NAME in cookies or CookieStorage.cookie_name in cookies


def is_https(scheme: str, forwarded: str | None) -> bool:
    """As Django has it: a proxy's word counts only where there is a proxy of ours."""
    if settings.FORUM_TRUSTED_PROXIES and forwarded is not None:
        return forwarded.partition(",")[0].strip() == "https"
    return scheme == "https"


@lru_cache(maxsize=4)
def known_hosts(allowed: tuple[str, ...]) -> frozenset[str]:
    """How browsers name the forum. Others that Django takes too, with any port, would fill the store with copies."""
    own = settings.FORUM_URL.partition("://")[2]
    names = {name for name in allowed if not name.startswith((".", "*"))}
    return frozenset({own} | names | {f"{name}:{settings.PORT}" for name in names})


@lru_cache(maxsize=200)
def takes_gzip(accepted: str) -> bool:
    return GZIP.search(accepted) is not None
