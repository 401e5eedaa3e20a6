"""One of two forums whose pages are compared: `python -m tests.load.flat_pages prepare 10000`, and then `measure`.

Other tables than those of topics and posts get a twentieth of the posts' number of rows, evenly over years, so that the
larger forum is the older one, where as much happens in a day. `measure` prints a line of JSON for each page and reader.
"""

import gc
import json
import re
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import SimpleNamespace

# The ground first: it names the settings under which the others are imported.
from tests.load import ground

from django.conf import settings  # isort: skip

# What visitors' pages cost to make, not to hand out.
settings.VISITOR_PAGES_BYTES = 0
# Nobody gathers and compresses styles and scripts for what is measured here.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

from django.contrib import admin  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from forum.boards.models import Board  # noqa: E402
from forum.database import statistics  # noqa: E402
from forum.demo.large import filling  # noqa: E402
from forum.limits import in_memory  # noqa: E402
from forum.topics.models import Tag, Topic  # noqa: E402
from tests.load import cpu  # noqa: E402
from tests.load.output import say as tell  # noqa: E402
from tests.pages import page_kinds  # noqa: E402
from tests.plans import many_rows, walking  # noqa: E402
from tests.plumbing import writing  # noqa: E402
from tests.plumbing.rows import fill  # noqa: E402

FACTS = Path(ground.FOLDER) / "flat.json"
TIMES, SECONDS = 6, 1.5  # a page that takes long is asked for less often
ROWS_SHARE, DAYS = 20, 3_600
HOST = {"host": "127.0.0.1"}


def prepare(posts: int) -> None:
    for command in ("migrate", "createcachetable"):
        call_command(command, verbosity=0)
    if not Topic.objects.exists():
        filling.fill(posts, 1, timezone.now().date(), tell)
    large = the_large()
    stage = page_kinds.build(writing.start, writing.say)
    for model in admin.site._registry:
        fill(model, 3)
    rows = posts // ROWS_SHARE
    # As much a day in either forum; the smaller one is as much younger.
    many = many_rows.Many(rows, DAYS * 24 * 60 // (1_000_000 // ROWS_SHARE), every=10)
    many_rows.fill_every_table(stage.root, many)
    statistics.gather_at_once()
    FACTS.write_text(json.dumps(stage.numbers | walking.addresses_of(large) | last_pages(large)))


def the_large() -> SimpleNamespace:
    board = Board.objects.order_by("-topic_count", "pk").first()
    ordinary = Topic.objects.filter(board=board, post_count__range=(8, 20)).order_by("pk")
    return SimpleNamespace(
        boards=[board],
        tags=list(Tag.objects.order_by("pk")[:1]),
        busy=User.objects.order_by("-post_count").first(),
        longest=Topic.objects.order_by("-last_number").first(),
        middle=ordinary[ordinary.count() // 2],
    )


def last_pages(large: SimpleNamespace) -> dict[str, str]:
    return {
        "last_of_board": str(-(-large.boards[0].topic_count // 30)),
        "last_of_longest": str(-(-large.longest.last_number // 20)),
    }


def pages(numbers: dict[str, str]) -> Iterator[tuple[str, str]]:
    stage = SimpleNamespace(numbers=numbers)
    yield from walking._pages(stage)


def measure(pattern: str) -> None:
    numbers, browsers = json.loads(FACTS.read_text()), {}
    for reader in walking.READERS:
        browsers[reader or "visitor"] = walking._browser(browsers_of(), browser, reader)
        browsers[reader or "visitor"].get("/")
    gc.freeze()  # what is there for ever is not looked through again in the midst of a page
    for page, address in pages(numbers):
        for reader, asking in browsers.items():
            print_cost(pattern, page, reader, asking, address)
    if "admin" in pattern or not pattern:
        for page, address in lists(browsers["root"]):
            print_cost(pattern, page, "root", browsers["root"], address)


def lists(root: Client) -> Iterator[tuple[str, str]]:
    """The admin's, each with the last of its own pages."""
    for page, address in walking._lists(root):
        if not page.endswith(" last"):
            yield page, address
        elif last := last_of_list(root, address.partition("?")[0]):
            yield page, f"{address.partition('?')[0]}?p={last}"


def last_of_list(root: Client, address: str) -> int:
    context = getattr(root.get(address), "context_data", None) or {}
    return context["cl"].paginator.num_pages if "cl" in context and context["cl"].multi_page else 0


def browsers_of() -> SimpleNamespace:
    return SimpleNamespace(
        **{user.username: user for user in User.objects.filter(username__in=["root", "ben"])}
    )


def browser(member: User | None) -> Client:
    client = Client(headers=HOST)
    if member:
        client.force_login(member, backend="accounts.backends.MemberBackend")
    return client


def print_cost(pattern: str, page: str, reader: str, asking: Client, address: str) -> None:
    if re.search(pattern, f"{page} {reader}"):
        status, milliseconds, size = cost_of(asking, address)
        sys.stdout.write(json.dumps([page, reader, status, round(milliseconds, 2), size]) + "\n")
        sys.stdout.flush()


def cost_of(asking: Client, address: str) -> tuple[int, float, int]:
    """The status, the least milliseconds of processor, and the bytes."""
    took: list[float] = []
    status = 0
    for turn in count():
        in_memory.forget_all()  # more than one reader may ask for in a minute
        began = cpu.spent()
        answer = asking.get(address)
        content = b"".join(answer) if answer.streaming else answer.content
        took.append(cpu.spent() - began)
        status = answer.status_code
        if turn == TIMES or (turn and sum(took) > SECONDS * 1_000):
            return status, min(took[1:]), len(content)  # the first one read what the process keeps
    raise AssertionError


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(int(sys.argv[2]))
    else:
        measure(sys.argv[2] if len(sys.argv) > 2 else "")
