"""The mail server: the connection to it, what its refusals mean, and the pauses when it is in trouble."""

import logging
import re
import smtplib
import time
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")  # RFC 3463, at the beginning of an answer
# "Sign in first", "no such user or password", "not in that order": any mail would be answered so.
SET_UP = frozenset({421, 432, 454, 500, 501, 502, 503, 504, 523, 524, 530, 534, 535, 538})
SENDERS = ("5.1.7", "5.1.8", "5.5.")
TOO_BIG = 552
NOT_THE_MAIL = ("5.3.", "5.4.", "5.7.")  # the server's own state, the way there, a policy or quota

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0  # seconds
REFUSED_IN_A_ROW = 5  # mails; no server refuses so many for what each of them is


class Cause(Enum):
    """Why a mail was not taken."""

    ADDRESS = auto()  # nobody is there: nothing is sent there any more
    MAIL = auto()  # this mail will not be taken
    TEMPORARY = auto()  # perhaps it will be, later on
    SERVER = auto()  # no mail would be taken now


@dataclass(frozen=True)
class Refusal:
    cause: Cause
    answer: str
    ends_connection: bool = False  # the server has hung up, or is about to
    may_be_this_mail: bool = False  # it broke off over this very mail, so perhaps because of it

    @property
    def sentence(self) -> str:
        """The trouble in the server's own words, for the log and the admin."""
        if self.answer[:1].isdigit():
            return _("The mail server refuses: %s") % self.answer
        return _("The mail server isn’t responding: %s") % self.answer


def refusal_of(error: Exception) -> Refusal:
    """Return what an error of smtplib or of the network means for the mail."""
    code, words = _answer_of(error)
    status = match[1] if (match := ENHANCED.match(words)) else ""
    answer = f"{code} {words}" if code else f"{type(error).__name__}: {words}"
    if isinstance(error, smtplib.SMTPSenderRefused) or not code:
        hung_up = code == 421 or isinstance(error, smtplib.SMTPServerDisconnected | ConnectionError)
        return Refusal(Cause.SERVER, answer, ends_connection=hung_up, may_be_this_mail=not code)
    if code == 421:
        return Refusal(Cause.SERVER, answer, ends_connection=True, may_be_this_mail=True)
    if code in SET_UP or status.startswith(SENDERS):
        return Refusal(Cause.SERVER, answer)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return Refusal(_cause_at_recipient(code, status), answer)
    if isinstance(error, smtplib.SMTPDataError):
        return Refusal(_cause_at_mail(code, status), answer)
    return Refusal(Cause.SERVER, answer)


def _cause_at_recipient(code: int, status: str) -> Cause:
    if code < 500 or status.startswith(NOT_THE_MAIL):
        return Cause.TEMPORARY
    return Cause.ADDRESS if status.startswith("5.1.") else Cause.MAIL


def _cause_at_mail(code: int, status: str) -> Cause:
    is_later = code < 500 or (status.startswith(NOT_THE_MAIL) and status != "5.3.4" and code != TOO_BIG)
    return Cause.TEMPORARY if is_later else Cause.MAIL


def _answer_of(error: Exception) -> tuple[int, str]:
    """Return the server's code and words; 0 if it gave no answer."""
    code, words = getattr(error, "smtp_code", 0), getattr(error, "smtp_error", None)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    if words is None:
        return 0, str(error)
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    # In an answer of several lines each repeats its status.
    return max(code, 0), " ".join(text.split())


class Connection:
    def __init__(self) -> None:
        self.server, self.sent_count = get_connection(), 0

    def open(self) -> None:
        self.server.open()
        self.sent_count = 0

    def send(self, mail: EmailMessage) -> None:
        """Send a mail. Raise what smtplib raises, or OSError, if the server does not take it.

        Many servers end a connection after some mails, with a 421 or without a word: if this one has taken any, a new
        one is opened at once.
        """
        try:
            self.server.send_messages([mail])
        except (OSError, smtplib.SMTPException) as error:
            if not (self.sent_count and refusal_of(error).ends_connection):
                raise
            self.close()
            self.open()
            self.server.send_messages([mail])
        self.sent_count += 1

    def close(self) -> None:
        try:
            self.server.close()
        except (OSError, smtplib.SMTPException):
            logger.debug("mail: the server was gone before we said goodbye")


class Backoff:
    """Pauses while the mail server is in trouble, each longer than the last; no mail uses up a try for that."""

    def __init__(self) -> None:
        self.until, self.pause = 0.0, FIRST_PAUSE
        # The mails refused since one was last taken, by id; with their words, which the rows may have forgotten.
        self.refused: dict[int, dict[str, Any]] = {}

    def is_on(self) -> bool:
        return time.monotonic() < self.until

    def begin(self) -> float:
        """Begin a pause; return its seconds."""
        pause, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE)
        self.until = time.monotonic() + pause
        self.refused = {}
        return pause

    def end(self) -> None:
        """Note that a mail was taken, so that refusals before it were not the server's trouble."""
        self.until, self.pause, self.refused = 0.0, FIRST_PAUSE, {}

    def note_refusal(self, mail: int, words: dict[str, Any]) -> bool:
        """Note a refusal; return whether there were so many, and no mail taken, that the server must be the cause."""
        self.refused[mail] = words
        return len(self.refused) >= REFUSED_IN_A_ROW
