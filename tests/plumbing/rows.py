"""Rows of any table, made from its columns alone, so that a list that is added some day has something to show."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

# What columns alone do not say: values of the row with this number.
SPECIAL: dict[str, Callable[[int], dict[str, Any]]] = {
    "accounts.User": lambda n: {
        "username": f"made{n}", "username_key": f"made{n}", "display_key": f"made{n}", "password": "!",
    },
    "boards.Board": lambda n: {"parent": None},
    "topics.Topic": lambda n: {
        "removed_at": None, "locked_at": None, "pinned_at": None, "merged_at": None, "erased_at": None,
        "removed_by": None, "timer": None, "timer_at": None, "post_count": 1, "moderators_of": None,
    },
    "posts.Post": lambda n: {
        "number": n + 1, "removed_at": None, "removed_by": None, "erased_at": None, "reply_to": None, "ip": None,
        "html": "<p>x</p>", "text": "x", "source": "x", "markup_version": 1, "key": None,
    },
    "notifications.Delivery": lambda n: {
        "address": "", "channel": "mail", "key": "", "kind": "reply", "follow": None, "notification": None,
        "detail": {}, "counted_on": None,
    },
    "topics.Participant": lambda n: {"left_at": None, "removed_by": None},
    "follows.Follow": lambda n: {"address": "", "board": None, "tag": None, "person": None},
    "legal_holds.LegalHold": lambda n: {"topic_id": None, "member_id": None, "lifted_at": None},
    "illegal_content.Case": lambda n: {"topic_id": None, "member_id": None},
    "reports.Report": lambda n: {"topic_id": None, "member_id": None, "closed_at": None},
    "moderation.LogEntry": lambda n: {
        "act": "lock", "post_id": None, "member_id": None, "ban_id": None, "detail": {}, "report_id": None,
    },
    "admin.LogEntry": lambda n: {"action_flag": 2, "object_id": "1", "change_message": ""},
    "backups.Backup": lambda n: {"kind": "manual", "state": "done", "path": f"/data/{n}.zip"},
}  # fmt: skip


MADE = 100  # rows of other tables that are made to be named; where there are more already, those are named
# Without a row there, their rows are in no list.
NEEDED_BY = {"link_cards.LinkCard": "link_cards.LinkCardUse"}


def fill(model: type[models.Model], count: int) -> None:
    """Let the table have so many rows, with all that they name."""
    there = model._base_manager.count()
    if there >= count or model._meta.app_label == "site":  # whose tables have one row
        return
    pools = {
        field.name: pool(field.related_model, count)
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is not model
    }
    made = [row(model, n, pools) for n in range(there, count)]
    model._base_manager.bulk_create(made, batch_size=500)
    if user := NEEDED_BY.get(model._meta.label):
        fill(apps.get_model(user), count)


def pool(model: Any, count: int) -> list[Any]:
    """The keys of rows to name: enough that each is named once."""
    if model._meta.label != "contenttypes.ContentType":
        fill(model, min(count, MADE))  # no forum has a board for each of many emails
    return list(model._base_manager.order_by("pk").values_list("pk", flat=True)[:count])


def row(model: type[models.Model], n: int, pools: dict[str, list[Any]]) -> models.Model:
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if (field.primary_key and not field.is_relation) or getattr(field, "generated", False):
            continue
        if field.is_relation:
            keys = pools.get(field.name)
            values[field.attname] = keys[n % len(keys)] if keys else None
        elif field.unique or (not field.has_default() and not field.null):
            values[field.attname] = value_of(field, n)
    special = SPECIAL.get(model._meta.label, lambda n: {})(n)
    for name in special:
        values.pop(f"{name}_id", None)
    return model(**values | special)


def value_of(field: Any, n: int) -> Any:
    if field.choices:
        return next(iter(field.flatchoices))[0]
    if isinstance(field, models.EmailField):
        return f"made{n}@example.org"
    if isinstance(field, models.CharField | models.TextField):
        return f"made {n}"[: field.max_length] if not isinstance(field, models.SlugField) else f"made-{n}"
    if isinstance(field, models.DateTimeField):
        return timezone.now() - timedelta(minutes=n)
    if isinstance(field, models.DateField):
        return (timezone.now() - timedelta(days=n)).date()
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.JSONField):
        return {}
    if isinstance(field, models.BinaryField):
        return n.to_bytes(8, "big")
    return field.default if field.has_default() and not field.unique else n + 1


def variants(client: Any, address: str) -> dict[str, str]:
    """The addresses of a list of the admin: as it is, searched, sorted, its next page, and by a choice of each filter."""
    answer = client.get(address)
    # Of the answer itself: only where tests run does the client know what a template was given.
    context = getattr(answer, "context_data", None) or {}
    if answer.status_code != 200 or "cl" not in context:
        return {}  # a table of one row leads to that
    shown = context["cl"]
    found = {"": address}
    if shown.search_fields:
        found["searched"] = f"{address}?q=made+7"
    if shown.multi_page:
        found["page 2"] = f"{address}?p=2"
    for filtering in shown.filter_specs:
        choices = [choice["query_string"] for choice in filtering.choices(shown)]
        if len(choices) > 1:
            found[f"by {filtering.title}"] = address + str(choices[1])
    return found
