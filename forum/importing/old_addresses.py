"""What stands here for an address of a forum that was imported.

Two forums may have had the same address. `hosts` says which of them is meant, as far as the request tells: the nearest
guess first. Else the words in the address decide, and where it has none, the forum that was imported first.
"""

from collections.abc import Iterable, Sequence

from forum.importing.models import Import, OldAddress, OldForum
from forum.topics.models import Topic

NAMELESS = frozenset({"", "-", "topic"})  # what the old forum wrote where a title gave no words
SHORTEST_WORD = 3
LONGEST_PATH = OldAddress._meta.get_field("path").max_length or 0

Hosts = Sequence[str]


def address_at(path: str, hosts: Hosts = ()) -> OldAddress | None:
    return next(iter(_addresses(path, hosts)), None)


def topic_at(slug: str, topic_id: int, hosts: Hosts = ()) -> OldAddress | None:
    """The topic with this number. Titles change, so the words before it may be any that it ever had."""
    if slug in NAMELESS:
        return address_at(f"/t/{topic_id}", hosts)
    return address_at(f"/t/{slug}/{topic_id}", hosts) or _under_another_name(
        _addresses(f"/t/{topic_id}", hosts), slug, hosts
    )


def post_at(slug: str, topic_id: int, number: int, hosts: Hosts = ()) -> OldAddress | None:
    """The post with this number in a topic; the topic, where there is no such post."""
    topic = topic_at(slug, topic_id, hosts)
    if topic is None:
        return None
    return OldAddress.objects.filter(path=post_path(topic_id, number), forum=topic.forum_id).first() or topic


def board_at(slug: str, category_id: int, hosts: Hosts = ()) -> OldAddress | None:
    found = _addresses(f"/c/{category_id}", hosts)
    if slug in NAMELESS:
        return next(iter(found), None)
    return _under_another_name(found, slug, hosts)


def imported_post(foreign_id: int, hosts: Hosts = ()) -> int | None:
    """The id here of a post by its id there."""
    forums = {forum.source: forum for forum in OldForum.objects.all()}
    rows = Import.objects.filter(source__in=forums, kind="post", foreign_id=str(foreign_id))
    here = {forums[source]: local_id for source, local_id in rows.values_list("source", "local_id")}
    return here[min(here, key=lambda forum: _nearness(forum, hosts))] if here else None


def keep(rows: Iterable[OldAddress]) -> None:
    """Store addresses. Whoever came first to one within a forum keeps it."""
    short = (row for row in rows if len(row.path) <= LONGEST_PATH)
    OldAddress.objects.bulk_create(short, batch_size=1000, ignore_conflicts=True)


def topic_paths(slug: str, topic_id: int) -> list[str]:
    """Where a topic stood: under its name, and under its number alone."""
    return [f"/t/{slug or '-'}/{topic_id}", f"/t/{topic_id}"]


def post_path(topic_id: int, number: int) -> str:
    """Where a post stood, without the name of its topic, which may change."""
    return f"/t/-/{topic_id}/{number}"


def member_path(name: str) -> str:
    return f"/u/{name.casefold()}"


def tag_path(name: str) -> str:
    return f"/tag/{name.casefold()}"


def _addresses(path: str, hosts: Hosts) -> list[OldAddress]:
    if "\x00" in path:
        return []  # no database takes it
    rows = OldAddress.objects.filter(path=path).select_related("forum", "topic", "board")
    return sorted(rows, key=lambda row: _nearness(row.forum, hosts))


def _nearness(forum: OldForum, hosts: Hosts) -> tuple[int, int]:
    return (hosts.index(forum.host) if forum.host in hosts else len(hosts), forum.pk)


def _under_another_name(found: list[OldAddress], slug: str, hosts: Hosts) -> OldAddress | None:
    """One of those that have the number, though none has the words.

    With several forums here, a number alone proves nothing: the words have to say something of the thing they lead to.
    """
    if not found or OldForum.objects.count() == 1 or found[0].forum.host in hosts:
        return next(iter(found), None)
    alike = [row for row in found if _words(slug) & _known_words(row)]
    return max(alike, key=lambda row: len(_words(slug) & _known_words(row)), default=None)


def _known_words(address: OldAddress) -> set[str]:
    if address.board is not None:
        return _words(address.board.slug)
    topic: Topic | None = address.topic
    if topic is None:
        return set()
    names = OldAddress.objects.filter(topic=topic, forum=address.forum_id, post=None)
    return _words(topic.slug).union(*(_words(path) for path in names.values_list("path", flat=True)))


def _words(slug: str) -> set[str]:
    parts = slug.casefold().replace("/", "-").replace("_", "-").split("-")
    return {part for part in parts if len(part) >= SHORTEST_WORD and not part.isdecimal()}
