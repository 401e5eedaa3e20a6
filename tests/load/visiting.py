"""People before the real server: each keeps one connection, and a member a session."""

import secrets
import string
import time
from http.client import HTTPConnection
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from accounts.models import User

IDLE = 5.0  # seconds after which a connection is not used again: the server closes it in its time
LETTERS = string.ascii_letters + string.digits


class Person:
    def __init__(self, port: int, member: User | None = None):
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.asked_at = 0.0
        self.token = "".join(secrets.choice(LETTERS) for _letter in range(32))
        self.headers = {"Accept-Encoding": "gzip"}
        if member:
            session = signed_in(member)
            self.headers["Cookie"] = (
                f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={self.token}"
            )

    def read(self, address: str) -> bytes:
        """The page as it comes over the line, compressed where the server does that."""
        self._ask("GET", address, None, self.headers)
        return self._answer(address, 200)

    def send(self, address: str, **fields: str) -> None:
        body = urlencode(fields | {"csrfmiddlewaretoken": self.token})
        headers = self.headers | {"Content-Type": "application/x-www-form-urlencoded"}
        self._ask("POST", address, body, headers)
        self._answer(address, 303)

    def _ask(self, method: str, address: str, body: str | None, headers: dict[str, str]) -> None:
        if time.monotonic() - self.asked_at > IDLE:
            self.connection.close()  # http.client opens another one
        self.connection.request(method, address, body, headers)
        self.asked_at = time.monotonic()

    def _answer(self, address: str, expected: int) -> bytes:
        answer = self.connection.getresponse()
        body = answer.read()
        assert answer.status == expected, f"{address}: {answer.status}"
        return body


def signed_in(member: User) -> str:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(member, backend="accounts.backends.MemberBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value
