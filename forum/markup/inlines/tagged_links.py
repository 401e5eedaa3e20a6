"""Links between tags: `<a href="…">words</a>`, `[url=…]words[/url]`."""

from forum.markup.inlines.pieces import plain
from forum.markup.inlines.reader import Reader
from forum.markup.links import link_address


def close_link(reader: Reader, name: str, closing: str) -> bool:
    """Close a link whose `href` is what was typed. If that may not be linked, it is shown behind the words.

    One without `href` is no link, only its tags go.
    """
    if not reader.tags_by_name.get(name):
        return False
    tag = reader.tags_by_name[name][-1]
    target = tag.pair.attributes.get("href", "")
    if not reader.close_tag(name, closing):
        return False
    address = link_address(target) if target else None
    if address is not None:
        tag.pair.attributes["href"] = address
        return True
    reader.pieces[tag.place] = ""
    reader.pieces.pop()
    words = plain(reader.pieces[tag.place :]).strip() if target else ""
    if target != words:
        reader.add(f" ({target})" if words else target)
    return True
