"""The tags of another forum. They come in as tags that staff have set up, for members may not make any."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from forum.importing.archive import Archive
from forum.importing.contents import Contents
from forum.importing.models import Import, OldAddress, OldForum
from forum.importing.old_addresses import save_addresses
from forum.importing.report import Report
from forum.markup.unicode_text import slug_of, visible_line
from forum.site.slugs import key_of
from forum.topics.models import Tag, Topic

LONGEST_FOREIGN_ID = Import._meta.get_field("foreign_id").max_length or 0
LONGEST_NAME = Tag._meta.get_field("name").max_length or 0
LONGEST_SLUG = Tag._meta.get_field("slug").max_length or 0


@transaction.atomic
def import_tags(archive: Archive, forum: OldForum, contents: Contents, report: Report) -> dict[str, int]:
    """Set up the tags that are not here; return the id of each by its name there."""
    rows = Import.objects.filter(source=forum.source, kind="tag", local_id__in=Tag.objects.values("pk"))
    # One that staff have renamed since it came is still the same.
    known = dict(rows.values_list("foreign_id", "local_id"))
    named = {key_of(tag.name): tag.pk for tag in Tag.objects.all()}
    ids: dict[str, int] = {}
    for name in sorted(contents.tags):
        key = key_of(name[:LONGEST_NAME])
        pk = known.get(foreign_id_of(name)) or named.get(key)
        if pk is None:
            pk = create_tag(name[:LONGEST_NAME].strip()).pk
            report.count("tags")
        named[key] = ids[name] = pk
    for there, pk in {foreign_id_of(name): pk for name, pk in ids.items()}.items():
        if there not in known:
            Import.objects.update_or_create(
                source=forum.source, kind="tag", foreign_id=there, defaults={"local_id": pk}
            )
    save_addresses(
        OldAddress(forum=forum, path=path, tag_id=pk)
        for name, pk in ids.items()
        for path in archive.tag_addresses(name)
    )
    return ids


def foreign_id_of(name: str) -> str:
    return name.casefold()[:LONGEST_FOREIGN_ID]


def create_tag(name: str) -> Tag:
    base = slug_of(name, LONGEST_SLUG - 5) or "tag"
    slug, number = base, 2
    while Tag.objects.filter(slug_key=key_of(slug)).exists():
        slug, number = f"{base}-{number}", number + 1
    shown = visible_line(name) or slug
    # What cannot be seen in a name tells no two tags apart.
    same = Tag.objects.filter(name_key=key_of(shown)).first()
    return same or Tag.objects.create(name=shown, slug=slug)


def tag_topics(tags: Mapping[int, Iterable[int]]) -> None:
    """Give new topics their tags, {topic: tags}."""
    through = Topic.tags.through
    through.objects.bulk_create(
        through(topic_id=topic, tag_id=tag) for topic, some in tags.items() for tag in dict.fromkeys(some)
    )
