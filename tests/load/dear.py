"""The dearest texts there are, thrown by two members, and what a third one feels: `python -m tests.load.dear`.

`python -m tests.load.dear 60 8` has eight members throw them for a minute.
"""

import sys
import threading
import time
import uuid
from collections import Counter
from http.client import HTTPConnection
from urllib.parse import urlencode

from django.contrib.auth import get_user_model

from tests.load.ground import PORT
from tests.load.output import say
from tests.load.serving import served
from tests.load.texts import DEAR, ORDINARY
from tests.load.visiting import Person

SECONDS = 30.0
ATTACKERS = 2
CONNECTIONS = 24  # of all of them
LIMIT = 2.0  # seconds for an ordinary text
LONG = 60.0


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    attackers = int(sys.argv[2]) if len(sys.argv) > 2 else ATTACKERS
    join = get_user_model().objects.create_user
    # The server brings the tables, so it is started once before.
    with served("--no-worker"):
        people = [
            join(f"someone-{uuid.uuid4().hex[:8]}", password="x" * 12) for _person in range(attackers + 1)
        ]
        ben, *them = [Person(PORT, member) for member in people]
        alone = [ask(ben, ORDINARY)[1] for _time in range(5)]
        say(f"An ordinary text alone: {max(alone):.2f} s at most")
        answers: Counter[int] = Counter()
        until = time.monotonic() + seconds
        attack = [
            threading.Thread(target=throw, args=(person, until, answers))
            for person in them
            for _connection in range(CONNECTIONS // attackers)
        ]
        for thread in attack:
            thread.start()
        times = watch(ben, until)
        for thread in attack:
            thread.join()
    say(f"Meanwhile the attackers got {dict(answers)}")
    verdict = "within" if max(times) <= LIMIT else "MORE THAN"
    say(f"An ordinary text during the attack: {verdict} {LIMIT} s")


def throw(person: Person, until: float, answers: Counter[int]) -> None:
    while time.monotonic() < until:
        status, _seconds = ask(person, DEAR)
        answers[status] += 1
        if status == 429:
            time.sleep(0.05)


def watch(person: Person, until: float) -> list[float]:
    times = []
    while time.monotonic() < until:
        status, seconds = ask(person, ORDINARY)
        times.append(seconds)
        say(f"  ordinary: {status} after {seconds:5.2f} s")
        time.sleep(1.5)
    return times


def ask(person: Person, body: str) -> tuple[int, float]:
    """A preview, over a connection of its own; its status and the seconds it took."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=LONG)
    headers = person.headers | {"Content-Type": "application/x-www-form-urlencoded"}
    started = time.monotonic()
    connection.request(
        "POST", "/preview/", urlencode({"body": body, "csrfmiddlewaretoken": person.token}), headers
    )
    status = connection.getresponse().status
    connection.close()
    return status, time.monotonic() - started


if __name__ == "__main__":
    main()
