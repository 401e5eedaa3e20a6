"""The moderator of the simulated day, who looks at the queue every ten minutes and knows spam when they read it."""

import re
from collections.abc import Generator
from html import unescape
from html.parser import HTMLParser

from accounts.models import User
from forum.moderation.models import LogEntry
from tests.load.spam_actors import browser

EVERY = 600.0
WORTH_AN_ACT = 60  # so much spam alone is cleaned up; less can wait, nobody sees it
GROUP = re.compile(r'href="(/moderate/together/[^"]+)"')
ITEM = re.compile(r'formaction="(/moderate/to-do/[^"]+/approve/)"')


class _Lines(HTMLParser):
    """The rows of a page of alike items: the number of each, and its author."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        if tag == "input" and found.get("name") == "listed":
            self.rows.append((found.get("value") or "", ""))

    def handle_data(self, data: str) -> None:
        if self.rows and not self.rows[-1][1] and data.strip():
            self.rows[-1] = (self.rows[-1][0], data.strip())


class Moderator:
    def __init__(self, member: User, spammers: set[str]) -> None:
        self.member, self.spammers = member, spammers
        self.acts = 0
        self.steps: list[str] = []  # a spammer of each clean-up
        self.client = browser("127.0.0.8")

    def day(self, hours: float) -> Generator[float, None, None]:
        # In the time of that day: a session of today would have ended by then.
        self.client.force_login(self.member, backend="accounts.backends.MemberBackend")
        for _visit in range(int(hours * 3600 / EVERY)):
            yield EVERY
            self.look()
        self.look(is_last=True)

    def look(self, *, is_last: bool = False) -> None:
        """Decide about all that waits at once if somebody honest waits, or much spam."""
        while True:
            page = self.client.get("/moderate/").text
            wholes = [
                address
                for address in dict.fromkeys(GROUP.findall(page))
                if "queue-whole" in self._line(page, address)
            ]
            acted = sum(self.decide_together(address, is_last=is_last) for address in wholes)
            if not acted:
                break
        self.decide_one_by_one(page, is_last=is_last)

    def _line(self, page: str, address: str) -> str:
        return next((line for line in page.splitlines() if address in line), "")

    def decide_together(self, address: str, *, is_last: bool) -> bool:
        lines = _Lines()
        lines.feed(self.client.get(address).text)
        spam = [number for number, author in lines.rows if author in self.spammers]
        honest = [number for number, author in lines.rows if author not in self.spammers]
        if not honest and not is_last and len(spam) < WORTH_AN_ACT:
            return False
        sent = {
            "listed": [*spam, *honest], "item": spam, "rest": "approve", "ready": "spam", "reason": "",
            "decision": "clean-up" if spam else "approve",
        }  # fmt: skip
        before = LogEntry.objects.count()
        self.client.post(address, sent)
        self.acts += 1
        if spam:
            self.steps.append(next(author for number, author in lines.rows if number == spam[0]))
        return LogEntry.objects.count() > before

    def decide_one_by_one(self, page: str, *, is_last: bool) -> None:
        for item in page.split("data-item")[1:]:
            author = re.search(r'<a href="/(?:u|moderate/members)/([^/"]+)/', item)
            address = ITEM.search(item)
            if author is None or address is None:
                continue
            name = unescape(author[1])
            if name not in self.spammers:
                self.client.post(address[1])
                self.acts += 1
            elif is_last:
                self.clean_up(name)

    def clean_up(self, name: str) -> None:
        """By the page of one spammer."""
        page = self.client.get(f"/u/{name}/clean-up/").text
        parts = re.findall(r'name="parts" value="([^"]+)" checked', page)
        if parts:
            self.client.post(f"/u/{name}/clean-up/", {"parts": parts, "ready": "spam", "reason": ""})
            self.acts += 1
            self.steps.append(name)
