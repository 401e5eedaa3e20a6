import logging
from functools import cache

from django.contrib.sessions.backends import db
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from forum.database.deferred_writes import first_line
from forum.database.lock_timeouts import brief_transaction
from forum.database.outages import outage_error, outage_of
from forum.database.prepared_queries import MOMENT, PreparedObjects
from forum.pages.middleware.hosts import HEALTH_CHECKS
from forum.pages.requests import GetResponse

logger = logging.getLogger(__name__)

# Here a GET keeps in the session what the next step needs: without it, that step could only fail.
KEEPS_SECRETS = "/accounts/"


# Django signs what a session holds with the name of its class, so this must keep it.
class SessionStore(db.SessionStore):
    """A session that need not be saved for somebody who only reads."""

    is_only_read = False

    def _get_session_from_db(self) -> Session | None:
        found = _by_key().first([self.session_key or "", timezone.now()])
        if found is None:
            self._session_key = None  # as Django's does
        return found

    def save(self, must_create: bool = False) -> None:
        if not self.is_only_read:
            return super().save(must_create)
        try:
            with brief_transaction():
                return super().save(must_create)
        except Exception as error:
            if outage_of(error) is None:
                raise
            logger.warning("sessions: one was not written: %s", first_line(error))

    def delete(self, session_key: str | None = None) -> None:
        # A session whose password has changed is deleted when it is shown; until then nobody can use it either.
        if not self.is_only_read:
            return super().delete(session_key)
        try:
            with brief_transaction():
                return super().delete(session_key)
        except Error as error:
            if outage_of(error) is None:
                raise
            logger.warning("sessions: one was not deleted: %s", first_line(error))


class SessionsMiddleware(SessionMiddleware):
    """Django's, but reading works if the session cannot be saved, and an outage signs nobody out."""

    def __init__(self, get_response: GetResponse) -> None:
        super().__init__(get_response)
        self.SessionStore = SessionStore

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if request.path in HEALTH_CHECKS:
            # Whoever asks is nobody: to find out more would ask the database, which may be what is ill.
            request.session = self.SessionStore()
        is_reading = request.method in ("GET", "HEAD", "OPTIONS")
        request.session.is_only_read = (  # type: ignore[attr-defined]
            is_reading and not request.path.startswith(KEEPS_SECRETS)
        )

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path in HEALTH_CHECKS:
            return response
        try:
            return super().process_response(request, response)
        except SessionInterrupted as interrupted:
            # Django takes every failure to write for a session that was deleted.
            raise outage_error(interrupted) from None


@cache
def _by_key() -> PreparedObjects[Session]:
    key = "stand-in"
    return PreparedObjects(Session.objects.filter(session_key=key, expire_date__gt=MOMENT), [key, MOMENT])
