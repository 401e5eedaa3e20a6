import re

UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def storable(text: str) -> str:
    """The text without control characters and halves of characters, which no database takes or nobody sees."""
    return UNSTORABLE.sub("", text)
