"""Small changes to the texts of the demo's posts: quotes that link to their post, and texts before an edit."""

import re
from collections.abc import Mapping

ATTRIBUTION = re.compile(r"^(?P<marks>(?:> ?)+)@(?P<name>[\w.\-]+) wrote:[ \t]*$", re.MULTILINE)
FENCE = re.compile(r"^(?:```|///)", re.MULTILINE)


def link_quotes(source: str, latest: Mapping[str, int]) -> str:
    """Link `> @name wrote:` to that member's latest post so far; `latest` holds their ids by username."""

    def link(quote: re.Match[str]) -> str:
        if quote["name"] not in latest:
            return quote[0]
        return f"{quote['marks']}@{quote['name']} [wrote](/p/{latest[quote['name']]}/):"

    return ATTRIBUTION.sub(link, source)


def text_before_edit(source: str) -> str:
    """All but the last paragraph, or the last sentence where there is only one."""
    for gap in reversed(list(re.finditer(r"\n\n", source))):
        shorter = source[: gap.start()]
        # A cut inside a block of code would leave it open.
        if len(FENCE.findall(shorter)) % 2 == 0:
            return shorter
    shorter, full_stop, _last = source.rstrip(" .!?").rpartition(". ")
    return shorter + full_stop.rstrip() if shorter else source.rstrip(".!?")
