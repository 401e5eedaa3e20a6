"""Who takes part in a conversation: a topic on no board, of which nobody else knows.

One that belongs to the moderators of a board has a row for the member to whom they write, and none for them: whoever
moderates the board takes part, as long as they do.

`rules.py` asks this where it asks a topic's board otherwise.
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import permissions_of, read_grants
from forum.boards.permissions import Asker, Permissions

if TYPE_CHECKING:
    from forum.topics.models import Topic

# Of what may be granted on boards. Nobody moderates a conversation, so what is said in one waits for no moderator.
MAY = frozenset({"see", "reply", "react", "attach", "skip_approval"})


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def present(self) -> "ParticipantQuerySet":
        """Those who have neither left nor been removed."""
        return self.filter(left_at=None)


class Participant(models.Model):
    """A member in a conversation. Whoever leaves keeps the row, for the names above what they have written."""

    topic = models.ForeignKey("topics.Topic", models.CASCADE, related_name="participants", db_index=False)
    member = models.ForeignKey(User, models.CASCADE, related_name="conversations", db_index=False)
    # The first post they see: who is added later may be shown what is said from then on alone.
    from_number = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant of a conversation")
        verbose_name_plural = _("participants of conversations")
        constraints = [
            models.UniqueConstraint("topic", "member", name="participant_once"),
            models.CheckConstraint(condition=Q(from_number__gte=1), name="participant_from_a_post"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=False) | Q(removed_by__isnull=True),
                name="participant_removed_is_gone",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "topic"], name="participant_present", condition=Q(left_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.topic}"


def present_in(permissions: Permissions, topic: "Topic") -> dict[int, Participant]:
    """Who takes part in a conversation now, by member; who has been there longest comes first.

    Asked once for each topic, by whoever these permissions are of.
    """
    if topic.pk not in permissions.conversations:
        rows = Participant.objects.present().filter(topic=topic.pk).select_related("member")
        present = {row.member_id: row for row in rows.order_by("joined_at", "pk")}
        permissions.conversations[topic.pk] = present
    return permissions.conversations[topic.pk]


def seen_from(permissions: Permissions, topic: "Topic") -> int | None:
    """The number of the first post of a conversation that the reader sees; None if they take no part in it."""
    reader = permissions.reader
    if not reader.is_authenticated or not reader.is_active:
        return None
    if topic._state.adding and topic.author_id == reader.pk:
        return 1  # which they are about to start
    own = None if topic._state.adding else present_in(permissions, topic).get(reader.pk)
    if own is not None:
        return own.from_number
    return 1 if is_of_team(permissions, topic) else None


def is_of_team(permissions: Permissions, topic: "Topic") -> bool:
    """Whether the conversation belongs to the reader and the other moderators of a board.

    One about a moderator is not theirs, but the others'.
    """
    if topic.moderators_of_id is None or not permissions.allow("moderate", topic.moderators_of_id):
        return False
    return topic._state.adding or permissions.reader.pk not in present_in(permissions, topic)


def may_in_conversation(permissions: Permissions, verb: str, topic: "Topic") -> bool:
    """What `Permissions.allow` says of a board. Silenced members go on reading."""
    if verb not in MAY or (permissions.only_reads and verb != "see"):
        return False
    return seen_from(permissions, topic) is not None


def readers_of(topic: "Topic", number: int | None = None) -> Q:
    """Who takes part, as a condition on members; or who of them sees the post with this number."""
    present = Participant.objects.present().filter(topic=topic.pk)
    if number is not None:
        present = present.filter(from_number__lte=number)
    readers = Q(is_active=True, waits_since=None, pk__in=present.values("member"))
    return readers if topic.moderators_of_id is None else readers | team_of(topic)


def team_of(topic: "Topic") -> Q:
    """Those to whom the conversation belongs, as a condition on members."""
    others = ~Q(pk__in=Participant.objects.present().filter(topic=topic.pk).values("member"))
    return read_grants().moderators_of(topic.moderators_of_id) & others


def takes_part(reader: Asker, at: str = "") -> Q:
    """The same as a condition on topics, to which the path `at` leads from the rows of a query."""
    takes_part = Q(Exists(_own(reader, OuterRef(f"{at}pk")))) | _belongs_to(reader, at)
    return Q(**{f"{at}board": None}) & takes_part


def sees_in_conversation(reader: Asker, at: str = "") -> Q:
    """The posts that the reader sees in conversations, as a condition on posts, to which the path `at` leads."""
    own = _own(reader, OuterRef(f"{at}topic_id")).filter(from_number__lte=OuterRef(f"{at}number"))
    return Q(**{f"{at}topic__board": None}) & (Q(Exists(own)) | _belongs_to(reader, f"{at}topic__"))


def _belongs_to(asker: Asker, at: str) -> Q:
    """Whether the reader moderates the board whose moderators have this conversation."""
    # Whoever it is about takes part in it in any case.
    boards = permissions_of(asker).boards("moderate")
    # An empty condition would be true of every row; this one names no other table, and is left out beside an `or`.
    return Q(**{f"{at}moderators_of__in": boards}) if boards else Q(pk__in=[])


def _own(asker: Asker, topic: Any) -> ParticipantQuerySet:
    reader = asker.reader if isinstance(asker, Permissions) else asker
    is_member = reader.is_authenticated and reader.is_active
    return Participant.objects.present().filter(topic=topic, member=reader.pk if is_member else None)
