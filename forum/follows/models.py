from collections.abc import Collection
from functools import cache
from typing import Any, Self

from django.db import models
from django.db.models import FilteredRelation, Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import Board
from forum.database.model_objects import making, unsaved
from forum.database.prepared_queries import PreparedObjects, PreparedValues, stand_ins
from forum.topics.models import Tag, Topic

Followable = Topic | Board | Tag | User


class Level(models.TextChoices):
    """How often somebody hears of what they follow."""

    EVERY = "every", _("Every post")
    FIRST = "first", _("Once, until I visit again")
    DAILY = "daily", _("Daily summary")
    WEEKLY = "weekly", _("Weekly summary")
    SITE = "site", _("On the site only")


# By mail: at once, or in a digest.
AT_ONCE = (Level.EVERY, Level.FIRST)
DIGESTS = (Level.DAILY, Level.WEEKLY)

# What a form offers: the levels and, as the last answer to "how often", never.
MUTE = "mute"
CHOICES = (*Level.values, MUTE)

# What can be followed, by the column of a follow that names it.
FOLLOWABLES: dict[str, type[Followable]] = {"topic": Topic, "board": Board, "tag": Tag, "person": User}
KINDS = tuple(FOLLOWABLES)


def kind_of(thing: Followable) -> str:
    """The column of a follow that names such a thing."""
    return next(kind for kind, model in FOLLOWABLES.items() if isinstance(thing, model))


def _names_only(kind: str) -> Q:
    return Q(**{f"{other}__isnull": other != kind for other in KINDS})


class FollowQuerySet(models.QuerySet["Follow"]):
    def active(self, levels: Collection[str] | None = None) -> Self:
        """Those by which somebody follows, at one of these levels if any are given: not muted, left or unconfirmed."""
        active = self.filter(state=Follow.State.FOLLOWING)
        return active if levels is None else active.filter(level__in=levels)

    def muted(self) -> Self:
        return self.filter(state=Follow.State.MUTED)

    def listed(self) -> Self:
        """What a member sees as theirs: followed or muted."""
        return self.filter(state__in=[Follow.State.FOLLOWING, Follow.State.MUTED])

    def public(self) -> Self:
        """Those whose followers are named: not who prefers otherwise, follows by mail only, or has left."""
        return self.filter(is_shown=True, member__isnull=False, member__closed_at=None)

    def of(self, thing: Followable) -> Self:
        return self.filter(**{kind_of(thing): thing})

    def of_kind(self, kind: str) -> Self:
        """The follows of topics, boards, tags or members."""
        return self.filter(**{f"{kind}__isnull": False})


class Follow(models.Model):
    """Somebody wants to hear about something, or said that they do not.

    The row of a member who stops stays, so that writing in a topic does not make them follow it again. A row with an
    address instead of a member is a visitor's, who follows a topic by mail.
    """

    class State(models.TextChoices):
        FOLLOWING = "following", _("following")
        MUTED = "muted", _("muted")
        LEFT = "left", _("no longer followed")
        UNCONFIRMED = "unconfirmed", _("asked for by email, not confirmed")

    member = models.ForeignKey(
        User, models.CASCADE, null=True, related_name="follows", db_index=False, verbose_name=_("member")
    )
    address = models.EmailField(_("email address"), blank=True)
    language = models.CharField(max_length=12, blank=True)
    topic = models.ForeignKey(
        Topic, models.CASCADE, null=True, related_name="follows", db_index=False, verbose_name=_("topic")
    )
    board = models.ForeignKey(
        Board, models.CASCADE, null=True, related_name="follows", db_index=False, verbose_name=_("board")
    )
    tag = models.ForeignKey(
        Tag, models.CASCADE, null=True, related_name="follows", db_index=False, verbose_name=_("tag")
    )
    person = models.ForeignKey(
        User,
        models.CASCADE,
        null=True,
        related_name="followers",
        db_index=False,
        verbose_name=_("followed member"),
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.FOLLOWING)
    # Of what is muted or left, the one to go back to; empty where it was never followed.
    level = models.CharField(_("how often"), max_length=10, choices=Level, default=Level.EVERY, blank=True)
    # When state or level changed last; null where they never did, and hold since the follow began.
    level_at = models.DateTimeField(null=True)
    is_shown = models.BooleanField(_("shown among the followers"), default=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    # "Once, until I visit again": an email went out at the one moment, its reader looked in at the other.
    mailed_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.UniqueConstraint("member", "topic", name="follow_once"),
            models.UniqueConstraint("member", "board", name="follow_board_once"),
            models.UniqueConstraint("member", "tag", name="follow_tag_once"),
            models.UniqueConstraint("member", "person", name="follow_person_once"),
            models.UniqueConstraint("address", "topic", condition=~Q(address=""), name="follow_by_mail_once"),
            models.CheckConstraint(
                condition=_names_only("topic")
                | _names_only("board")
                | _names_only("tag")
                | _names_only("person"),
                name="follow_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False, address="")
                | (Q(member__isnull=True, topic__isnull=False) & ~Q(address="")),
                name="follow_by_one_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["muted", "left"]) | ~Q(level=""), name="follow_active_has_level"
            ),
        ]
        indexes = [
            models.Index(fields=["topic", "created_at"], name="follow_topic"),
            models.Index(fields=["topic", "id"], name="follow_topic_walk"),
            models.Index(fields=["board", "id"], name="follow_board_walk"),
            models.Index(fields=["tag", "id"], name="follow_tag_walk"),
            models.Index(fields=["person", "id"], name="follow_person_walk"),
            # The selective columns stand first: most rows have one state, and SQLite keeps no statistics.
            models.Index(fields=["level", "state", "member"], name="follow_level"),
            models.Index(fields=["member", "state"], name="follow_state"),
        ]

    def __str__(self) -> str:
        return f"{self.member or self.address} → {self.thing}"

    @classmethod
    def find_or_new(cls, member: User, thing: Followable) -> "Follow":
        """The member's row of the thing; if there is none, one that is not saved and says that they do not follow."""
        found = _of_member(kind_of(thing)).first([member.pk, thing.pk])
        return found or cls._new(member, thing)

    @classmethod
    def with_preference(cls, member: User, thing: Followable) -> "tuple[Follow, FollowPreference]":
        """The member's row of the thing, as `find_or_new` has it, and what they prefer, in one query for both."""
        kind = kind_of(thing)
        [values] = _with_preference(kind).rows([member.pk, thing.pk])
        split = len(_names_of(cls))
        found = making(cls)("default", _names_of(cls), values[:split]) if values[0] else None
        preference = unsaved(FollowPreference, member=member)
        if values[split]:
            preference = making(FollowPreference)("default", _names_of(FollowPreference), values[split:])
        if found:
            found.member = member
        return found or cls._new(member, thing), preference

    @classmethod
    def _new(cls, member: User, thing: Followable) -> "Follow":
        return unsaved(cls, **{"member": member, kind_of(thing): thing}, state=cls.State.LEFT, level="")

    @property
    def kind(self) -> str:
        return next(kind for kind in KINDS if getattr(self, f"{kind}_id") is not None)

    @property
    def thing(self) -> Followable:
        thing: Followable = getattr(self, self.kind)
        return thing

    @property
    def thing_id(self) -> int:
        thing_id: int = getattr(self, f"{self.kind}_id")
        return thing_id

    @property
    def is_active(self) -> bool:
        return self.state == self.State.FOLLOWING

    @property
    def is_muted(self) -> bool:
        return self.state == self.State.MUTED

    def is_at(self, *levels: str) -> bool:
        """Whether it is followed, at one of these levels."""
        return self.is_active and self.level in levels

    @property
    def choice(self) -> str:
        """Which of the CHOICES holds; "" if it is neither followed nor muted."""
        return MUTE if self.is_muted else self.level if self.is_active else ""

    def defaults(self, preference: "FollowPreference") -> tuple[str, bool]:
        """The level at which its member begins to follow the thing, and whether they are shown.

        Both as they were the last time; but nobody is shown again who has come to prefer otherwise.
        """
        if self.level:
            return self.level, self.is_shown and preference.is_shown
        return getattr(preference, self.kind), preference.is_shown


@cache
def _of_member(kind: str) -> PreparedObjects[Follow]:
    member_id, thing_id = stand_ins(2)
    return PreparedObjects(
        Follow.objects.filter(**{"member": member_id, kind: thing_id}), [member_id, thing_id]
    )


@cache
def _with_preference(kind: str) -> PreparedValues:
    """Asks with the member and the thing: the columns of the follow, then those of the preference."""
    member_id, thing_id = stand_ins(2)
    follow = FilteredRelation("follows", condition=Q(**{f"follows__{kind}": thing_id}))
    rows: models.QuerySet[Any] = User.objects.annotate(found=follow).order_by().filter(pk=member_id)
    wanted: dict[str, type[models.Model]] = {"found": Follow, "follow_preference": FollowPreference}
    paths = [f"{at}__{name}" for at, model in wanted.items() for name in _names_of(model)]
    return PreparedValues(rows.values_list(*paths), [member_id, thing_id])


@cache
def _names_of(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


class FollowPreference(models.Model):
    """What a member wants where they have not said otherwise. Without a row, the defaults hold."""

    member = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="follow_preference")
    topic = models.CharField(max_length=10, choices=Level, default=Level.FIRST)
    board = models.CharField(max_length=10, choices=Level, default=Level.DAILY)
    tag = models.CharField(max_length=10, choices=Level, default=Level.DAILY)
    person = models.CharField(max_length=10, choices=Level, default=Level.EVERY)
    follows_started = models.BooleanField(default=True)
    follows_replied = models.BooleanField(default=True)
    is_shown = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("preferences about following")
        verbose_name_plural = _("preferences about following")

    def __str__(self) -> str:
        return str(self.member)

    @classmethod
    def of(cls, member: User) -> "FollowPreference":
        return cls.objects.filter(member=member).first() or cls(member=member)


def new_feed_key() -> str:
    return get_random_string(32)


class FeedKey(models.Model):
    """What opens a member's feed to a program that cannot sign in. Another key closes the old address."""

    member = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="feed_key")
    key = models.CharField(max_length=64, unique=True, default=new_feed_key)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("feed key")
        verbose_name_plural = _("feed keys")

    def __str__(self) -> str:
        return str(self.member)

    @classmethod
    def renew(cls, member: User) -> bool:
        """Close the address of the member's feed and open another; return whether there was one."""
        now = timezone.now()
        return bool(cls.objects.filter(member=member).update(key=new_feed_key(), created_at=now))
