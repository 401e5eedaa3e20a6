"""A flood of false reports of illegal content, and true ones among it: `python -m tests.load.notices`.

Each flood sends 1,000 in an hour, each from a network of its own; the clock is set, so that it takes less. The true ones
go through the form.
It fails if more than 50 come into the queue in any hour, if one is lost, or if a true one of which somebody can be asked
does not come in within the hour. `python -m tests.load.notices 200` sends fewer.
"""

import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone as clock

# The ground first: it names the settings under which the others are imported.
from tests.load.ground import PORT
from tests.load.output import say

# isort: split
from accounts.models import User
from accounts.names import name_key
from forum.boards.models import Board
from forum.boards.presets import Preset, apply_preset
from forum.database import deferred_writes
from forum.illegal_content import fairness, notifying
from forum.illegal_content.categories import categories_offered
from forum.illegal_content.models import Case, Notice
from forum.illegal_content.notifying import Said
from forum.posts.models import Post
from forum.posts.storing import append_posts
from forum.topics.models import Topic

MANY, TOPICS, POSTS = 1_000, 40, 30
HOUR = timedelta(hours=1)
BEGIN = datetime(2026, 11, 2, 9, tzinfo=UTC)
MOST = 50
CHILDREN, HATE = "Sexual abuse of children", "Hate or threats"
DAY = 24 * 60  # minutes that are looked at after the flood began


# One for all, as it is dear to make; who sends is known by the network and the cookies, which it loses each time.
BROWSER = Client(headers={"Host": f"127.0.0.1:{PORT}", "Origin": f"http://127.0.0.1:{PORT}"})


@dataclass(frozen=True)
class Sent:
    post: Post
    network: int
    words: str
    category: str = HATE
    domain: str = "mail.example"


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    deferred_writes.writes_at_once = True
    random.seed(1)
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous = OFF")  # no disk is measured here
    posts = build()
    failures = [flood(name, make, posts, many) for name, make in FLOODS.items()]
    sys.exit(any(failures))


def build() -> list[Post]:
    """The last topic is the one about which the true ones are."""
    board = Board.objects.create(name="Town", slug="town")
    apply_preset(board, Preset.PUBLIC)
    author = User.objects.create(username="author", username_key=name_key("author"), email="a@example.org")
    regular = User(username="regular", username_key=name_key("regular"), email="r@example.org", post_count=9)
    regular.date_joined = BEGIN - timedelta(days=90)
    regular.save()
    for number in range(TOPICS):
        topic = Topic(board=board, author=author, title=f"Topic {number}", created_at=BEGIN - HOUR)
        texts = {"source": "x", "html": "<p>x</p>", "text": "x", "markup_version": 1, "author": author}
        append_posts(topic, [Post(created_at=BEGIN - HOUR, **texts) for _post in range(POSTS)])
    return list(Post.objects.order_by("topic", "number"))


def same_text(posts: list[Post], many: int) -> Iterator[Sent]:
    for number in range(many):
        yield Sent(random.choice(posts[:-POSTS]), number, "THIS IS ILLEGAL REMOVE IT NOW")


def one_topic(posts: list[Post], many: int) -> Iterator[Sent]:
    for number in range(many):
        yield Sent(posts[number % POSTS], number, f"Illegal for reason {random.random()}")


def all_different(posts: list[Post], many: int) -> Iterator[Sent]:
    """Nothing in common: another network, text, post and domain each time."""
    for number in range(many):
        words = f"Reason {random.random()}"
        yield Sent(random.choice(posts[:-POSTS]), 200 * number, words, domain=f"d{number}.example")


def child_abuse(posts: list[Post], many: int) -> Iterator[Sent]:
    for sent in all_different(posts, many):
        yield Sent(sent.post, sent.network, sent.words, CHILDREN, sent.domain)


FLOODS: dict[str, Callable[[list[Post], int], Iterator[Sent]]] = {
    "one text about everything": same_text,
    "many texts about one topic": one_topic,
    "nothing in common": all_different,
    "nothing in common, as child abuse": child_abuse,
}


def network_of(sent: Sent) -> str:
    network = 16 * 256 + sent.network
    return f"{20 + network // 65536 % 100}.{network // 256 % 256}.{network % 256}.9"


def send_false(sent: Sent) -> None:
    said = Said(
        category=categories_offered()[sent.category],
        explanation=sent.words,
        address=f"http://127.0.0.1:{PORT}/p/{sent.post.pk}/",
        name="Pat",
        email=f"pat{sent.network}@{sent.domain}",
        network=network_of(sent),
    )
    notifying.send(None, sent.post, said)


def send(sent: Sent, member: User | None = None) -> Notice:
    if member:
        BROWSER.force_login(member, backend="accounts.backends.MemberBackend")
    fields = {"category": sent.category, "explanation": sent.words, "name": "Pat", "good_faith": "on"}
    email = f"pat{sent.network}@{sent.domain}"
    path = f"/p/{sent.post.pk}/illegal/"
    answer = BROWSER.post(path, fields | {"email": email}, REMOTE_ADDR=network_of(sent))
    BROWSER.cookies.clear()
    assert answer.status_code == 303, (answer.status_code, answer.text[:500])
    return Notice.objects.latest("pk")


def true_ones(posts: list[Post]) -> dict[str, Notice]:
    """In the middle of the flood, about posts of a topic of their own."""
    own = posts[-POSTS:]
    found = {
        "member": send(Sent(own[1], 900_001, "He names my street."), User.objects.get(username="regular")),
        "confirmed address": send(Sent(own[2], 910_001, "My photograph.", domain="home.example")),
        "child abuse": send(Sent(own[3], 920_001, "A child is in it.", CHILDREN, "post.example")),
        "visitor": send(Sent(own[4], 930_001, "A threat in line 3.", domain="else.example")),
    }
    notifying.confirm(found["confirmed address"])
    return found


def flood(name: str, make: Callable[[list[Post], int], Iterator[Sent]], posts: list[Post], many: int) -> bool:
    """Return whether it failed."""
    Notice.objects.all().delete()
    Case.objects.all().delete()
    true: dict[str, Notice] = {}
    with time_machine.travel(BEGIN, tick=False) as moment:
        for number, sent in enumerate(make(posts, many)):
            moment.move_to(BEGIN + number * HOUR / many)
            send_false(sent)
            if number == many // 2:
                true, began = true_ones(posts), clock.now()
        for minute in range(60, DAY, 12):
            moment.move_to(BEGIN + timedelta(minutes=minute))
            fairness.let_in()
    times = sorted(Case.objects.exclude(queued_at=None).values_list("queued_at", flat=True))
    worst = max(sum(1 for other in times if timedelta() <= other - one < HOUR) for one in times)
    kept, cases = Notice.objects.count(), Case.objects.count()
    say(f"\n{name}: {many:,} in an hour, {len(true)} true ones in the middle")
    say(f"  in the queue in the busiest hour {worst}, kept {kept:,} notices about {cases:,} posts")
    waits = {who: wait_of(notice, began) for who, notice in true.items()}
    for who, wait in waits.items():
        say(f"  true, {who:<18} {'still waits after a day' if wait is None else f'in after {wait:.0f} min'}")
    late = [who for who in ("member", "confirmed address") if waits[who] is None or waits[who] > 60]
    return worst > MOST or kept != many + len(true) or bool(late)


def wait_of(notice: Notice, began: datetime) -> float | None:
    at = Case.objects.get(pk=notice.case_id).queued_at
    return (at - began).total_seconds() / 60 if at else None


if __name__ == "__main__":
    main()
