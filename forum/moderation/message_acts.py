"""What moderators do about a reported message. They act on nothing else in a conversation, and only through its report.

The log names the author and the report, never the conversation or the text.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.boards.models import permissions_of, read_permissions
from forum.boards.permissions import Asker
from forum.moderation.acts import Act, Detail
from forum.moderation.log import moderates_members
from forum.moderation.member_targets import member_target
from forum.moderation.models import LogEntry
from forum.moderation.other_moderators import has_other_moderator
from forum.moderation.own_items import AboutYourself
from forum.posts import removing
from forum.posts.models import Post
from forum.reports.models import Report
from forum.topics.models import Topic
from forum.topics.participants import Participant


def sees_to_messages(asker: Asker) -> bool:
    """Who handles reports about members, and moderators of all boards: a conversation is on none."""
    permissions = permissions_of(asker)
    reader = permissions.reader
    if not reader.is_authenticated or permissions.only_reads:
        return False
    return moderates_members(reader) or permissions.moderates_everywhere


def may_act_on(by: Reader, author: User) -> bool:
    return sees_to_messages(by) and by.pk != author.pk


MESSAGE = member_target("accounts.change_user", may_act_on, is_by_role=True)


def members_of(topic: Topic) -> set[int]:
    """Who takes part in the conversation, or did."""
    return {topic.author_id, *Participant.objects.filter(topic=topic).values_list("member", flat=True)}


def is_left_to_others(by: Reader, topic: Topic) -> bool:
    """Whether they take part in the conversation, or did, and somebody else can decide."""
    involved = members_of(topic)
    return by.pk in involved and has_other_moderator(involved, None, is_admonishing=True)


def refuse_taking_part(by: User, topic: Topic) -> None:
    """Raise AboutYourself if it is left to others."""
    if is_left_to_others(by, topic):
        raise AboutYourself


def conversation_of(entry: LogEntry) -> Topic | None:
    """Where a reported message was removed; None, if something else was done."""
    post = entry.report.post if entry.act == remove.name and entry.report else None
    return post.topic if post else None


def is_where_they_take_part(reader: Reader, at: str) -> Q:
    """Of acts, to which the path `at` leads: those on messages of conversations in which they take part, or did."""
    way: dict[str, Any] = {f"{at}act": remove.name, f"{at}report__post__isnull": False}
    topic = f"{at}report__post__topic"
    own = Participant.objects.filter(topic=OuterRef(topic), member=reader.pk)
    return Q(**way) & (Q((f"{topic}__author", reader.pk)) | Q(Exists(own)))


def involved_in(entry: LogEntry) -> set[int]:
    """Who takes part there."""
    topic = conversation_of(entry)
    return members_of(topic) if topic else set()


def refuse_deciding(by: User, entry: LogEntry) -> None:
    """Raise AboutYourself for an appeal against an act in a conversation of one's own, as for its report."""
    if topic := conversation_of(entry):
        refuse_taking_part(by, topic)


def which_report(detail: Detail, boards: Mapping[int, str]) -> str:
    return gettext("report %(number)s") % {"number": detail.get("report", "")}


def message_of(report: Report) -> Post:
    """Raise PermissionDenied for a report of anything else."""
    if report.post is None or not report.is_about_message:
        raise PermissionDenied
    return report.post


def log(act: Act[Any], by: User, report: Report, reason: str = "", **cited: Any) -> LogEntry:
    author = message_of(report).author
    entry = act.log(by, author, reason, {"report": report.pk}, **cited)
    entry.report = report
    entry.save(update_fields=["report"])
    return entry


@transaction.atomic
def take_away(by: User, report: Report, reason: str, **cited: Any) -> LogEntry | None:
    """Remove the reported message; None if it is gone already. The caller has closed its report in this transaction.

    `cited` is what `Act.log` takes. A conversation stays, also if nothing else was said in it.
    """
    post = message_of(report)
    is_removed = removing.remove(
        by,
        post,
        reason,
        is_withheld=False,
        is_allowed=lambda permissions, locked: locked.pk == post.pk and sees_to_messages(permissions),
    )
    if not is_removed:
        return None
    return log(remove, by, report, reason, **cited)


def put_back(by: User, author: User, entry: LogEntry, reason: str) -> LogEntry | None:
    """Undo a removal, unless somebody else has removed the message since."""
    report = entry.report
    if report is None or report.post is None:
        return None
    if not sees_to_messages(read_permissions(by)):
        raise PermissionDenied
    post = message_of(report)
    refuse_taking_part(by, post.topic)
    post.refresh_from_db(fields=["removed_at", "removed_by", "erased_at"])
    if post.is_erased or not post.is_removed or post.removed_by_id != entry.by_id:
        return None
    is_there = removing.restore(
        by,
        post,
        is_allowed=lambda permissions, locked: (
            locked.removed_by_id == entry.by_id and sees_to_messages(permissions)
        ),
    )
    return log(restore, by, report, reason) if is_there else None


look = Act(
    name="look-at-message",
    on=MESSAGE,
    label=_("Show the message"),
    restricts=False,
    log_words=_("looked at a reported message by"),
    detail_words=which_report,
)

remove = Act(
    name="remove-message",
    on=MESSAGE,
    opposite="restore-message",
    label=_("Remove message"),
    restricts=True,
    log_words=_("removed a reported message by"),
    detail_words=which_report,
    notification=_("A moderator removed a message of yours in a conversation"),
    undo=put_back,
    is_undoable=lambda entry: entry.report_id is not None,
)

restore = Act(
    name="restore-message",
    on=MESSAGE,
    opposite="remove-message",
    label=_("Restore message"),
    restricts=False,
    log_words=_("restored a reported message by"),
    detail_words=which_report,
    notification=_("A moderator restored a message of yours in a conversation"),
    is_undoable=lambda entry: False,
    by_hand=_("A message can be removed only through a report about it."),
)

ACTS = (look, remove, restore)
