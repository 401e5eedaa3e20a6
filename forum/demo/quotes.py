"""Small changes to what the demo's members wrote: quotes that lead to their post, and texts before their edit."""

import re
from collections.abc import Mapping

ATTRIBUTION = re.compile(r"^(?P<marks>(?:> ?)+)@(?P<name>[\w.\-]+) wrote:[ \t]*$", re.MULTILINE)
FENCE = re.compile(r"^(?:```|///)", re.MULTILINE)


def linked(source: str, latest: Mapping[str, int]) -> str:
    """The text with `> @name wrote:` leading to that member's latest post so far, by `latest`: name → id."""

    def link(found: re.Match[str]) -> str:
        if found["name"] not in latest:
            return found[0]
        return f"{found['marks']}@{found['name']} [wrote](/p/{latest[found['name']]}/):"

    return ATTRIBUTION.sub(link, source)


def before_edit(source: str) -> str:
    """What the post may have said before its edit: all but its last paragraph, or its last sentence."""
    for gap in reversed(list(re.finditer(r"\n\n", source))):
        shorter = source[: gap.start()]
        # A cut inside a block of code would leave it open.
        if len(FENCE.findall(shorter)) % 2 == 0:
            return shorter
    shorter, full_stop, _last = source.rstrip(" .!?").rpartition(". ")
    return shorter + full_stop.rstrip() if shorter else source.rstrip(".!?")
