"""A real SMTP server that keeps what it is given, and can be in trouble."""

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

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        self.taken.extend((address, envelope.content) for address in envelope.rcpt_tos)
        return "250 OK"


class PostOffice:
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

    def letters(self, address: str | None = None):
        """The mails that came for an address, or all, parsed."""
        return [
            email.message_from_bytes(content, policy=email.policy.default)
            for to, content in list(self.sink.taken)
            if address in (None, to)
        ]


def text_of(letter) -> str:
    return letter.get_body(("plain",)).get_content()


def html_of(letter) -> str:
    return letter.get_body(("html",)).get_content()
