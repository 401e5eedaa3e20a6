"""What stands here for an address of a forum that was imported.

Two forums may have had the same address. `hosts` says which of them is meant, as far as the request tells: the nearest
guess first. Else the words in the address decide, and where it has none, the forum that was imported first.
"""

from collections.abc import Iterable, Sequence

from forum.importing.models import Import, OldAddress, OldForum
from forum.topics.models import Topic

SHORTEST_WORD = 3
LONGEST_PATH = OldAddress._meta.get_field("path").max_length or 0

Hosts = Sequence[str]


def address_at(path: str, hosts: Hosts = ()) -> OldAddress | None:
    return next(iter(addresses_at(path, hosts)), None)


def imported_post(foreign_id: int, hosts: Hosts = ()) -> int | None:
    """The id here of a post by its id there."""
    forums = {forum.source: forum for forum in OldForum.objects.all()}
    rows = Import.objects.filter(source__in=forums, kind="post", foreign_id=str(foreign_id))
    here = {forums[source]: local_id for source, local_id in rows.values_list("source", "local_id")}
    return here[min(here, key=lambda forum: _nearness(forum, hosts))] if here else None


def save_addresses(rows: Iterable[OldAddress]) -> None:
    """Where a forum had a path for two things, the one that was saved first keeps it."""
    short = (row for row in rows if len(row.path) <= LONGEST_PATH)
    OldAddress.objects.bulk_create(short, batch_size=1000, ignore_conflicts=True)


def addresses_at(path: str, hosts: Hosts) -> list[OldAddress]:
    if "\x00" in path:
        return []  # no database takes it
    rows = OldAddress.objects.filter(path=path).select_related("forum", "topic", "board")
    return sorted(rows, key=lambda row: _nearness(row.forum, hosts))


def _nearness(forum: OldForum, hosts: Hosts) -> tuple[int, int]:
    return (hosts.index(forum.host) if forum.host in hosts else len(hosts), forum.pk)


def address_under_other_words(addresses: list[OldAddress], slug: str, hosts: Hosts) -> OldAddress | None:
    """One of the addresses with the same number, though none has these words.

    With several forums here, a number alone proves nothing: the words have to say something of the thing they lead to.
    """
    if not addresses or OldForum.objects.count() == 1 or addresses[0].forum.host in hosts:
        return next(iter(addresses), None)
    alike = [row for row in addresses if _words(slug) & _known_words(row)]
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
