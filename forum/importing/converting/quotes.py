"""Who is quoted: the first line of a quotation."""

import re

from forum.importing.converting.reading import Reading, link_text

FACT = re.compile(r"\b(post|topic|username):\s*([^,\"]+)")


def attribution(facts: str, on: Reading) -> str:
    """`@name [wrote](/p/12/):` as far as the name and the post are known here; "" when nobody is named."""
    facts = facts.lstrip("=").strip().strip('"“”')
    given = dict(FACT.findall(facts))
    name = facts.split(",")[0].strip().strip('"')
    local = on.surroundings.member(given.get("username", name).strip())
    if not local and not name:
        return ""
    post = quoted_post(given, on)
    shown = f"@{local}" if local else link_text(name)
    return f"{shown} [wrote](/p/{post}/):" if post else f"{shown} wrote:"


def quoted_post(given: dict[str, str], on: Reading) -> int | None:
    try:
        topic, number = int(given.get("topic", on.topic_id)), int(given["post"])
    except (KeyError, ValueError):
        return None
    return on.surroundings.post(topic, number)
