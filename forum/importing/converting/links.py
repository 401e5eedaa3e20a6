"""Addresses in a text: pictures get full addresses, links within the old forum turned into links within this one."""

import re
from urllib.parse import unquote, urlsplit

from forum.importing.converting.context import Context, Target
from forum.importing.converting.stash import Stash
from forum.importing.converting.uploads import upload_address
from forum.markup.inlines.address_ends import path_end, without_trailing

PLACE = r"(<[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)"
TITLE = r"(\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?"
IMAGE = re.compile(rf"!\[([^\[\]]*)\]\(\s*{PLACE}{TITLE}\s*\)")
NAMED = re.compile(rf"\[([^\[\]]*)\|(?:attachment|video|audio)\]\(\s*{PLACE}\s*\)")
LINK = re.compile(rf"\]\(\s*{PLACE}{TITLE}\s*\)")
BARE = re.compile(r"<((?:https?:)?//[^\s<>\x02\x03]+)>|(?<![A-Za-z0-9/\x03])(https?://[^\s<>\"\x02\x03]+)")
DEFINITION = re.compile(rf"^( {{0,3}}\[[^\[\]^]+\]:[ \t]*){PLACE}{TITLE}[ \t]*$", re.MULTILINE)
THUMBNAIL = re.compile(r"\|\s*thumbnail\s*$")
SIZE = re.compile(r"\|\s*\d+x\d+[^|]*$")
KIND = re.compile(r"\|(?:video|audio|attachment)$")
TOPIC = re.compile(
    r"/t/(?:(?P<slug>[^/\d][^/]*|\d[^/]*[^/\d][^/]*|-)/)?(?P<topic>\d{1,18})(?:/(?P<number>\d{1,9}))?/?"
)
POST = re.compile(r"/(?:p|posts)/(\d{1,15})(?:/\d{1,9}|/raw|\.json)?/?")
CATEGORY = re.compile(r"/c/(?:[^/]+/)*?(\d{1,15})(?:/.*)?")
TAG = re.compile(r"/tags?/([^/]+)(?:/\d{1,9})?/?")
MEMBER = re.compile(r"/u(?:sers)?/([^/]+)(?:/.*)?")
# A heading or a footnote within a post.
WITHIN_POST = re.compile(r"#(?:p|footnote|footnote-ref)-(\d{1,15})-.*")


def with_links(text: str, context: Context, stash: Stash) -> str:
    """Convert all addresses and put them away, so that nothing else touches them."""
    if "](" in text or "]:" in text:
        text = with_named_links(text, context, stash)
    return BARE.sub(lambda match: bare_address(match, context, stash), text) if "//" in text else text


def with_named_links(text: str, context: Context, stash: Stash) -> str:
    text = IMAGE.sub(lambda match: image(match, context, stash), text)
    text = NAMED.sub(r"[\1](\2)", text)
    text = LINK.sub(
        lambda match: stash.keep(f"]({local_address(bare(match[1]), context)}{match[2] or ''})"), text
    )
    return DEFINITION.sub(
        lambda match: stash.keep(f"{match[1]}{local_address(bare(match[2]), context)}{match[3] or ''}"), text
    )


def bare(place: str) -> str:
    return place[1:-1].strip().replace(" ", "%20") if place.startswith("<") else place


def image(match: re.Match[str], context: Context, stash: Stash) -> str:
    alt, place = match[1], bare(match[2])
    words = THUMBNAIL.sub("", KIND.sub("", alt)).strip()
    name = SIZE.sub("", words).strip()
    address = upload_address(place, context) if place.startswith("upload:") else full_address(place, context)
    if not address:
        context.warn("upload", place)
        return stash.keep(f"*({name or place})*")
    if KIND.search(alt):
        return stash.keep(f"[{name or 'video'}]({address})")
    return stash.keep(f"![{words}]({address}{match[3] or ''})")


def bare_address(match: re.Match[str], context: Context, stash: Stash) -> str:
    address, rest = match[1] or match[2], ""
    if match[2]:
        address, rest = split_punctuation(address)
    target = target_of(address, context)
    if target:
        return stash.keep(f"[{target.title}](/p/{target.post_id}/)") + rest
    if match[1]:
        address = f"<{full_address(address, context)}>"
    return stash.keep(address) + rest


def split_punctuation(address: str) -> tuple[str, str]:
    """An address in running text without the punctuation that follows it."""
    end = without_trailing(address, 0, path_end(address, 0))
    return address[:end], address[end:]


def local_address(address: str, context: Context) -> str:
    """Where a link should lead from here."""
    if address.startswith("upload:"):
        upload = upload_address(address, context)
        if not upload:
            context.warn("upload", address)
        return upload or "#"
    target = target_of(address, context)
    if target:
        return f"/p/{target.post_id}/"
    path = path_within(address, context)
    return (path and local_path(path, context)) or full_address(address, context)


def local_path(path: str, context: Context) -> str | None:
    """Where a member, a category or a tag of the old forum stands here."""
    if member := MEMBER.fullmatch(path):
        name = context.references.member(unquote(member[1]))
        return f"/u/{name}/" if name else None
    if category := CATEGORY.fullmatch(path):
        return context.references.boards.get(int(category[1]))
    tag = TAG.fullmatch(path)
    return context.references.tags.get(unquote(tag[1]).casefold()) if tag else None


def full_address(address: str, context: Context) -> str:
    """The address with its scheme and host: paths would be looked for on this site."""
    if address.startswith("//"):
        return f"https:{address}"
    return context.references.absolute(address) if address.startswith("/") else address


def path_within(address: str, context: Context) -> str | None:
    """The path of an address of the old forum, or None."""
    if address.startswith("/") and not address.startswith("//"):
        return address.partition("?")[0].partition("#")[0]
    try:
        parts = urlsplit(full_address(address, context))
        return (parts.path or "/") if context.references.is_ours(parts.hostname or "") else None
    except ValueError:
        return None


def target_of(address: str, context: Context) -> Target | None:
    """The post here that an address of the old forum stands for."""
    if within := WITHIN_POST.fullmatch(address):
        return context.references.post_with(int(within[1]))
    path = path_within(address, context)
    post_id = POST.fullmatch(path) if path else None
    if post_id:
        return context.references.post_with(int(post_id[1]))
    match = TOPIC.fullmatch(path) if path else None
    if not match:
        return None
    first = context.references.first_posts.get(int(match["topic"]))
    post = context.references.post(int(match["topic"]), int(match["number"] or 1))
    if first and post:
        return Target(post, first.title)
    return first
