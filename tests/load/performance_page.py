"""What is put into `docs/performance.md`: tables between marks of their own, the words around them stay."""

import platform
import re
from datetime import UTC, datetime

from django.db import connection

from tests.load.ground import ROOT

PAGE = ROOT / "docs" / "performance.md"


def put(name: str, table: str) -> None:
    """Put it between `<!-- name -->` and `<!-- end of name -->`, with the day and what it ran on."""
    day = datetime.now(UTC).strftime("%-d %B %Y")
    on = f"{day}, {connection.display_name}, Python {platform.python_version()}"
    place = re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- end of {name} -->)", re.DOTALL)
    text, found = place.subn(lambda _match: f"\n{on}:\n\n{table}\n\n", PAGE.read_text())
    if not found:
        raise LookupError(f"docs/performance.md has no place for {name!r}.")
    PAGE.write_text(text)


def as_markdown(table: list[list[str]]) -> str:
    heads, *rows = table
    rules = ["---"] * 2 + ["---:"] * (len(heads) - 2)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rules, *rows))
