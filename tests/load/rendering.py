import time

from forum import markup
from forum.posts.models import Post
from tests.load.ground import say

LEAST = 400  # texts, so that starting the processes does not count for much


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
