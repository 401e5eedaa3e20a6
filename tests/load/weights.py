import gzip
import re
from html.parser import HTMLParser

from tests.load.output import say
from tests.load.queries import addresses
from tests.load.stage import Stage
from tests.load.visiting import Person

BUDGET = {"html": 40, "css": 20, "js": 15, "requests": 8}  # kilobytes, for a topic of 20 posts
PAGES = ("home", "board", "topic")
POST = re.compile(rb"<article .*?</article>", re.DOTALL)
PROSE = re.compile(rb'<div class="prose"[^>]*>(.*?)</div><div class="post-acts">', re.DOTALL)
GZIPPED = b"\x1f\x8b"


class Parts(HTMLParser):
    """The files of ours that a browser fetches for a page."""

    def __init__(self):
        super().__init__()
        self.found: dict[str, set[str]] = {"css": set(), "js": set(), "image": set()}

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        address = facts.get("href") if tag in ("link", "use") else facts.get("src")
        kind = self._kind(tag, facts.get("rel") or "")
        if kind and address and address.startswith("/"):
            self.found[kind].add(address.partition("#")[0])

    def _kind(self, tag: str, rel: str) -> str | None:
        if tag == "link":
            return {"stylesheet": "css", "modulepreload": "js", "icon": "image"}.get(rel)
        return {"script": "js", "img": "image", "use": "image"}.get(tag)


def measure(built: Stage, port: int) -> None:
    say("\nWeight, compressed               HTML      CSS       JS   others   requests")
    for name in PAGES:
        for who, member in (("visitor", None), ("member", built.member)):
            _line(f"{name}, {who}", Person(port, member), addresses(built)[name])
    around, of_posts = _markup(_plain(Person(port).read(addresses(built)["topic"])))
    say(
        f"  {'markup of a topic':<26}{around:,} bytes around the posts (goal 8,000), {of_posts:,} in each (goal 1,200)"
    )
    budget = "".join(f"{BUDGET[kind]:>6} KB" for kind in ("html", "css", "js"))
    say(f"  {'budget of a topic':<26}{budget}{'':>9}{BUDGET['requests']:>11}")


def _line(name: str, person: Person, address: str) -> None:
    html = _plain(person.read(address))
    parts = Parts()
    parts.feed(html.decode())
    sizes = [sum(len(_compressed(person.read(part))) for part in found) for found in parts.found.values()]
    columns = [len(_compressed(html)), *sizes]
    requests = 1 + sum(map(len, parts.found.values()))
    say(f"  {name:<26}" + "".join(f"{size / 1024:>6.1f} KB" for size in columns) + f"{requests:>11}")


def _markup(html: bytes) -> tuple[int, int]:
    """Bytes of a visitor's topic page before compression: around its posts, and in each beside what was written."""
    posts = POST.findall(html)
    written = sum(len(said) for post in posts for said in PROSE.findall(post))
    of_posts = sum(map(len, posts))
    return len(html) - of_posts, (of_posts - written) // len(posts)


def _plain(body: bytes) -> bytes:
    return gzip.decompress(body) if body.startswith(GZIPPED) else body


def _compressed(body: bytes) -> bytes:
    """What comes over the line, or would where a proxy compresses for us."""
    return body if body.startswith(GZIPPED) else gzip.compress(body, 6)
