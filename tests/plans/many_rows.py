"""A forum with many rows in each of its tables: one row of a table is multiplied by SQL that both databases read.

A table that is added some day is filled like the others: numbers of topics, posts and members are drawn from those of
the large forum, and texts and moments differ from row to row.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

from accounts.models import User
from forum.posts.models import Post
from forum.topics.models import Topic
from tests.plumbing.rows import fill

# Of these a forum has a handful, or one for each of a handful.
SMALL = """
    accounts.User_groups accounts.User_user_permissions site.SpamProtection site.SiteSettings own_pages.OwnPage
    own_pages.FormerPageSlug own_pages.TermsVersion boards.GroupSettings boards.Board boards.TopicField
    boards.FormerBoardSlug boards.Grant boards.GroupMention topics.BoardTags_allowed topics.BoardTags topics.Tag
    topics.FormerTagSlug search.SearchIndex filters.WordRule filters.FilterState reports.ReportReason
    moderation.SavedText illegal_content.Category illegal_content.QueueLock announcements.Announcement_groups
    announcements.Announcement importing.OldForum auth.Permission auth.Group_permissions auth.Group
    contenttypes.ContentType backups.Backup filters.FilterDay reading.ReadLine posts.PendingPost posts.PendingPost_tags
    posts.PendingEdit sign_up.SignUpRequest mfa.Authenticator usersessions.UserSession sessions.Session
    filters.WordCount polls.PollOption polls.PollRevision moderation.UndoFacts filters.FilterDay example.PostLength moderation.QueueAssignment
""".split()
# The large forum has these.
FILLED = "topics.Topic topics.Topic_tags posts.Post search.SearchDocument reading.TopicTally".split()
SPECIAL = {
    "reports.Report": {"closed_at": "kept.opened_at"},
    "illegal_content.Case": {"decided_at": "kept.opened_at", "queued_at": "NULL"},
    "illegal_content.Objection": {"decided_at": "kept.created_at"},
    "appeals.Appeal": {"decided_at": "kept.sent_at"},
    "member_records.WatchedPost": {"seen_at": "kept.at"},
    "cleanup.Cleanup": {"state": "'done'"},
    "erasing.ErasureRequest": {"decided_at": "kept.created_at"},
    "legal_holds.LegalHold": {"lifted_at": "kept.begun_at"},
    "member_exports.MemberExport": {"state": "'gone'"},
    "jobs.Job": {"state": "'done'"},
    "notifications.Notification": {
        "read_at": "CASE WHEN i <= 250 AND i % 5 = 0 THEN NULL ELSE kept.created_at END"
    },
    "notifications.Delivery": {"state": "'done'", "done_at": "kept.created_at"},
}
MINUTES_BEFORE = {
    "sqlite": "datetime({}, '-' || (i * {}) || ' minutes')",
    "postgresql": "{} - i * {} * interval '1 minute'",
}
VARIED_TEXTS = {"matter", "key", "place", "word", "path", "foreign_id", "secret", "email"}


@dataclass(frozen=True)
class Many:
    """So many rows in each table, each so many minutes older than the one before, and every so-manieth of the reader."""

    rows: int = 5_000
    minutes: int = 1
    every: int = 2


@dataclass(frozen=True)
class Ids:
    first: int
    count: int


def ids_of(model: Any, most: int) -> Ids:
    """Those of the large forum, which follow each other without a gap."""
    ids = list(model._default_manager.order_by("pk").values_list("pk", flat=True)[:most])
    gap = next((n for n, pk in enumerate(ids) if pk != ids[0] + n), len(ids))
    return Ids(ids[0], gap)


def large_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.label not in SMALL]


def fill_every_table(reader: User, many: Many = Many()) -> None:
    """Multiply a row of each large table that has any."""
    firsts: dict[Any, int] = {}
    for model in large_models():
        if model._meta.label not in FILLED:
            fill(model, 1)
            if row := model._base_manager.order_by("pk").first():
                multiply(row, reader, firsts, many)
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), large_models()):
            cursor.execute(sql)


def multiply(row: models.Model, reader: User, firsts: dict[Any, int], many: Many) -> None:
    """Rows like this one, some of them of the reader. What names rows that were multiplied names one of them each."""
    meta = row._meta
    fields = [field for field in meta.concrete_fields if not getattr(field, "generated", False)]
    places = {model: ids_of(model, many.rows) for model in (User, Topic, Post)}
    last = meta.model._base_manager.order_by("-pk").values_list("pk", flat=True).first()
    special = SPECIAL.get(meta.label, {})
    chosen = [
        _moments_before(special.get(field.column, ""), many)
        or _value(field, row, reader, places, last, firsts, many)
        for field in fields
    ]
    quoted = connection.ops.quote_name
    table, key = quoted(meta.db_table), quoted(meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(quoted(field.column) for field in fields)}) WITH RECURSIVE counted(i) AS"
            f" (SELECT 1 UNION ALL SELECT i + 1 FROM counted WHERE i < {many.rows})"
            f" SELECT {', '.join(chosen).replace('%', '%%')} FROM counted, {table} kept WHERE kept.{key} = %s"
            " ON CONFLICT DO NOTHING",
            [meta.pk.get_db_prep_value(row.pk, connection)],
        )
        are_all_there = cursor.rowcount == many.rows and not meta.pk.is_relation
    if isinstance(last, int) and meta.model not in places and are_all_there:
        firsts[meta.model] = last


def _moments_before(said: str, many: Many) -> str:
    """Of other moments of the row, each row's is as much older as its own are."""
    return re.sub(
        r"kept\.\w+", lambda one: MINUTES_BEFORE[connection.vendor].format(one[0], many.minutes), said
    )


def _value(
    field: Any,
    row: models.Model,
    reader: User,
    places: dict[Any, Ids],
    last: Any,
    firsts: dict[Any, int],
    many: Many,
) -> str:
    """The column's value in row i as SQL."""
    column, value = f"kept.{connection.ops.quote_name(field.column)}", getattr(row, field.attname)
    if value in (None, "") or isinstance(field, models.UUIDField):
        return column
    if field.is_relation:
        return _named(field, row, reader, places, firsts, many) or column
    if isinstance(field, models.AutoField):
        return f"{last} + i"
    if isinstance(field, models.CharField | models.TextField):
        return "'many-' || i" if field.unique or field.name in VARIED_TEXTS else column
    if isinstance(field, models.DateTimeField):
        return MINUTES_BEFORE[connection.vendor].format(column, many.minutes)
    return column


def _named(
    field: Any, row: models.Model, reader: User, places: dict[Any, Ids], firsts: dict[Any, int], many: Many
) -> str:
    if field.related_model in firsts:
        return f"{firsts[field.related_model]} + i"
    ids = places.get(field.related_model)
    if not ids or field.related_model is not User:
        return f"{ids.first} + i % {ids.count}" if ids else ""
    people = [other.name for other in row._meta.concrete_fields if other.related_model is User]
    place = people.index(field.name)
    other = f"{ids.first} + (i + {place}) % {ids.count}"
    return (
        other
        if field.unique or place
        else f"CASE WHEN i % {many.every} = 0 THEN {reader.pk} ELSE {other} END"
    )
