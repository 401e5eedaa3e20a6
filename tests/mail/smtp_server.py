"""A real SMTP server that keeps what it is given, and can be in trouble."""

import asyncio
import email
import email.policy
from collections import Counter
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller

from tests.plumbing.postgres import free_port


@dataclass
class Sink:
    """What came in, as (recipient, mail in bytes); `answers` are given instead of taking a recipient or a mail."""

    taken: list[tuple[str, bytes]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)  # recipient → answer
    answers: list[str] = field(default_factory=list)  # to the next mails
    to_senders: str = ""  # the answer to every MAIL FROM
    per_connection: int = 0  # mails after which it says 421
    hangs_up_after: int = 0  # mails after which it is gone without a word
    takes_eight_bits: bool = True
    delay: float = 0.0  # seconds before it takes a mail

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        session.host_name, session.mails = hostname, 0
        return [line for line in responses if self.takes_eight_bits or "8BITMIME" not in line]

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if self.to_senders:
            return self.to_senders
        if self.per_connection and session.mails >= self.per_connection:
            return "421 4.7.0 too many mails on this connection"
        if self.hangs_up_after and session.mails >= self.hangs_up_after:
            server.transport.close()
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        if not self.takes_eight_bits and not envelope.content.isascii():
            return "554 5.6.1 eight bits are not taken here"
        await asyncio.sleep(self.delay)
        session.mails += 1
        self.taken.extend((address, envelope.content) for address in envelope.rcpt_tos)
        return "250 OK"


class SmtpServer:
    def __init__(self):
        self.sink, self.port = Sink(), free_port()
        self.controller: Controller | None = None

    def open(self):
        self.controller = Controller(self.sink, hostname="127.0.0.1", port=self.port, data_size_limit=10**7)
        self.controller.start()
        return self

    def close(self):
        if self.controller is not None:
            self.controller.stop()
            self.controller = None

    @property
    def recipients(self) -> Counter:
        return Counter(address for address, _content in list(self.sink.taken))

    def mails(self, address: str | None = None):
        """The mails that came for an address, or all, parsed."""
        return [
            email.message_from_bytes(content, policy=email.policy.default)
            for to, content in list(self.sink.taken)
            if address in (None, to)
        ]


def text_of(message) -> str:
    return message.get_body(("plain",)).get_content()


def html_of(message) -> str:
    return message.get_body(("html",)).get_content()
