"""Whose matter it is that a mail was not taken: the address's, this one mail's, or the server's and the set-up's."""

import re
import smtplib
from dataclasses import dataclass
from enum import Enum, auto

from django.utils.translation import gettext as _

ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")  # RFC 3463, at the beginning of an answer
# "Sign in first", "no such user or password", "not in that order": any mail would be answered so.
SET_UP = frozenset({421, 432, 454, 500, 501, 502, 503, 504, 523, 524, 530, 534, 535, 538})
SENDERS = ("5.1.7", "5.1.8", "5.5.")
TOO_BIG = 552
FOREIGN_MATTER = ("5.3.", "5.4.", "5.7.")  # the server's own state, the way there, a policy or quota


class Whose(Enum):
    ADDRESS = auto()  # nobody is there: nothing is sent there any more
    MAIL = auto()  # this mail will not be taken
    LATER = auto()  # perhaps it will, later on
    SERVER = auto()  # no mail would be taken now


@dataclass(frozen=True)
class Refusal:
    whose: Whose
    said: str
    ends_line: bool = False  # the server has hung up, or is about to
    is_of_this_try: bool = False  # it broke off over this very mail, so perhaps because of it

    @property
    def sentence(self) -> str:
        """For the log and the admin, in the server's own words."""
        if self.said[:1].isdigit():
            return _("The mail server refuses: %s") % self.said
        return _("The mail server does not answer: %s") % self.said


def judge(error: Exception) -> Refusal:
    """What an error of the way to the mail server means for the mail that was being handed over."""
    code, said = answer_of(error)
    status = found[1] if (found := ENHANCED.match(said)) else ""
    words = f"{code} {said}" if code else f"{type(error).__name__}: {said}"
    if isinstance(error, smtplib.SMTPSenderRefused) or not code:
        hung_up = code == 421 or isinstance(error, smtplib.SMTPServerDisconnected | ConnectionError)
        return Refusal(Whose.SERVER, words, ends_line=hung_up, is_of_this_try=not code)
    if code == 421:
        return Refusal(Whose.SERVER, words, ends_line=True, is_of_this_try=True)
    if code in SET_UP or status.startswith(SENDERS):
        return Refusal(Whose.SERVER, words)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return Refusal(of_recipient(code, status), words)
    if isinstance(error, smtplib.SMTPDataError):
        return Refusal(of_mail(code, status), words)
    return Refusal(Whose.SERVER, words)


def of_recipient(code: int, status: str) -> Whose:
    if code < 500 or status.startswith(FOREIGN_MATTER):
        return Whose.LATER
    return Whose.ADDRESS if status.startswith("5.1.") else Whose.MAIL


def of_mail(code: int, status: str) -> Whose:
    is_later = code < 500 or (status.startswith(FOREIGN_MATTER) and status != "5.3.4" and code != TOO_BIG)
    return Whose.LATER if is_later else Whose.MAIL


def answer_of(error: Exception) -> tuple[int, str]:
    """The server's number and words; 0 where it said nothing."""
    code, words = getattr(error, "smtp_code", 0), getattr(error, "smtp_error", None)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    if words is None:
        return 0, str(error)
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    # In an answer of several lines each repeats its status.
    return max(code, 0), " ".join(said.split())
