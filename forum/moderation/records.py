"""What moderators should know of a member before they decide: how much they wrote, and how much of it was removed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F

from accounts.models import Reader, User
from forum.boards.models import permissions_of
from forum.posts.models import Post
from forum.topics.rules import is_allowed


@dataclass(frozen=True)
class Record:
    member: User
    removed_count: int  # by moderators, on boards that the reader moderates


def records_of(reader: Reader, members: Iterable[User]) -> dict[int, Record]:
    """In one query for all of them."""
    by_id = {member.pk: member for member in members}
    moderated = is_allowed(permissions_of(reader), "moderate", "topic__")
    removed = Post.objects.filter(moderated, author__in=by_id, removed_at__isnull=False)
    counts = dict(
        removed.exclude(removed_by=F("author")).order_by().values_list("author").annotate(Count("pk"))
    )
    return {pk: Record(member, counts.get(pk, 0)) for pk, member in by_id.items()}
