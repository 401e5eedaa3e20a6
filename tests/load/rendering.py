import time
from itertools import islice
from pathlib import Path

from django.conf import settings
from markdown import Markdown

from forum import markup
from forum.importing.converting import Context, References, to_markdown
from forum.importing.discourse.finding_archives import archive_in
from forum.importing.report import Report
from forum.markup.pipeline import render_unlimited
from forum.posts.models import Post
from tests.load.output import say

LEAST = 400  # texts, so that starting the processes does not count for much
LONG = 100_000  # characters
EVERY = 10  # posts of a real forum
ROUNDS = 3
ARCHIVES = Path(settings.BASE_DIR).parent / "shared" / "data" / "real"


def measure() -> None:
    sources = list(Post.objects.filter(topic__in=range(1, 60)).values_list("source", flat=True))
    sources *= LEAST // len(sources) + 1
    markup.render(sources[0])
    started = time.monotonic()
    for source in sources:
        markup.render(source)
    one_by_one = len(sources) / (time.monotonic() - started)
    started = time.monotonic()
    for _key, _made in markup.render_many((number, source, None) for number, source in enumerate(sources)):
        pass
    together = len(sources) / (time.monotonic() - started)
    say("\nRendering the demo's posts")
    say(f"  one by one, as for a reply   {one_by_one:8.1f}/s")
    say(f"  many, as for an import       {together:8.1f}/s   ratio {together / one_by_one:.2f}")
    compare("the demo's posts", sources)
    for folder in sorted(ARCHIVES.glob("discourse-*")):
        compare(f"posts of {folder.name}", real_sources(folder))


def compare(what: str, sources: list[str]) -> None:
    """Say what a text costs, all that makes it safe included, beside Python-Markdown as it comes."""
    stock = Markdown(extensions=["tables", "fenced_code", "nl2br", "sane_lists"])

    def ours() -> None:
        for source in sources:
            render_unlimited(source, {})

    def theirs() -> None:
        for source in sources:
            stock.reset().convert(source)

    def long_posts() -> None:
        for post in long:
            render_unlimited(post, {})

    long = posts_of(LONG, sources)
    mine, its = (min(cpu(act) for _round in range(ROUNDS)) / len(sources) for act in (ours, theirs))
    say(f"\nProcessor time for {len(sources)} of {what}, each")
    say(f"  this forum                   {mine * 1000:8.2f} ms")
    say(f"  Python-Markdown alone        {its * 1000:8.2f} ms  ratio {mine / its:.2f}")
    say(f"  a post of {LONG // 1000} kB, from an import {cpu(long_posts) / len(long):6.2f} s")


def posts_of(length: int, sources: list[str]) -> list[str]:
    """A few texts of this length, put together from others."""
    whole = "\n\n".join(sources)
    whole *= length // len(whole) + 1
    return [whole[start : start + length] for start in range(0, len(whole) - length + 1, length)][:5]


def cpu(act) -> float:
    before = time.process_time()
    act()
    return time.process_time() - before


def real_sources(folder: Path) -> list[str]:
    """Posts of a real forum as an import would store them."""
    nowhere = References("forum.example", frozenset(), {}, {}, {}, {}, {}, {}, {})
    posts = (
        post for topic in archive_in(folder).topics(Report()) for post in topic.posts if post.becomes_post
    )
    texts = (
        to_markdown(post.raw, Context(nowhere, post.topic_id, post.cooked))
        for post in islice(posts, 0, None, EVERY)
    )
    return [text for text in texts if text.strip()]
