"""The picture of a stored text that stands for it where other places show a link to it."""

from forum.html_entities import unescape
from forum.markup.standalone_html import ATTRIBUTE, SPOILER, pieces

# What readers see only once they ask for it: spoilers and folds.
HIDING = {"details": "", "span": SPOILER}
OWN = ("/media/", "/files/", "/pictures/")


def preview_picture(html: str, home: str) -> str:
    """Return the whole address of the first picture that is shown at once, or "".

    It is one of our own, whose path stands after `home`, or comes over https: other sites show no other in a page of
    theirs.
    """
    for piece, _hides in pieces(html, HIDING) if "<img " in html else ():
        if piece[2] == "img":
            address = unescape(dict(ATTRIBUTE.findall(piece[3])).get("src", ""))
            if address.startswith(OWN):
                return home + address
            if address.startswith(("https://", *(home + own for own in OWN))):
                return address
    return ""
