"""The connection on which mails are handed to the mail server."""

import logging
import smtplib

from django.core.mail import EmailMessage, get_connection

from forum.mail.server_refusals import judge

logger = logging.getLogger(__name__)


class Line:
    def __init__(self):
        self.server, self.taken = get_connection(), 0

    def open(self) -> None:
        self.server.open()
        self.taken = 0

    def hand_over(self, mail: EmailMessage) -> None:
        """Raises what smtplib raises, and OSError.

        Many servers end a connection after some mails, with a 421 or without a word: where this one has taken any,
        a new one is opened at once.
        """
        try:
            self.server.send_messages([mail])
        except (OSError, smtplib.SMTPException) as error:
            if not (self.taken and judge(error).ends_line):
                raise
            self.close()
            self.open()
            self.server.send_messages([mail])
        self.taken += 1

    def close(self) -> None:
        try:
            self.server.close()
        except (OSError, smtplib.SMTPException):
            logger.debug("mail: the server was gone before we said goodbye")
