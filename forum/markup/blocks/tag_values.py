"""What opening tags say: whom a quotation is by, what is inside, how a list counts."""

import re

from forum.markup.blocks.code import LANGUAGE

QUOTED = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)')")
# `ann, post:1, topic:2`, `ann;1`, `ann post_id=1 time=2`; with both names it is `Ann Lee, post:1, username:ann`.
USERNAME = re.compile(r",\s*username:\s*([^\s,]+)")
REFERENCE = re.compile(
    r",\s*(?:post|topic|member|full|username)\s*:.*|;[0-9]+\Z|\s+(?:post_id|time|user_id|link|date|msg_id|url)=.*"
)
# `[quote author=Ann Lee link=…]`
AUTHOR = re.compile(r"(?:author|name)=")
SPECIAL = re.compile(r"[!$&*<=\[\\\]^_`|~]")
COUNTING = re.compile(r"[aAiI]|decimal|(?:lower|upper)-(?:alpha|roman)")


def text_in(value: str) -> str:
    """What stands in the quotation marks, if there are any."""
    quoted = QUOTED.match(value)
    return (quoted[1] or quoted[2] or "") if quoted else value.strip()


def quoted_name(value: str) -> str:
    """The name of who is quoted, or "" if none is given."""
    value = AUTHOR.sub("", value, count=1)
    text = text_in(value)
    username = USERNAME.search(text)
    name = username[1] if username else REFERENCE.sub("", text)
    return name.strip().removeprefix("@")


def quoted_name_as_markdown(value: str) -> str:
    return SPECIAL.sub(r"\\\g<0>", quoted_name(value))


def first_number(value: str) -> str:
    """What a list counts from, or "" if it does not count."""
    value = text_in(value)
    return "1" if COUNTING.fullmatch(value) else value if value.isdecimal() else ""


def language(value: str) -> str:
    match = LANGUAGE.match(text_in(value))
    return match[0] if match else ""


VALUES = {
    "code": language,
    "details": text_in,
    "list": first_number,
    "quote": quoted_name_as_markdown,
    "spoiler": text_in,
}
