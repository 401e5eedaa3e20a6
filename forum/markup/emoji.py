"""Shortcodes such as `:smile:` as the characters they stand for."""

import re
from types import ModuleType

from pymdownx import emoji1_db, gemoji_db

# Several may stand side by side, but `std::on::exit`, 12:30:45, `{:a: 1}` and `https://example.org/:v:/` hold none.
SHORTCODES = re.compile(r"(?<![\w:/{=?&#])(?::[a-z0-9_+\-]{1,40}:)+(?![\w:/])")
SHORTCODE = re.compile(r":([a-z0-9_+\-]+):")


def characters(code_points: str) -> str:
    return "".join(chr(int(point, 16)) for point in code_points.split("-"))


def table_of(database: ModuleType) -> dict[str, str]:
    table = {
        code.strip(":"): characters(entry.get("unicode_alt", entry["unicode"]))
        for code, entry in database.emoji.items()
        if "unicode" in entry
    }
    for alias, code in database.aliases.items():
        if code.strip(":") in table:
            table[alias.strip(":")] = table[code.strip(":")]
    return table


# GitHub's names win; the older set adds the names that other forums use, such as :slight_smile:.
EMOJI = table_of(emoji1_db) | table_of(gemoji_db)


def with_emoji(text: str) -> str:
    return SHORTCODES.sub(lambda run: SHORTCODE.sub(lambda code: EMOJI.get(code[1], code[0]), run[0]), text)
