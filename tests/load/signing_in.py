"""Members who sign in with their passwords, which take the processor on purpose."""

from urllib.parse import urlencode

from django.conf import settings

from tests.load import lines, stage
from tests.load.ground import PORT
from tests.load.reply_client import FORM, TOKEN

PASSWORD = "Quince-and-walnut-73"
FOUND = 302  # where they are led to


def requests_of(count: int) -> list[bytes]:
    """What so many members send to sign in."""
    members = stage.members_named("signs-in", count)
    for member in members:
        member.set_password(PASSWORD)
        member.save(update_fields=["password"])
    return [_request(member.username) for member in members]


def _request(name: str) -> bytes:
    fields = {"csrfmiddlewaretoken": TOKEN, "login": name, "password": PASSWORD}
    host, cookie = f"127.0.0.1:{PORT}", f"Cookie: {settings.CSRF_COOKIE_NAME}={TOKEN}"
    return lines.request("POST", "/accounts/login/", host, cookie, FORM, body=urlencode(fields).encode())
