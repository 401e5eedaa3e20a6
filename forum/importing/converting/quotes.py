"""Who is quoted: the first line of a quotation."""

import re

from forum.importing.converting.context import Context, link_text

FACT = re.compile(r"\b(post|topic|username):\s*([^,\"]+)")


def attribution(facts: str, context: Context) -> str:
    """`@name [wrote](/p/12/):` as far as the name and the post are known here; "" when nobody is named."""
    facts = facts.lstrip("=").strip().strip('"“”')
    fields = dict(FACT.findall(facts))
    name = facts.split(",")[0].strip().strip('"')
    local = context.references.member(fields.get("username", name).strip())
    if not local and not name:
        return ""
    post = quoted_post(fields, context)
    author = f"@{local}" if local else link_text(name)
    return f"{author} [wrote](/p/{post}/):" if post else f"{author} wrote:"


def quoted_post(fields: dict[str, str], context: Context) -> int | None:
    try:
        topic, number = int(fields.get("topic", context.topic_id)), int(fields["post"])
    except (KeyError, ValueError):
        return None
    return context.references.post(topic, number)
