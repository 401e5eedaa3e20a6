from functools import partial

from tests.load.output import say
from tests.load.queries import addresses
from tests.load.stage import Stage
from tests.load.timing import Pace, pace
from tests.load.visiting import Person

SECONDS, READERS = 3.0, 4
PAGES = ("home", "board", "topic", "long topic, first page", "long topic, last page")


def measure(built: Stage, port: int) -> None:
    say(f"\nPages, {READERS} readers at once")
    found = {}
    for name in PAGES:
        for who, member in (("visitor", None), ("member", built.member)):
            found[name, who] = read(addresses(built)[name], port, member)
            say(f"  {name:<24}{who:<9}{found[name, who]}")
    compare("member / visitor, topic", found["topic", "member"], found["topic", "visitor"])
    for who in ("visitor", "member"):
        last, first = found["long topic, last page", who], found["long topic, first page", who]
        compare(f"last / first page of {built.long.last_number:,} posts, {who}", last, first)


def read(address: str, port: int, member) -> Pace:
    people = [Person(port, member) for _reader in range(READERS)]
    return pace([partial(person.read, address) for person in people], SECONDS)


def compare(what: str, one: Pace, other: Pace) -> None:
    say(f"  ratio of times, {what}: {one.at(0.5) / other.at(0.5):.2f}")
