"""Workers that are killed while members post, and what becomes of the posts: `python -m tests.load.kills`."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from http.client import HTTPException
from pathlib import Path

from django.contrib.auth import get_user_model

from tests.load.ground import PORT  # isort: skip  (it must come before the forum's own rooms)
from forum.boards.models import Board
from forum.checks.invariants import check_invariants
from forum.posts.models import Post
from forum.topics.models import Topic
from tests.load.output import say
from tests.load.processes import is_worker
from tests.load.serving import served
from tests.load.visiting import Person

KILLS, POSTERS = 20, 6


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    with served("--demo") as serve:
        topic = make_topic()
        stop, acknowledged = threading.Event(), []
        posters = [
            threading.Thread(target=post, args=(member, topic, stop, acknowledged)) for member in members()
        ]
        for poster in posters:
            poster.start()
        killed = kill(serve, kills)
        before = len(acknowledged)
        assert eventually(lambda: len(acknowledged) > before + POSTERS), "nothing is posted after the kills"
        stop.set()
        for poster in posters:
            poster.join()
        assert serve.poll() is None, "the forum has ended"
    judge(topic, acknowledged)
    say(
        f"{killed['web']} web workers and {killed['background']} background workers killed; "
        f"{len(acknowledged)} posts acknowledged, none lost, none twice, and the forum is whole."
    )


def members() -> list:
    join = get_user_model().objects.create_user
    # Staff, because others may not post as often.
    return [
        join(f"poster-{uuid.uuid4().hex[:8]}", password="x" * 12, is_staff=True) for _one in range(POSTERS)
    ]


def make_topic() -> Topic:
    """A topic by one of the demo community."""
    board = Board.objects.get(slug="bicycles")
    return Topic.objects.filter(board=board, locked_at=None, removed_at=None).latest("pk")


def post(member, topic: Topic, stop: threading.Event, acknowledged: list[str]) -> None:
    """One reply after the other. What was not acknowledged is sent again, with the same key, as a browser would."""
    person, address = Person(PORT, member), f"{topic.get_absolute_url()}reply/"
    while not stop.is_set():
        body, key = f"Reply {uuid.uuid4().hex}", uuid.uuid4().hex
        while not stop.is_set():
            try:
                person.send(address, body=body, key=key, board=str(topic.board_id))
            except (OSError, HTTPException, AssertionError):
                person.connection.close()
                time.sleep(0.05)
            else:
                acknowledged.append(body)
                break


def kill(serve: subprocess.Popen, rounds: int) -> Counter[str]:
    """Every fourth time the background worker, if there is one just then; else a web worker."""
    killed: Counter[str] = Counter()
    for number in range(rounds):
        assert eventually(lambda: workers(serve.pid)[0]), "no web worker comes up any more"
        web, background = workers(serve.pid)
        kind, victims = ("background", background) if number % 4 == 3 and background else ("web", web)
        os.kill(random.choice(victims), signal.SIGKILL)
        killed[kind] += 1
        time.sleep(random.uniform(0.2, 1.8))
        assert serve.poll() is None, "the forum has ended"
    return killed


def workers(parent: int) -> tuple[list[int], list[int]]:
    """The web workers and the background workers that are running."""
    web, background = [], []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, father = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            is_background = is_worker(int(folder.name))
        except OSError:
            continue
        if int(father) == parent and state != "Z":
            (background if is_background else web).append(int(folder.name))
    return web, background


def eventually(is_so, seconds: float = 120.0) -> bool:
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def judge(topic: Topic, acknowledged: list[str]) -> None:
    kept = Counter(
        Post.objects.filter(topic=topic, source__startswith="Reply ").values_list("source", flat=True)
    )
    lost = [body for body in acknowledged if not kept[body]]
    double = [body for body, times in kept.items() if times > 1]
    assert not lost, f"{len(lost)} lost"
    assert not double, f"{len(double)} twice"
    faulty = [verdict for verdict in check_invariants() if not verdict.is_whole]
    assert not faulty, faulty


if __name__ == "__main__":
    main()
