import logging
import zlib
from functools import lru_cache
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends import db
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import Error, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.members_with_groups import member_at_hand
from accounts.models import User
from forum.database.deferred_writes import first_line
from forum.database.lock_timeouts import brief_transaction
from forum.database.outages import outage_error, outage_of
from forum.pages.middleware import session_query
from forum.pages.middleware.hosts import HEALTH_CHECKS
from forum.pages.requests import GetResponse
from forum.pages.store.members_parts import the_parts
from forum.pages.visitor_drafts import DRAFTS, FOLLOWS
from forum.site.forum_version import read_version
from forum.visitor_sessions import bounding
from forum.visitor_sessions.bounding import is_visitors

logger = logging.getLogger(__name__)

# Here a GET keeps in the session what the next step needs: without it, that step could only fail.
KEEPS_SECRETS = "/accounts/"


MOST_VERIFIED = (
    2_000  # characters of a session that is remembered; those that hold what visitors wrote are longer
)


class AsItIs:
    """Stands for the serializer of a session."""

    def loads(self, content: bytes) -> bytes:
        return content


@lru_cache(2_000)
def _verified(session_data: str, salt: str) -> bytes:
    """What was signed, and how: the same text need not be verified with each request. Raise BadSignature."""
    content: bytes = signing.loads(session_data, salt=salt, serializer=AsItIs)  # type: ignore[arg-type]
    return content


# Django signs what a session holds with the name of its class, so this must keep it.
class SessionStore(db.SessionStore):
    """A session that need not be saved for somebody who only reads."""

    is_only_read = False
    # Whether a new key is made for what the session holds, mostly because somebody signs in just now.
    is_cycling = False
    row: session_query.SessionRow | None = None  # as it was read

    def load(self) -> dict[str, Any]:
        loaded: dict[str, Any] = super().load()
        self._remember(loaded)
        return loaded

    def _get_session_from_db(self) -> Session | None:
        self.row = session_query.read(self.session_key or "")
        if self.row is None:
            self._session_key = None  # as Django's does
            return None
        return self.row.session

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        if isinstance(session_data, bytes) or len(session_data) > MOST_VERIFIED:
            return super().decode(session_data)
        try:
            content: dict[str, Any] = self.serializer().loads(_verified(session_data, self.key_salt))
        except (signing.BadSignature, ValueError, zlib.error):
            return super().decode(session_data)  # which says so
        return content

    def member(self) -> User | None:
        """Who was read with the session, if somebody was."""
        return self.row.member if self.row else None

    def forum_version(self) -> str | None:
        """The forum's version that came with the session, or else as it is now."""
        return self.row.version if self.row else read_version()

    def _remember(self, content: dict[str, Any]) -> None:
        if self.session_key and content.get(SESSION_KEY, "").isdigit():
            session_query.remember(self.session_key, int(content[SESSION_KEY]))

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            return self.create()  # which saves
        if not self.is_only_read:
            with transaction.atomic():
                return self.save_counted(must_create)
        try:
            with brief_transaction():
                return self.save_counted(must_create)
        except Exception as error:
            if outage_of(error) is None:
                raise
            logger.warning("sessions: one was not written: %s", first_line(error))

    def save_counted(self, must_create: bool) -> None:
        """Save it; where it is a visitor's, of whom there may be any number, as one of those that are bounded."""
        super().save(must_create)
        content = dict(self.items())
        self._remember(content)
        # What a new key is for is known once it is saved again, at the end of the request.
        if self.session_key and not self.is_cycling and is_visitors(content):
            bounding.note(self.session_key, has_words=self.has_words, size=self.stored_size)

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        stored = cast("Session", super().create_model_instance(data))
        if is_visitors(data):
            stored.expire_date = min(stored.expire_date, bounding.latest_end(self.has_words))
        self.stored_size = len(stored.session_data)
        return stored

    @property
    def has_words(self) -> bool:
        """Whether it holds what a visitor wrote or wanted to follow."""
        return DRAFTS in self or FOLLOWS in self

    def cycle_key(self) -> None:
        self.is_cycling = True
        try:
            super().cycle_key()
        finally:
            self.is_cycling = False

    def delete(self, session_key: str | None = None) -> None:
        # A session whose password has changed is deleted when it is shown; until then nobody can use it either.
        if not self.is_only_read:
            return self.delete_counted(session_key)
        try:
            with brief_transaction():
                return self.delete_counted(session_key)
        except Error as error:
            if outage_of(error) is None:
                raise
            logger.warning("sessions: one was not deleted: %s", first_line(error))

    def delete_counted(self, session_key: str | None) -> None:
        if key := session_key or self.session_key:
            super().delete(key)
            bounding.forget(key)


class SessionsMiddleware(SessionMiddleware):
    """Django's, but reading works if the session cannot be saved, and an outage signs nobody out."""

    def __init__(self, get_response: GetResponse) -> None:
        super().__init__(get_response)
        self.SessionStore = SessionStore

    def process_request(self, request: HttpRequest) -> None:
        # Before anything is read for this request: what was known then is the least that all of it shows.
        request.changes_known = the_parts.store.looks  # type: ignore[attr-defined]
        super().process_request(request)
        if request.path in HEALTH_CHECKS:
            # Whoever asks is nobody: to find out more would ask the database, which may be what is ill.
            request.session = self.SessionStore()
        is_reading = request.method in ("GET", "HEAD", "OPTIONS")
        request.session.is_only_read = (  # type: ignore[attr-defined]
            is_reading and not request.path.startswith(KEEPS_SECRETS)
        )
        if is_reading:
            the_parts.store.begin_reading()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        the_parts.store.end_reading()
        if request.path in HEALTH_CHECKS:
            return response
        try:
            return super().process_response(request, response)
        except SessionInterrupted as interrupted:
            # Django takes every failure to write for a session that was deleted.
            raise outage_error(interrupted) from None


class MemberMiddleware(AuthenticationMiddleware):
    """Django's, but whoever was read with the session is not read again."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _member(request))  # type: ignore[assignment]


def _member(request: HttpRequest) -> User | AnonymousUser:
    with member_at_hand(cast("SessionStore", request.session).member):
        return get_user(request)
