"""Members who post replies, with as little work on this side as there can be."""

import random
import uuid
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, cycle
from time import monotonic
from urllib.parse import quote_plus

from django.conf import settings

from accounts.models import User
from forum.filters.form_signals import opened_now
from forum.topics.models import Topic
from tests.load import lines
from tests.load.lines import Line
from tests.load.timing import Pace
from tests.load.visiting import signed_in

TOKEN = "t" * 32
FORM = "Content-Type: application/x-www-form-urlencoded"
WORDS = (
    "the rear derailleur hanger was bent so I straightened it with a long lever and measured against rim "
    "until every quarter turn showed less than two millimetres of difference then set limit screws again"
).split()
LETTERS = 600  # of a reply, about


class Poster:
    """One member with a session of their own."""

    def __init__(self, port: int, member: User) -> None:
        cookies = f"{settings.SESSION_COOKIE_NAME}={signed_in(member)}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        self.host, self.cookies = f"127.0.0.1:{port}", f"Cookie: {cookies}"
        self.opened = quote_plus(opened_now(earlier=600))  # or the form would be too quick for a person

    def request(self, topic: Topic, text: str) -> bytes:
        key = uuid.uuid4().hex
        fields = f"csrfmiddlewaretoken={TOKEN}&follow_asked=1&form_opened={self.opened}&key={key}"
        # With the key no two texts are the same.
        body = f"{fields}&board={topic.board_id}&body={text}+{key}"
        address = f"/t/{topic.pk}-x/reply/"
        return lines.request("POST", address, self.host, self.cookies, FORM, body=body.encode())


def send(line: Line, request: bytes) -> None:
    """Send a reply and wait for the redirect to its place."""
    status, answer = line.ask(request)
    assert status == 303, answer.decode()
    # To its place in the topic, and not to where it waits for approval.
    assert b"#post-" in answer and b"content-length: 0\r\n" in answer.lower(), answer.decode()


def texts(count: int = 500) -> list[str]:
    """As a form sends them."""
    chosen = random.Random(7)
    made = []
    for number in range(count):
        words = list(chain.from_iterable(chosen.sample(WORDS, len(WORDS)) for _again in range(4)))
        half = len(words) // 2
        said = f"No. {number}: {' '.join(words[:half])}.\n\nThen **{words[0]}** and {' '.join(words[half:])}."
        made.append(quote_plus(said[:LETTERS]))
    return made


def post_for(seconds: float, port: int, groups: list[list[Poster]], topics: list[Topic]) -> Pace:
    """As many at once as there are groups, whose members take turns, for this long."""
    said, began = texts(), monotonic()
    until = began + seconds

    def take_turns(place: int) -> list[float]:
        line, times, number = Line(port), [], place * 37
        for poster in cycle(groups[place]):
            request = poster.request(topics[place], said[number % len(said)])
            started = monotonic()
            send(line, request)
            now = monotonic()
            times.append((now - started) * 1000)
            number += 1
            if now >= until:
                break
        line.close()
        return times

    with ThreadPoolExecutor(len(groups)) as pool:
        times = sorted(chain.from_iterable(pool.map(take_turns, range(len(groups)))))
    return Pace(len(times) / (monotonic() - began), times)
