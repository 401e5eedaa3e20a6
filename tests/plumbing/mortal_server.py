"""`manage.py serve` on the database of the tests, whose web workers die in the middle of a request when a test says so."""

import os
import signal
import sys
from pathlib import Path

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.management import execute_from_command_line
from django.db import connection

from tests.serving.launching import Serve, wait_until

ORDER = "die"  # the file in the data folder that says when: before or after the work of a request that posts


class MortalServe(Serve):
    program = (
        "-c",
        f"import sys; sys.path.insert(0, {str(settings.BASE_DIR)!r});"
        "from tests.plumbing.mortal_server import main; main()",
    )

    def __init__(self, data: Path):
        super().__init__(
            data,
            "--no-worker",
            DJANGO_SETTINGS_MODULE="forum.settings",
            DATABASE_URL=address_of_database(),
            SECRET_KEY=settings.SECRET_KEY,
            FORUM_WORKERS="1",  # so that the next one starts at once
        )

    @property
    def url(self) -> str:
        # Where `sign_in` leaves its cookie.
        return f"http://localhost:{self.port}"

    def order_death(self, moment: str) -> None:
        """Let workers die `before` or `after` they do the work of a form, until they may live again."""
        (self.data / ORDER).write_text(moment)

    def let_live(self) -> None:
        (self.data / ORDER).unlink()
        assert wait_until(self.answers), self.output

    def answers(self) -> bool:
        try:
            return self.get("/healthz/")[0] == 200
        except OSError:
            return False


def address_of_database() -> str:
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{database['NAME']}"


def main() -> None:
    """The program itself."""
    order, answers = Path(os.environ["FORUM_DATA"]) / ORDER, BaseHandler.get_response

    def die_at(moment: str) -> None:
        if order.exists() and order.read_text() == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    def get_response(self, request):
        # Not what a script sends beside it, as to preview it.
        if request.method != "POST" or request.headers.get("Sec-Fetch-Dest") != "document":
            return answers(self, request)
        die_at("before")
        response = answers(self, request)
        die_at("after")
        return response

    BaseHandler.get_response = get_response
    execute_from_command_line(["manage.py", *sys.argv[1:]])
