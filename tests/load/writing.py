import uuid
from itertools import chain, cycle

from forum.topics.models import Topic
from tests.load.output import say
from tests.load.stage import Stage
from tests.load.timing import Pace, compare, pace
from tests.load.visiting import Person

SECONDS = 5.0
AT_ONCE = 8
BODY = "Thank you, that was it: the **spring** had slipped.\n\n- [x] new spring\n- [ ] a cover that closes\n"


def measure(built: Stage, port: int) -> None:
    people = groups([Person(port, poster) for poster in built.posters])
    say(f"\nReplies, {len(people)} posters at once")
    together = write(people, [built.page] * len(people))
    say(f"  all in one topic           {together}")
    others = list(Topic.objects.filter(title__startswith="One of many")[: len(people)])
    say(f"  each in a topic            {write(people, others)}")
    say("\nReplies, one poster")
    alone = [list(chain.from_iterable(people))]
    quiet = write(alone, [built.quiet])
    say(f"  nobody follows             {quiet}")
    followed = write(alone, [built.followed])
    say(f"  {built.followed.follower_count or 1000:,} follow               {followed}")
    compare("many followers / none", followed, quiet)


def groups(people: list[Person]) -> list[list[Person]]:
    """Eight at a time, each of whom is ten members taking turns: one alone may not write as often as is measured."""
    return [people[first::AT_ONCE] for first in range(AT_ONCE)]


def write(groups: list[list[Person]], topics: list[Topic]) -> Pace:
    calls = [_reply(cycle(group), topic) for group, topic in zip(groups, topics, strict=True)]
    return pace(calls, SECONDS)


def _reply(people, topic: Topic):
    address = f"{topic.get_absolute_url()}reply/"

    def act():
        sent = {"body": BODY, "key": uuid.uuid4().hex, "board": str(topic.board_id), "again": "1"}
        # Without a tick in the box below the text: whoever replies does not follow.
        next(people).send(address, **sent, follow_asked="1")

    return act
