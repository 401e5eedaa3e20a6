"""Cleaning up after the authors of many alike items of the queue at once."""

from collections.abc import Sequence
from typing import Any

from accounts.models import User
from forum.cleanup import beginning, offering
from forum.cleanup.content_parts import EDITS, WAITING
from forum.cleanup.jobs import clean_some
from forum.cleanup.models import Cleanup
from forum.cleanup.parts import TABLE
from forum.site.models import SiteSettings


def usual_parts() -> list[str]:
    return [part.name for part in TABLE.values() if part.is_ticked]


def authors_of(by: User, rows: Sequence[Any]) -> list[User]:
    """Each author once, without those after whom this moderator may not clean up."""
    site, authors = SiteSettings.current(), {row.author_id: row.author for row in rows}
    return [author for author in authors.values() if offering.may_clean_up(by, author, site)]


def total_of(by: User, rows: Sequence[Any]) -> int:
    return beginning.things_of(by, authors_of(by, rows), usual_parts())


def clean_up(
    by: User, rows: Sequence[Any], reason: str, *, is_confirmed: bool = False, **cited: Any
) -> Cleanup:
    """One step for all of them. What waits leaves the queue at once, the rest is the worker's."""
    cleanup = beginning.begin(
        by, authors_of(by, rows), usual_parts(), reason, is_confirmed=is_confirmed, **cited
    )
    if cleanup.state == Cleanup.State.BEGUN:
        for cleaned in cleanup.members.select_related("cleanup__by", "member"):
            for part in (WAITING, EDITS):
                clean_some(cleaned, part, 0, beginning.MOST_UNCONFIRMED)
    return cleanup
