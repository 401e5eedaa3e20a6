import uuid

from forum.topics.models import Topic
from tests.load.ground import say
from tests.load.pages import compare
from tests.load.stage import Stage
from tests.load.timing import Pace, pace
from tests.load.visiting import Person

SECONDS = 5.0
BODY = "Thank you, that was it: the **spring** had slipped.\n\n- [x] new spring\n- [ ] a cover that closes\n"


def measure(built: Stage, port: int) -> None:
    people = [Person(port, poster) for poster in built.posters]
    say(f"\nReplies, {len(people)} posters at once")
    together = write(people, [built.page] * len(people))
    say(f"  all in one topic           {together}")
    others = list(Topic.objects.filter(title__startswith="One of many")[: len(people)])
    say(f"  each in a topic            {write(people, others)}")
    say("\nReplies, one poster")
    quiet = write(people[:1], [built.quiet])
    say(f"  nobody follows             {quiet}")
    followed = write(people[:1], [built.followed])
    say(f"  {built.followed.follower_count or 1000:,} follow               {followed}")
    compare("many followers / none", followed, quiet)


def write(people: list[Person], topics: list[Topic]) -> Pace:
    calls = [_reply(person, topic) for person, topic in zip(people, topics, strict=True)]
    return pace(calls, SECONDS)


def _reply(person: Person, topic: Topic):
    address = f"{topic.get_absolute_url()}reply/"
    return lambda: person.send(address, body=BODY, key=uuid.uuid4().hex, board=str(topic.board_id))
