"""Discourse's paths: how they are stored, and what is found at one that somebody followed."""

from urllib.parse import unquote

from forum.importing.models import OldAddress
from forum.importing.old_addresses import Hosts, address_at, address_under_other_words, addresses_at

NAMELESS = frozenset({"", "-", "topic"})  # what stands in an address where a title gave no words


def topic_paths(slug: str, topic_id: int) -> list[str]:
    """With the topic's words, and with its number alone."""
    return [f"/t/{unquote(slug) or '-'}/{topic_id}", f"/t/{topic_id}"]


def post_path(topic_id: int, number: int) -> str:
    """Without the words of its topic, which may change."""
    return f"/t/-/{topic_id}/{number}"


def member_path(username: str) -> str:
    return f"/u/{username.casefold()}"


def category_paths(slug: str, category_id: int) -> list[str]:
    return [f"/c/{part}" for part in (category_id, slug.casefold()) if part]


def tag_path(name: str) -> str:
    return f"/tag/{name.casefold()}"


def topic_at(slug: str, topic_id: int, hosts: Hosts = ()) -> OldAddress | None:
    """The topic with this number. Titles change, so the words before it may be any that it ever had."""
    if slug in NAMELESS:
        return address_at(f"/t/{topic_id}", hosts)
    return address_at(f"/t/{slug}/{topic_id}", hosts) or address_under_other_words(
        addresses_at(f"/t/{topic_id}", hosts), slug, hosts
    )


def post_at(slug: str, topic_id: int, number: int, hosts: Hosts = ()) -> OldAddress | None:
    """The post with this number in a topic; the topic, where there is no such post."""
    topic = topic_at(slug, topic_id, hosts)
    if topic is None:
        return None
    return OldAddress.objects.filter(path=post_path(topic_id, number), forum=topic.forum_id).first() or topic


def category_at(slug: str, category_id: int, hosts: Hosts = ()) -> OldAddress | None:
    addresses = addresses_at(f"/c/{category_id}", hosts)
    if slug in NAMELESS:
        return next(iter(addresses), None)
    return address_under_other_words(addresses, slug, hosts)
