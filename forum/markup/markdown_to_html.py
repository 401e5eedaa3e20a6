"""Markdown to HTML that is not yet safe."""

import re
import threading
from collections.abc import Iterable
from functools import partial
from xml.etree import ElementTree as etree  # noqa: N813

from markdown import Markdown
from markdown.blockprocessors import BlockQuoteProcessor
from pymdownx.superfences import SuperFencesBlockPreprocessor

from forum.markup.block_spacing import SpacingPreprocessor
from forum.markup.code_tabs import with_tabs, with_tabs_put_away
from forum.markup.options import Options

EXTENSIONS = {
    "tables": {"use_align_attribute": True},
    "sane_lists": {},
    "nl2br": {},
    # A heading needs a space after its #; otherwise "#1" and "#topic" would shout.
    "pymdownx.saneheaders": {},
    "pymdownx.betterem": {},
    "pymdownx.tilde": {"subscript": False},
    "pymdownx.magiclink": {},
    # Highlighting waits until the text is sanitised: its many spans make the sanitiser twelve times slower.
    "pymdownx.highlight": {"use_pygments": False},
    "pymdownx.superfences": {"relaxed_headers": True},
    "pymdownx.blocks.details": {},
}

CLASS_NAME = re.compile(r"\.([\w#+-]+)")
NEVER = re.compile(r"(?!)")


class SeparateQuotes(BlockQuoteProcessor):
    """An empty line ends a quote, so that two people quoted one after the other are quoted twice."""

    def lastChild(self, parent: etree.Element) -> None:  # noqa: N802
        return None


class OnlyWith:
    """A compiled pattern that is tried only on text with its mark, because most has none."""

    def __init__(self, mark: str, pattern: re.Pattern[str]) -> None:
        self.mark = mark
        self.pattern = pattern

    def finditer(self, text: str, start: int) -> Iterable[re.Match[str]]:
        return self.pattern.finditer(text, start) if self.mark in text else ()


def language_only(fences: SuperFencesBlockPreprocessor, header: re.Match[str]) -> bool:
    """Read `{…}` in a fence's header for the language alone: superfences would write the rest into raw HTML."""
    named = CLASS_NAME.search(header["attrs"])
    fences.lang = named[1] if named else None
    return bool(fences.handle_unrecognized(header))


def markdown() -> Markdown:
    md = Markdown(extensions=list(EXTENSIONS), extension_configs=EXTENSIONS, output_format="html")
    # Raw HTML is text. With it on, no sanitiser can promise that a post stays inside its box.
    md.preprocessors.deregister("html_block")
    md.inlinePatterns.deregister("html")
    # Looking for mail addresses in text without an @ takes a sixth of all the time, and far more in dotted words.
    mail = md.inlinePatterns["magic-mail"]
    mail.compiled_re = OnlyWith("@", mail.compiled_re)
    # After superfences (25), so that code is out of the way.
    md.preprocessors.register(SpacingPreprocessor(md), "spacing", 20)
    fences = md.preprocessors["fenced_code_block"]
    fences.handle_attrs = partial(language_only, fences)
    md.parser.blockprocessors.register(SeparateQuotes(md.parser), "quote", 20)
    # A details block's options are YAML; nobody needs them, and members shall not reach a YAML parser.
    md.parser.blockprocessors["blocks"].yaml_line = NEVER
    return md


class Converters(threading.local):
    """One converter for each thread: building one costs more than most posts, and sharing one mixes posts up."""

    def __init__(self) -> None:
        self.markdown = markdown()


converters = Converters()


def convert(source: str, options: Options = Options()) -> str:
    """HTML for the source. May raise anything, and may take long on hostile input."""
    try:
        return with_tabs(converters.markdown.reset().convert(with_tabs_put_away(source)))
    except BaseException:
        # What broke off in the middle leaves its half-open lists behind, and reset() does not find them.
        converters.markdown = markdown()
        raise
