"""A request as WSGI wants it (PEP 3333). Read for every request, so it is written for speed."""

import sys
from functools import lru_cache
from typing import Any

from forum.serving.exchange import Exchange

WSGI: dict[str, Any] = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}
TOO_LARGE = "forum.too_large"  # no header can have a name with a dot in it


def environ_of(exchange: Exchange) -> dict[str, Any]:
    scope, body = exchange.scope, exchange.body
    environ = WSGI.copy()
    for name, value in exchange.headers.items():
        key = header_key(name)
        if key is None:
            continue
        if key in environ:
            environ[key] += ("; " if key == "HTTP_COOKIE" else ",") + value
        else:
            environ[key] = value
    environ["REQUEST_METHOD"] = exchange.method
    environ["PATH_INFO"] = native(exchange.path)
    environ["QUERY_STRING"] = native(scope.query_string)
    environ["SERVER_PROTOCOL"] = "HTTP/1.0" if scope.http_version == "1.0" else "HTTP/1.1"
    environ["SERVER_NAME"], environ["SERVER_PORT"] = host_and_port(scope.server)
    environ["REMOTE_ADDR"] = address_of(exchange.client)
    # It has all arrived, so its length is known even where the client could not say.
    environ["CONTENT_LENGTH"] = str(body.size)
    if exchange.is_too_large:
        environ[TOO_LARGE] = True
        environ.pop("CONTENT_TYPE", None)  # of the body that is not there
    environ["wsgi.url_scheme"] = scope.scheme
    environ["wsgi.input"] = body.opened()
    return environ


@lru_cache(maxsize=500)
def header_key(name: str) -> str | None:
    """Return the name of a header in the environment; None if it is left out."""
    # X_Forwarded_For would become the same as X-Forwarded-For, which only the proxy may say.
    if "_" in name or name == "transfer-encoding":
        return None
    key = name.upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"


@lru_cache(maxsize=50)
def host_and_port(server: str) -> tuple[str, str]:
    host, _colon, port = server.rpartition(":")
    return host.strip("[]"), port


def address_of(client: str) -> str:
    """Return the address alone: IPv6 comes in brackets, and IPv4 looks like IPv6 on a socket for both."""
    address = client[: client.rindex(":")]
    return address.strip("[]").removeprefix("::ffff:") if address[0] == "[" else address


def native(text: str) -> str:
    """Return the text as WSGI carries bytes: in the first 256 characters."""
    return text if text.isascii() else text.encode().decode("latin-1")
