"""Addresses in a text: pictures found again, links within the old forum turned into links within this one."""

import re
from urllib.parse import unquote, urlsplit

from forum.importing.converting.reading import Reading, Target
from forum.importing.converting.stash import Stash
from forum.importing.converting.uploads import upload_address

PLACE = r"(<[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)"
TITLE = r"(\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?"
IMAGE = re.compile(rf"!\[([^\[\]]*)\]\(\s*{PLACE}{TITLE}\s*\)")
NAMED = re.compile(rf"\[([^\[\]]*)\|(?:attachment|video|audio)\]\(\s*{PLACE}\s*\)")
LINK = re.compile(rf"\]\(\s*{PLACE}{TITLE}\s*\)")
BARE = re.compile(r"<((?:https?:)?//[^\s<>\x02\x03]+)>|(?<![\w/\x03])(https?://[^\s<>\"\x02\x03]+)")
DEFINITION = re.compile(rf"^( {{0,3}}\[[^\[\]^]+\]:[ \t]*){PLACE}{TITLE}[ \t]*$", re.MULTILINE)
SIZE = re.compile(r"\|\s*(?:\d+x\d+|thumbnail)[^|]*(?:\|thumbnail)?$")
KIND = re.compile(r"\|(?:video|audio|attachment)$")
TOPIC = re.compile(
    r"/t/(?:(?P<slug>[^/\d][^/]*|\d[^/]*[^/\d][^/]*|-)/)?(?P<topic>\d{1,18})(?:/(?P<number>\d{1,9}))?/?"
)
POST = re.compile(r"/(?:p|posts)/(\d{1,15})(?:/\d{1,9}|/raw|\.json)?/?")
CATEGORY = re.compile(r"/c/(?:[^/]+/)*?(\d{1,15})(?:/.*)?")
TAG = re.compile(r"/tags?/([^/]+)(?:/\d{1,9})?/?")
MEMBER = re.compile(r"/u(?:sers)?/([^/]+)(?:/.*)?")
TAIL = re.compile(r"[.,;:!?'\"*_~\]]+$")


def with_links(text: str, on: Reading, stash: Stash) -> str:
    """Convert all addresses and put them away, so that nothing else touches them."""
    if "](" in text or "]:" in text:
        text = with_named_links(text, on, stash)
    return BARE.sub(lambda found: written_out(found, on, stash), text) if "//" in text else text


def with_named_links(text: str, on: Reading, stash: Stash) -> str:
    text = IMAGE.sub(lambda found: image(found, on, stash), text)
    text = NAMED.sub(r"[\1](\2)", text)
    text = LINK.sub(lambda found: stash.keep(f"]({local(bare(found[1]), on)}{found[2] or ''})"), text)
    return DEFINITION.sub(
        lambda found: stash.keep(f"{found[1]}{local(bare(found[2]), on)}{found[3] or ''}"), text
    )


def bare(place: str) -> str:
    return place[1:-1].strip().replace(" ", "%20") if place.startswith("<") else place


def image(found: re.Match[str], on: Reading, stash: Stash) -> str:
    alt, place = found[1], bare(found[2])
    name = SIZE.sub("", KIND.sub("", alt)).strip()
    address = upload_address(place, on) if place.startswith("upload:") else whole(place, on)
    if not address:
        on.warn("upload", place)
        return stash.keep(f"*({name or place})*")
    if KIND.search(alt):
        return stash.keep(f"[{name or 'video'}]({address})")
    return stash.keep(f"![{name}]({address}{found[3] or ''})")


def written_out(found: re.Match[str], on: Reading, stash: Stash) -> str:
    address, rest = found[1] or found[2], ""
    if found[2]:
        address, rest = trimmed(address)
    target = target_of(address, on)
    if target:
        return stash.keep(f"[{target.title}](/p/{target.post_id}/)") + rest
    if found[1]:
        address = f"<{whole(address, on)}>"
    return stash.keep(address) + rest


def trimmed(address: str) -> tuple[str, str]:
    """An address in running text without the punctuation that follows it."""
    end = len(TAIL.sub("", address))
    while address[:end].endswith(")") and address[:end].count(")") > address[:end].count("("):
        end -= 1
        end = len(TAIL.sub("", address[:end]))
    return address[:end], address[end:]


def local(address: str, on: Reading) -> str:
    """Where a link should lead from here."""
    if address.startswith("upload:"):
        found = upload_address(address, on)
        if not found:
            on.warn("upload", address)
        return found or "#"
    target = target_of(address, on)
    if target:
        return f"/p/{target.post_id}/"
    path = path_within(address, on)
    return (path and place_of(path, on)) or whole(address, on)


def place_of(path: str, on: Reading) -> str | None:
    """Where a member, a category or a tag of the old forum stands here."""
    if member := MEMBER.fullmatch(path):
        name = on.surroundings.member(unquote(member[1]))
        return f"/u/{name}/" if name else None
    if category := CATEGORY.fullmatch(path):
        return on.surroundings.boards.get(int(category[1]))
    tag = TAG.fullmatch(path)
    return on.surroundings.tags.get(unquote(tag[1]).casefold()) if tag else None


def whole(address: str, on: Reading) -> str:
    """The address with its scheme and host: paths would be looked for on this site."""
    if address.startswith("//"):
        return f"https:{address}"
    return on.surroundings.absolute(address) if address.startswith("/") else address


def path_within(address: str, on: Reading) -> str | None:
    """The path of an address of the old forum, or None."""
    if address.startswith("/") and not address.startswith("//"):
        return address.partition("?")[0].partition("#")[0]
    try:
        parts = urlsplit(whole(address, on))
        return (parts.path or "/") if on.surroundings.is_ours(parts.hostname or "") else None
    except ValueError:
        return None


def target_of(address: str, on: Reading) -> Target | None:
    """The post here that an address of the old forum stands for."""
    path = path_within(address, on)
    post_id = POST.fullmatch(path) if path else None
    if post_id:
        return on.surroundings.post_with(int(post_id[1]))
    found = TOPIC.fullmatch(path) if path else None
    if not found:
        return None
    first = on.surroundings.firsts.get(int(found["topic"]))
    post = on.surroundings.post(int(found["topic"]), int(found["number"] or 1))
    if first and post:
        return Target(post, first.title)
    return first
