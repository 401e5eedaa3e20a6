"""Tagging topics as a moderator: some tags more, some less, on as many as one has chosen."""

from collections.abc import Collection, Mapping
from typing import Literal

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.jobs.enqueuing import enqueue
from forum.moderation.acts import Act, Detail
from forum.moderation.models import LogEntry
from forum.moderation.topic_targets import TOPIC
from forum.topics.models import Tag, Topic


def change_tags(
    by: User, topic: Topic, reason: str, *, add: Collection[Tag] = (), remove: Collection[Tag] = ()
) -> Detail | Literal[False]:
    before = {tag.pk: tag.name for tag in topic.tags.all()}
    after = before | {tag.pk: tag.name for tag in add}
    for tag in remove:
        after.pop(tag.pk, None)
    if after.keys() == before.keys():
        return False
    topic.tags.set(after)
    enqueue("topic.retagged", topic_id=topic.pk)
    return {"was": sorted(before), "now": sorted(after), "tags": sorted(after.values())}


def tag_back(by: User, topic: Topic, entry: LogEntry, reason: str) -> LogEntry | None:
    was, now = set(entry.detail["was"]), set(entry.detail["now"])
    add, remove = Tag.objects.filter(pk__in=was - now), Tag.objects.filter(pk__in=now - was)
    return tagging.perform(by, topic, reason, add=list(add), remove=list(remove))


def tag_words(detail: Detail, boards: Mapping[int, str]) -> str:
    return ", ".join(detail.get("tags", [])) or gettext("no tags")


tagging = Act(
    name="tag",
    on=TOPIC,
    opposite="tag",
    label=_("Change tags"),
    title=_("Change the tags of this topic"),
    button=_("Change tags"),
    done=_("Tags changed."),
    done_to_many=ngettext_lazy(
        "Tags of %(count)d topic changed.", "Tags of %(count)d topics changed.", "count"
    ),
    restricts=False,
    log_words=_("changed the tags of"),
    detail_words=tag_words,
    asks="tags",
    change=change_tags,
    undo=tag_back,
)
ACTS = (tagging,)
