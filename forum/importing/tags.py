"""The tags of another forum. They come in as tags that staff have set up, for members may not make any."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from forum.importing.first_reading import Contents
from forum.importing.models import OldAddress, OldForum
from forum.importing.old_addresses import keep, tag_path
from forum.importing.report import Report
from forum.markup.unicode_text import seen_line, slug_of
from forum.site.slugs import key_of
from forum.topics.models import Tag, Topic

LONGEST_NAME = Tag._meta.get_field("name").max_length or 0
LONGEST_SLUG = Tag._meta.get_field("slug").max_length or 0


@transaction.atomic
def bring_tags(forum: OldForum, contents: Contents, report: Report) -> dict[str, int]:
    """Set up the tags that are not here; answer the id of each by its name there."""
    came = OldAddress.objects.filter(forum=forum).exclude(tag=None)
    known = dict(came.values_list("path", "tag"))
    here = {key_of(tag.name): tag.pk for tag in Tag.objects.all()}
    found: dict[str, int] = {}
    for name in sorted(contents.tags):
        # One that staff have renamed since it came is still the same.
        pk = known.get(tag_path(name)) or here.get(key_of(name[:LONGEST_NAME]))
        if pk is None:
            pk = new_tag(name[:LONGEST_NAME].strip()).pk
            report.count("tags")
        here[key_of(name[:LONGEST_NAME])] = found[name] = pk
    keep(OldAddress(forum=forum, path=tag_path(name), tag_id=pk) for name, pk in found.items())
    return found


def new_tag(name: str) -> Tag:
    wanted = slug_of(name, LONGEST_SLUG - 5) or "tag"
    slug, number = wanted, 2
    while Tag.objects.filter(slug_key=key_of(slug)).exists():
        slug, number = f"{wanted}-{number}", number + 1
    shown = seen_line(name) or slug
    # What cannot be seen in a name tells no two tags apart.
    same = Tag.objects.filter(name_key=key_of(shown)).first()
    return same or Tag.objects.create(name=shown, slug=slug)


def tag_topics(tags: Mapping[int, Iterable[int]]) -> None:
    """Give new topics their tags, {topic: tags}."""
    through = Topic.tags.through
    through.objects.bulk_create(
        through(topic_id=topic, tag_id=tag) for topic, some in tags.items() for tag in dict.fromkeys(some)
    )
