"""The pool of texts: paragraphs that the demo's members wrote, in new company, and things with invented names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from forum import markup
from forum.demo.content_files import Community, ContentError
from forum.demo.large.invented_names import ThingNames
from forum.search.analysis import exact_tokens, tokens, words
from forum.search.documents import what_it_has
from forum.site.models import SiteSettings

# What only makes sense where it was said, or only as a whole.
BOUND = re.compile(r"@|\(picture:|\]\(/|^(?:///|>|\[\^|```|    )|wrote:", re.MULTILINE)
PARAGRAPHS = (1, 1, 1, 2, 2, 3, 4)
SENTENCES = (
    "This is about the {} {}, not about the {}.",
    "Mine is a **{} {}**, the one that came after the {}.",
    "Has anybody taken a {} {} apart? The {} of it, I mean.",
    "I would try a {} first, and only then the {} {}.",
    "According to the manual of the {} {} it takes a *{}*.",
    "It worked with the {}; with the {} {} it did not.",
)
TITLES = (
    "{} {}: where to begin?",
    "The {} {} makes a noise when it is cold",
    "Which {} for an old {}?",
    "Has anyone mended a {} {}?",
    "{} or {}?",
    "My {} will not talk to the {}",
    "How we saved a {} {}",
    "Looking for the manual of the {} {}",
    "Notes on the {} {}",
    "What broke this week: {} and {}",
)


@dataclass(frozen=True)
class PoolText:
    """A text with all that is made of it, when it is written and for searches."""

    source: str
    rendered: markup.Rendered
    has: int
    tokens: tuple[str, ...]
    exact: tuple[str, ...]
    words: frozenset[str]


def pool_of(community: Community, size: int, seed: int, language: str) -> list[PoolText]:
    """Render so many texts. It takes a millisecond each."""
    chance = Random(f"{seed} texts")
    names = ThingNames(chance)
    said = paragraphs_of(community)
    sources = [_source(chance, said, names) for _text in range(size)]
    jobs = ((place, source, None) for place, source in enumerate(sources))
    results = markup.render_many(jobs, options=SiteSettings.current().markup_options)
    return [_pool_text(sources[place], result, language) for place, result in results]


def paragraphs_of(community: Community) -> list[str]:
    sources = (post.source for topic in community.topics for post in topic.posts)
    paragraphs = (paragraph.strip("\n") for source in sources for paragraph in source.split("\n\n"))
    return [paragraph for paragraph in paragraphs if paragraph.strip() and not BOUND.search(paragraph)]


def titles(seed: int) -> Iterator[str]:
    """Without end."""
    chance = Random(f"{seed} titles")
    names = ThingNames(chance)
    while True:
        yield chance.choice(TITLES).format(names.draw(chance), names.draw(chance))


def _source(chance: Random, said: list[str], names: ThingNames) -> str:
    paragraphs = chance.sample(said, chance.choice(PARAGRAPHS))
    things = [names.draw(chance) for _thing in range(3)]
    paragraphs.insert(chance.randint(0, len(paragraphs)), chance.choice(SENTENCES).format(*things))
    return "\n\n".join(paragraphs)


def _pool_text(source: str, result: markup.Rendered | markup.Refused, language: str) -> PoolText:
    if isinstance(result, markup.Refused):
        raise ContentError(f"{source!r}: {result}")
    return PoolText(
        source,
        result,
        has=what_it_has(result.html),
        tokens=tuple(token.text for token in tokens(result.text, language)),
        exact=tuple(exact_tokens(result.text)),
        words=frozenset(words(result.text, language)),
    )
