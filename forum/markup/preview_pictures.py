"""The picture of a stored text that stands for it where other places show a link to it."""

from html import unescape

from forum.markup.standalone_html import ATTRIBUTE, PIECE

# What readers see only once they ask for it: spoilers and folds.
HIDING = {"details": "", "span": ' class="spoiler"'}
OWN = "/media/"


def preview_picture(html: str, home: str) -> str:
    """Return the whole address of the first picture that is shown at once, or "".

    It is one of our own, whose path stands after `home`, or comes over https: other sites show no other in a page of
    theirs.
    """
    hidden, depth = "", 0
    for piece in PIECE.finditer(html) if "<img " in html else ():
        slash, tag, attributes = piece.groups()
        if hidden:
            depth += (tag == hidden) * (-1 if slash else 1)
            hidden = hidden if depth else ""
        elif tag in HIDING and not slash and HIDING[tag] in attributes:
            hidden, depth = tag, 1
        elif tag == "img":
            address = unescape(dict(ATTRIBUTE.findall(attributes)).get("src", ""))
            if address.startswith(OWN):
                return home + address
            if address.startswith(("https://", f"{home}{OWN}")):
                return address
    return ""
