"""The examples of the help page, rendered as posts are."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from forum import markup
from forum.pages.help.writing_examples import GOOD_TO_KNOW, SECTIONS, Section


class RenderedExample(NamedTuple):
    """`key` tells its footnotes from those of others."""

    typed: str
    html: str
    note: str
    key: str


def rendered_sections(options: markup.Options) -> Iterator[tuple[Section, list[RenderedExample]]]:
    """What a forum with these options reads, in the language that is active."""
    for section in SECTIONS:
        if section.is_read(options):
            yield (
                section,
                [
                    RenderedExample(
                        str(example.typed),
                        shown(str(example.typed), options) if example.is_shown else "",
                        str(example.note),
                        f"{section.anchor}-{number}",
                    )
                    for number, example in enumerate(section.examples)
                ],
            )


def good_to_know(options: markup.Options) -> str:
    introduction, *differences = GOOD_TO_KNOW
    items = "\n".join(f"- {difference}" for difference in differences)
    return shown(f"{introduction}\n\n{items}", options)


def shown(source: str, options: markup.Options) -> str:
    """The HTML of a text of ours, or "" while nobody is free to render it."""
    try:
        return rendered(source, options)
    except markup.Busy:
        return ""


@lru_cache(maxsize=1_000)
def rendered(source: str, options: markup.Options) -> str:
    text = markup.render(source, options=options)
    if text.plain:
        # Our texts are cheap: only a machine that is very busy fails here, and that passes.
        raise markup.Busy(text.plain_reason)
    return text.html
