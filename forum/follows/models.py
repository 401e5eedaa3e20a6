import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import Board
from forum.topics.models import Tag, Topic

Followable = Topic | Board | Tag | User


class Level(models.TextChoices):
    """How often somebody wants to hear of something; the last ones say that they do not."""

    EVERY = "every", _("Every post")
    FIRST = "first", _("Only the first until I return")
    DAILY = "daily", _("Daily digest")
    WEEKLY = "weekly", _("Weekly digest")
    SITE = "site", _("On site only")
    MUTE = "mute", _("Mute")
    LEFT = "left", _("Not followed any more")
    ASKED = "asked", _("Asked for by mail, not confirmed")


FOLLOWING = (Level.EVERY, Level.FIRST, Level.DAILY, Level.WEEKLY, Level.SITE)
CHOOSABLE = (*FOLLOWING, Level.MUTE)
DIGESTS = (Level.DAILY, Level.WEEKLY)
AT_ONCE = (Level.EVERY, Level.FIRST)  # by mail

# What can be followed: the column that names it.
KINDS = ("topic", "board", "tag", "person")


def kind_of(thing) -> str:
    """The column of a follow that names such a thing."""
    for kind, model in (("topic", Topic), ("board", Board), ("tag", Tag)):
        if isinstance(thing, model):
            return kind
    return "person"


def named_once(kind: str) -> Q:
    return Q(**{f"{other}__isnull": other != kind for other in KINDS})


class FollowQuerySet(models.QuerySet["Follow"]):
    def standing(self):
        """Those that count: neither muted nor left, and confirmed."""
        return self.filter(level__in=FOLLOWING)

    def kept(self):
        """What a member sees as theirs: followed or muted."""
        return self.filter(level__in=CHOOSABLE)

    def shown(self):
        """Those whose followers are named: not who prefers otherwise, follows by mail only, or has left."""
        return self.filter(is_shown=True, member__isnull=False, member__closed_at=None)

    def of(self, thing):
        return self.filter(**{kind_of(thing): thing})

    def kind(self, kind: str):
        """The follows of topics, boards, tags or members."""
        return self.filter(**{f"{kind}__isnull": False})


class Follow(models.Model):
    """Somebody wants to hear about something, or said that they do not.

    The row of a member who stops stays, so that writing in a topic does not make them follow it again. A row with an
    address instead of a member is a visitor's, who follows a topic by mail.
    """

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="follows",
        db_index=False,
        verbose_name=_("member"),
    )
    address = models.EmailField(_("e-mail address"), blank=True)
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
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="followers",
        db_index=False,
        verbose_name=_("followed member"),
    )
    level = models.CharField(_("level"), max_length=10, choices=Level, default=Level.EVERY)
    # Since when it is this one; where nothing is noted, since the follow began.
    level_at = models.DateTimeField(null=True)
    # That at which it was followed until its member stopped or muted it.
    level_before = models.CharField(max_length=10, choices=Level, blank=True)
    is_shown = models.BooleanField(_("shown among the followers"), default=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    # "Only the first until I return": a mail went out at the one moment, its reader looked in at the other.
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
                condition=named_once("topic")
                | named_once("board")
                | named_once("tag")
                | named_once("person"),
                name="follow_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False, address="")
                | (Q(member__isnull=True, topic__isnull=False) & ~Q(address="")),
                name="follow_by_one_person",
            ),
        ]
        indexes = [
            models.Index(fields=["topic", "created_at"], name="follow_topic"),
            models.Index(fields=["topic", "id"], name="follow_topic_walk"),
            models.Index(fields=["board", "id"], name="follow_board_walk"),
            models.Index(fields=["tag", "id"], name="follow_tag_walk"),
            models.Index(fields=["person", "id"], name="follow_person_walk"),
            models.Index(fields=["level", "member"], name="follow_level"),
        ]

    def __str__(self):
        return f"{self.member or self.address} → {self.thing}"

    @property
    def kind(self) -> str:
        return next(kind for kind in KINDS if getattr(self, f"{kind}_id") is not None)

    @property
    def thing(self):
        return getattr(self, self.kind)

    @property
    def is_standing(self) -> bool:
        return self.level in FOLLOWING

    @property
    def is_muted(self) -> bool:
        return self.level == Level.MUTE

    def usual(self, preference: "FollowPreference") -> tuple[str, bool]:
        """The level at which its member begins to follow the thing, and whether they are shown.

        Both as they were the last time; but nobody is shown again who has come to prefer otherwise.
        """
        if self.level_before:
            return self.level_before, self.is_shown and preference.is_shown
        return getattr(preference, self.kind), preference.is_shown


class FollowPreference(models.Model):
    """What a member wants where they have not said otherwise. Without a row, the defaults hold."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="follow_preference"
    )
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

    def __str__(self):
        return str(self.member)

    @classmethod
    def of(cls, member) -> "FollowPreference":
        return cls.objects.filter(member=member).first() or cls(member=member)


def new_feed_key() -> str:
    return secrets.token_urlsafe(24)


class FeedKey(models.Model):
    """What opens a member's feed to a program that cannot sign in. Another key closes the old address."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="feed_key"
    )
    key = models.CharField(max_length=64, unique=True, default=new_feed_key)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("feed key")
        verbose_name_plural = _("feed keys")

    def __str__(self):
        return str(self.member)

    @classmethod
    def renew(cls, member) -> bool:
        """Close the address of the member's feed and open another; answer whether there was one."""
        now = timezone.now()
        return bool(cls.objects.filter(member=member).update(key=new_feed_key(), created_at=now))
