"""What a reply costs, with the server as a user starts it: `python -m tests.load.replies`, and as part of all.

Ordinary members post texts of some 600 characters, by one connection and by eight. Whoever posts, the limits on how
often are lifted; the fixed one on how many texts are rendered for a member is kept by taking turns. All of it, the
client and whatever else the machine does share its processors, so that work done (CPU) says more than what was reached.
"""

import sys
import time
from dataclasses import dataclass, field

from django.db import connection

from tests.load import ground, processes  # the ground first: it names the settings
from tests.load.output import say
from tests.load.serving import served
from tests.load.write_lock import Watched

# isort: split
from forum.jobs.models import Job
from forum.search.models import ChangedPost
from forum.topics.models import Topic
from tests.load import stage
from tests.load.lines import Line
from tests.load.notifying import CROWD, crowd
from tests.load.reply_client import Poster, post_for, send
from tests.load.timing import Pace

SECONDS = 8.0
AT_ONCE = 8
MEMBERS = 480  # each has so many texts rendered in a minute, and no more
# Seconds for the worker to come to the end: a thousand who follow are told of hundreds of replies.
LONGEST_WAIT = 900.0
PUBLISHED = "post.published"


@dataclass
class Cost:
    """What was reached, and what it took."""

    pace: Pace
    answering: float  # CPU milliseconds a reply
    background: float
    lag: float  # seconds until the worker had come to the end
    lateness: list[float]  # of each event, in seconds
    holding: dict[str, float] = field(default_factory=dict)  # milliseconds of the write lock a reply

    def say(self, name: str) -> None:
        say(f"  {name:<26} {self.pace}")
        say(
            f"    CPU a reply: {self.answering:.1f} ms in the web processes, {self.background:.1f} in the worker"
        )
        held = ", ".join(f"{held:.1f} ms by {who}" for who, held in self.holding.items())
        say(f"    write lock held a reply: {held or 'not to be seen'}")
        late = self.lateness
        if late:
            p95 = late[int(len(late) * 0.95)]
            say(
                f"    events late: p95 {p95:.1f} s, most {late[-1]:.1f} s; done {self.lag:.1f} s after the last reply"
            )


def measure(built: stage.Stage, server_pid: int, port: int) -> None:
    # It first looks at all posts of a forum that was made a moment ago.
    wait_for_worker()
    posters = prepare(built, port)
    topics = list(Topic.objects.filter(title__startswith="One of many")[:AT_ONCE])
    post_for(1.0, port, at_once(posters), topics)  # warm
    wait_for_worker()
    say("\nReplies of some 600 characters, ordinary members, with the worker")
    one, eight = [posters], at_once(posters)
    cost_of(server_pid, port, one, [built.quiet]).say("1 at a time")
    cost_of(server_pid, port, eight, topics).say("8 at once, each a topic")
    cost_of(server_pid, port, eight, [built.quiet] * AT_ONCE).say("8 at once, one topic")
    while_notifying(built, port, one)


def prepare(built: stage.Stage, port: int) -> list[Poster]:
    return [Poster(port, member) for member in stage.writers("writer", MEMBERS, built.board)]


def at_once(posters: list[Poster]) -> list[list[Poster]]:
    return [posters[first::AT_ONCE] for first in range(AT_ONCE)]


def cost_of(
    server_pid: int, port: int, people: list[list[Poster]], topics: list[Topic], seconds: float = SECONDS
) -> Cost:
    """Post for some seconds; wait until the worker has done what follows, which is counted, too."""
    answering, background = processes.split(server_pid)
    last = Job.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    on_sqlite = connection.vendor == "sqlite"
    watched = Watched(connection.settings_dict["NAME"]) if on_sqlite else None
    before = processes.spent(answering), processes.spent(background)
    began = time.monotonic()
    pace = post_for(seconds, port, people, topics)
    took = time.monotonic() - began
    shares = watched.shares() if watched else {}
    answered = processes.spent(answering)
    lag = wait_for_worker()
    worked = processes.spent(background)
    count = len(pace.times)
    jobs = Job.objects.filter(pk__gt=last, name=PUBLISHED, state=Job.State.DONE)
    late = sorted((done - made).total_seconds() for done, made in jobs.values_list("done_at", "created_at"))
    holding = {
        who: 1000 * took / count * sum(share for pid, share in shares.items() if pid in pids)
        for who, pids in (("the web processes", answering), ("the worker", background))
        if watched
    }
    return Cost(pace, (answered - before[0]) / count, (worked - before[1]) / count, lag, late, holding)


def wait_for_worker() -> float:
    """Wait until it has done what there was to do; return how many seconds that took."""
    began = time.monotonic()
    while Job.objects.unfinished().exists() or ChangedPost.objects.exists():
        if time.monotonic() - began > LONGEST_WAIT:
            sys.exit("The worker does not come to the end.")
        time.sleep(0.1)
    return time.monotonic() - began


def while_notifying(built: stage.Stage, port: int, people: list[list[Poster]]) -> None:
    crowded = crowd(built)
    quiet = post_for(SECONDS, port, people, [built.quiet])
    wait_for_worker()
    # Each has ten thousand to tell, so that it lasts as long as is measured.
    line = Line(port)
    for poster in people[0][:3]:
        send(line, poster.request(crowded, "News"))
    line.close()
    meanwhile = post_for(SECONDS, port, people, [built.quiet])
    is_on = Job.objects.unfinished().exists()
    say(f"\n  in peace                   {quiet}")
    say(
        f"  while {CROWD:,} are notified {meanwhile}"
        + ("" if is_on else "   (which was over before the end)")
    )
    say(f"  p95 while / in peace       {meanwhile.at(0.95) / quiet.at(0.95):8.2f}")


def main() -> None:
    built = stage.build()
    with served() as server:
        measure(built, server.pid, ground.PORT)


if __name__ == "__main__":
    main()
