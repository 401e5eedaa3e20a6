"""A day on which a thousand spammers sign up among a hundred honest newcomers: what gets through, and at what cost.

The time is simulated; all else is the forum itself: its pages, its worker, its filters as they come. It is lived twice:
with a filter that has learned nothing, and with one that moderators' verdicts have trained.
"""

import gc
import heapq
import random
import time
from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from types import SimpleNamespace

import time_machine
from django.conf import settings
from django.test.utils import override_settings
from django.utils import timezone

from accounts.models import User
from forum.boards.models import Board
from forum.boards.presets import Preset, apply_preset
from forum.database import deferred_writes
from forum.jobs.running import run_round
from forum.moderation import approval_acts
from forum.moderation.models import LogEntry
from forum.posts import publishing
from forum.posts.models import PendingPost
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission
from forum.topics.models import Topic
from tests.load import first_posts
from tests.load.first_posts import RealText
from tests.load.output import say
from tests.load.spam_actors import Outcome, Visitor, honest, spammer
from tests.load.spam_moderator import Moderator
from tests.load.spam_texts import KINDS, Spammers

HOURS = 24.0
SPAMMERS, NEWCOMERS, LESSONS = 1_000, 100, 250
ROUND = 120.0  # seconds from one round of the worker to the next
GOALS = {"untrained": 0.05, "trained": 0.02}
STATES = tuple(GOALS)
# Nothing was collected for this process: what is measured is no file.
PLAIN_STATIC_FILES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
FAST_HASHES = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@dataclass
class Day:
    """What came of it."""

    outcomes: list[Outcome]
    acts: int = 0
    steps: int = 0
    undone_by: int = 0
    seconds: float = 0.0
    left: int = 0  # members of whom something is still gone after Undo

    def spam(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.is_spam]

    def newcomers(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if not outcome.is_spam]

    @property
    def visible_spam(self) -> float:
        return share(outcome.is_visible for outcome in self.spam())

    @property
    def visible_honest(self) -> float:
        return share(outcome.is_visible for outcome in self.newcomers())


def share(answers: Iterable[bool]) -> float:
    found = list(answers)
    return sum(found) / max(len(found), 1)


def measure(states: Collection[str]) -> None:
    """Live these days and print what came of them. Each has newcomers and spammers of its own."""
    say("\nA day of spam")
    if not first_posts.are_there():
        say(
            "  There are no archives of real forums here (FORUM_ARCHIVES), so there is nobody honest. Left out."
        )
        return
    firsts, others = first_posts.read()
    newcomers, members = firsts[: 2 * NEWCOMERS], firsts[2 * NEWCOMERS :]
    forum = build(others, members)
    # What was made so far stays; looking through it again and again for what went is a tenth of the time.
    gc.collect()
    gc.freeze()
    for number, state in enumerate(STATES):
        if state not in states:
            continue
        if state == "trained":
            train(forum, others, members)
        day = live(forum, newcomers[number * NEWCOMERS : (number + 1) * NEWCOMERS], SPAMMERS, seed=number + 1)
        report(day, state)


def build(others: Sequence[RealText], members: Sequence[RealText], most: int = 300) -> SimpleNamespace:
    """A forum with a board on which some members talked before this day."""
    board = Board.objects.create(name="Questions", slug="questions")
    apply_preset(board, Preset.PUBLIC)
    root = User.objects.create_superuser("moderating", "moderating@example.org", "x")
    said = [text for text in others if 15 <= len(text.text.split()) <= 300][:most]
    authors = [User.objects.create_user(f"regular{n}", f"regular{n}@example.org", "x") for n in range(12)]
    User.objects.filter(pk__in=[author.pk for author in authors]).update(
        date_joined=timezone.now() - timedelta(days=400), is_staff=True
    )
    authors = list(User.objects.filter(username__startswith="regular"))
    topics: dict[str, Topic] = {}
    for number, text in enumerate(said):
        submission = Submission(
            authors[number % len(authors)], render_text(text.text), key=f"said-{number}", title=text.title[:90],
            is_repeat_meant=True,
        )  # fmt: skip
        if text.title not in topics:
            topics[text.title] = publishing.start(board, submission).topic
        else:
            publishing.reply(topics[text.title], submission)
    # Regulars, and no staff, from here on.
    User.objects.filter(username__startswith="regular").update(is_staff=False)
    let_the_worker_finish()
    texts = [text.text for text in said]
    return SimpleNamespace(board=board, root=root, topics=list(topics.values()), texts=texts)


def let_the_worker_finish() -> None:
    while run_round():
        pass


@override_settings(PASSWORD_HASHERS=FAST_HASHES, STORAGES=settings.STORAGES | PLAIN_STATIC_FILES)
def live(
    forum: SimpleNamespace, newcomers: Sequence[RealText], spammers: int, seed: int, hours: float = HOURS
) -> Day:
    draw, started = random.Random(seed), time.monotonic()
    outcomes: list[Outcome] = []
    due: list[tuple[float, int, Generator[float, None, None]]] = []
    order = count()
    names: set[str] = set()
    networks = count(seed * 5_000)
    for spam in Spammers(seed, forum.texts).many(spammers):
        spam.name = f"{spam.name}x{seed}"[:30]
        spam.email = spam.email.replace("@", f".{seed}@")
        visitor = Visitor(next(networks), spam.name, is_program=draw.random() < 0.5)
        outcome = Outcome(True, spam.kind, spam.name)
        names.add(spam.name)
        outcomes.append(outcome)
        place = draw.choice(forum.topics).get_absolute_url()
        # The day's last hours are left for what spammers do later.
        heapq.heappush(
            due, (draw.uniform(0, hours * 3600 * 0.6), next(order), spammer(spam, visitor, place, outcome))
        )
    for number, real in enumerate(newcomers):
        visitor = Visitor(next(networks), f"newcomer{seed}-{number}", is_program=False)
        outcome = Outcome(False, "honest", visitor.name)
        outcomes.append(outcome)
        place = draw.choice(forum.topics).get_absolute_url()
        heapq.heappush(
            due, (draw.uniform(0, hours * 3600 * 0.9), next(order), honest(real, visitor, place, outcome))
        )
    moderator = Moderator(forum.root, names)
    heapq.heappush(due, (0.0, next(order), moderator.day(hours)))
    heapq.heappush(due, (0.0, next(order), worker(hours)))
    day = Day(outcomes)

    def close() -> None:
        day.acts, day.steps = moderator.acts, len(moderator.steps)
        day.undone_by, day.left = undo_everything(moderator)

    pass_the_day(due, seed, close)
    day.seconds = time.monotonic() - started
    return day


def worker(hours: float) -> Generator[float, None, None]:
    """Slower than a real one, which lets nothing wait for more than a few seconds."""
    for _time in range(int(hours * 3600 / ROUND) + 30):
        let_the_worker_finish()
        yield ROUND


def pass_the_day(
    due: list[tuple[float, int, Generator[float, None, None]]], seed: int, close: Callable[[], None]
) -> None:
    """Let everybody do what they do, in the order of the clock, which jumps from one to the next."""
    beginning = timezone.now() + timedelta(days=7 * seed)
    former, deferred_writes.writes_at_once = deferred_writes.writes_at_once, True
    try:
        with time_machine.travel(beginning, tick=False) as clock:
            while due:
                moment, number, actor = heapq.heappop(due)
                clock.move_to(beginning + timedelta(seconds=moment))
                try:
                    seconds = next(actor)
                except StopIteration:
                    continue
                heapq.heappush(due, (moment + seconds, number, actor))
            close()
    finally:
        deferred_writes.writes_at_once = former


def undo_everything(moderator: Moderator) -> tuple[int, int]:
    """Undo each clean-up from the page of one of its members; return with how many pages, and for how many it failed."""
    pages = 0
    for name in dict.fromkeys(moderator.steps):
        address = f"/u/{name}/clean-up/"
        numbers = undo_numbers(moderator.client.get(address).text)
        if numbers:
            moderator.client.post("/moderate/undo/", {"undo": numbers, "next": address})
            pages += 1
    let_the_worker_finish()
    begun = LogEntry.objects.filter(act="clean-up")
    undone = set(LogEntry.objects.filter(act="undo-clean-up").values_list("detail__of", flat=True))
    left = [entry for entry in begun if entry.pk not in undone]
    kept_out = User.objects.filter(suspended_until__gt=timezone.now(), username__in=moderator.spammers)
    result = pages, len(left) + kept_out.count()
    # What came back is no part of the next day.
    PendingPost.objects.filter(author__username__in=moderator.spammers).delete()
    return result


def undo_numbers(page: str) -> list[str]:
    return [part.partition('"')[0] for part in page.split('name="undo" value="')[1:]]


def train(forum: SimpleNamespace, others: Sequence[RealText], members: Sequence[RealText]) -> None:
    """Let moderators decide about as many texts of both kinds as the filter needs, of other spammers and authors."""
    spam = Spammers(99, forum.texts).many(LESSONS * 2)
    texts = [each.later_text or each.text for each in spam if each.kind in KINDS[:2]][:LESSONS]
    good = [text.text for text in [*members, *reversed(others)]][:LESSONS]
    for number, (text, is_spam) in enumerate(
        [*((text, True) for text in texts), *((text, False) for text in good)]
    ):
        author = User.objects.create_user(f"lesson{number}", f"lesson{number}@example.org", None)
        rendered = render_text(text)
        pending = PendingPost.objects.create(
            author=author,
            topic=forum.topics[0],
            source=text,
            html=rendered.rendered.html,
            key=f"lesson{number}",
        )
        if is_spam:
            approval_acts.reject(forum.root, pending, "Spam", is_spam=True)
        else:
            approval_acts.approve(forum.root, pending)
    let_the_worker_finish()


def report(day: Day, state: str) -> None:
    spam = day.spam()
    by_kind = ", ".join(
        f"{kind} {sum(o.is_visible for o in spam if o.kind == kind)}/{sum(o.kind == kind for o in spam)}"
        for kind in KINDS
    )
    say(f"  With {'an' if state == 'untrained' else 'a'} {state} filter ({day.seconds:.0f} s):")
    say(
        f"    spam that visitors see after 5 minutes: {day.visible_spam:.1%} (goal ≤ {GOALS[state]:.0%}): {by_kind}"
    )
    say(f"    spammers with any post in sight by then: {share(o.has_any_post for o in spam):.1%}")
    say(f"    honest first posts in sight within 10 minutes: {day.visible_honest:.1%} (goal ≥ 98%)")
    say(f"    acts of the moderator: {day.acts} (goal ≤ 60)")
    say(f"    clean-ups: {day.steps}, undone by {day.undone_by} presses; not brought back: {day.left}")
