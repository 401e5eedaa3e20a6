import re

OPEN_BLOCK = re.compile(r"^[\s>]*(/{3,})", re.MULTILINE)


def details_block(title: str, body: str, kind: str = "details") -> str:
    """A block that shows its title only, until it is opened."""
    # One that holds another is told apart from it by one more slash.
    slashes = "/" * (1 + max([2, *(len(mark) for mark in OPEN_BLOCK.findall(body))]))
    return f"{slashes} {kind}{f' | {title}' if title else ''}\n\n{body}\n\n{slashes}"
