from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.boards.permissions import Access
from forum.follows import selection
from forum.follows.models import Follow
from forum.jobs import queue
from forum.jobs.queue import QueueItem, QueueQuerySet
from forum.notifications.kinds import KINDS, Kind
from forum.notifications.preferences import Channel, NotificationPreference
from forum.posts.models import Post, is_heard_by
from forum.site.models import SiteSettings
from forum.topics.models import Topic

__all__ = [
    "Channel",
    "Delivery",
    "FanOut",
    "Notification",
    "NotificationPreference",
]

OWN = [kind.name for kind in KINDS.values() if kind.is_own]
BY_FOLLOW = [kind.name for kind in KINDS.values() if kind.by_follow]


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unread(self):
        return self.filter(read_at=None)

    def in_sight(self, reader):
        """The reader's notifications about what they see, or saw when a moderator acted on it; or about no topic."""
        seen = Q(topic__board__in=Access.of(reader).boards("see"), topic__removed_at=None)
        return self.filter(Q(topic=None) | Q(kind__in=OWN) | seen, member=reader)

    def visible_to(self, reader):
        """What the reader is to be told as things stand now: notifications of which anything is left."""
        told = Delivery.objects.filter(notification=OuterRef("pk"))
        # Of long ago it is not kept any more what was told; such a notification says what it said.
        left = Q(Exists(told.heard_by(reader))) | ~Q(Exists(told))
        return self.in_sight(reader).filter(Q(kind__in=OWN) | left)


class Notification(models.Model):
    """What a member is told at the bell. While it is unread, more of the same raises it instead of adding another.

    What it tells of are the deliveries by bell that name it; count, actor and posts are as they were when it rang.
    """

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=20)
    rank = models.SmallIntegerField(default=0)
    key = models.CharField(max_length=60)  # what it is about; one unread notification for each
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+")  # the first unread one
    last_post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    count = models.PositiveIntegerField(default=0)
    detail = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    raised_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    # Set by those who list notifications.
    sentence: str
    is_new: bool

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "key"], condition=Q(read_at=None), name="notification_unread_once"
            )
        ]
        indexes = [models.Index(fields=["member", "-raised_at", "-id"], name="notification_list")]

    def __str__(self):
        return f"{self.kind} → {self.member}"

    @property
    def as_kind(self) -> Kind:
        return KINDS[self.kind]


class FanOut(models.Model):
    """How far the telling of one post has come, so that a worker which is killed is followed by one that goes on."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="+")
    cursor = models.BigIntegerField(default=0)  # the last follow that was looked at
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("fan-out")
        verbose_name_plural = _("fan-outs")

    def __str__(self):
        return str(self.post_id)


class DeliveryQuerySet(QueueQuerySet["Delivery"]):
    def heard_by(self, member):
        """Of what rang the member's bell, what they hear of as things stand now."""
        follower = selection.known_followers(member, Follow.objects.filter(pk=OuterRef("follow")))
        told = ~Q(kind__in=BY_FOLLOW) | selection.is_told_by_follow(member, at="post__")
        return self.filter(
            (is_heard_by(member, "post__") & told) | (Q(kind="followed") & Exists(follower)),
            channel=Channel.BELL,
        )


class Delivery(QueueItem):
    """One person is told of one thing in one way: once, whatever happens to the worker."""

    class State(models.TextChoices):
        WAITING = queue.WAITING, _("waiting")
        SENDING = queue.RUNNING, _("being sent")
        OVERFLOW = "overflow", _("for the next digest")
        SENT = "sent", _("sent")
        SKIPPED = "skipped", _("not sent on purpose")
        FAILED = queue.FAILED, _("failed")

    ABANDONED_AFTER = timedelta(minutes=3)
    ATTEMPTS = 20  # over three days: so long a mail server may refuse for now
    KEPT_FOR = timedelta(days=30)

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="deliveries", db_index=False
    )
    address = models.EmailField(_("e-mail address"), blank=True)
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+", db_index=False)
    key = models.CharField(max_length=80, blank=True)  # what it is about, where it is about no post
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    kind = models.CharField(_("kind"), max_length=20)
    # With a visitor's follow goes all that holds their address.
    follow = models.ForeignKey(Follow, models.CASCADE, null=True, related_name="+", db_index=False)
    # By bell: the notification that says so.
    notification = models.ForeignKey(
        Notification, models.SET_NULL, null=True, related_name="told", db_index=False
    )
    detail = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    counted_on = models.DateField(null=True)  # the member's day among whose single mails it is

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mail")
        constraints = [
            models.UniqueConstraint("post", "member", "channel", name="delivery_once"),
            models.UniqueConstraint(
                "post", "address", "channel", condition=~Q(address=""), name="delivery_to_address_once"
            ),
            models.UniqueConstraint(
                "member", "key", "channel", condition=~Q(key=""), name="delivery_about_once"
            ),
            models.UniqueConstraint(
                "address",
                "key",
                "channel",
                condition=~Q(key="") & ~Q(address=""),
                name="delivery_to_about_once",
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False, address="") | (Q(member__isnull=True) & ~Q(address="")),
                name="delivery_to_one_person",
            ),
            models.CheckConstraint(
                condition=Q(post__isnull=False, key="") | (Q(post__isnull=True) & ~Q(key="")),
                name="delivery_about_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="delivery_due"),
            models.Index(fields=["done_at"], name="delivery_old"),
            models.Index(fields=["follow"], name="delivery_follow", condition=Q(follow__isnull=False)),
            models.Index(
                fields=["notification"], name="delivery_notification", condition=Q(notification__isnull=False)
            ),
            models.Index(
                fields=["member", "counted_on"],
                name="delivery_counted",
                condition=Q(counted_on__isnull=False),
            ),
        ]

    site: SiteSettings  # set by those who make the mail of it

    def __str__(self):
        return f"{self.kind} → {self.member or self.address} ({self.channel})"

    def settle(self, state: str, **changes: Any) -> bool:
        if state in {self.State.SKIPPED, self.State.FAILED}:
            changes["counted_on"] = None  # none of the mails of the day
        if self.kind == "account" and state != self.State.WAITING:
            changes["detail"] = {}  # its links are keys to an account
        return super().settle(state, **changes)
