"""Running text: with its emoji and smileys, the members it mentions linked, and its hashtags known as such."""

import re
from collections.abc import Mapping

from forum.html_entities import unescape
from forum.markup.emoji import with_emoji
from forum.markup.hashtags import with_hashtags
from forum.markup.html import elements
from forum.markup.html.directions import Directions, directed
from forum.markup.links import is_named
from forum.markup.mentions import linked
from forum.markup.plain_text import PlainText
from forum.markup.smileys import with_smileys

MENTION = re.compile(r'<(a|span) class="mention".*?</\1>')


class Words:
    def __init__(
        self,
        out: list[str],
        plain_text: PlainText,
        directions: Directions,
        members: Mapping[str, str],
        smileys: bool,
    ) -> None:
        self.out = out
        self.plain_text = plain_text
        self.directions = directions
        self.members = members
        self.smileys = smileys

    def write(self, text: str) -> list[str]:
        """Write words that stand in no link. Return the names that they mention."""
        text = self.with_signs(text)
        self.plain_text.say(text)
        if "@" not in text or not self.members:
            self.directions.read(text)
            self.out.append(with_hashtags(text))
            return []
        html, names = linked(text, self.members)
        # Names have directions of their own.
        self.directions.read(unescape(MENTION.sub("", html)))
        if self.directions.are_mixed:
            html = MENTION.sub(lambda mention: directed(mention[0], "auto"), html)
        self.out.append(html)
        return names

    def write_label(self, text: str, address: str | None, mark: int) -> None:
        """Write words of a link, whose start tag stands at the mark if the address is known."""
        is_bare = address is not None and is_named(address, text)
        text = text if is_bare else self.with_signs(text)
        self.plain_text.say(text)
        # An address runs from left to right and says nothing about the words around it.
        if not is_bare:
            self.directions.read(text)
        elif self.directions.are_mixed:
            self.out[mark] = directed(self.out[mark], "ltr")
        self.out.append(elements.text(text))

    def with_signs(self, text: str) -> str:
        text = with_emoji(text) if ":" in text else text
        return with_smileys(text, self.plain_text.last_sign) if self.smileys else text
