from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import permissions_of
from forum.boards.permissions import Asker
from forum.follows import selection
from forum.follows.models import Follow
from forum.jobs import queue
from forum.jobs.queue import QueueItem, QueueQuerySet
from forum.notifications.channels import Channel
from forum.notifications.kinds import KINDS, Kind, kinds_by_follow, names_of
from forum.notifications.subjects import Subject
from forum.posts.models import Post
from forum.posts.notifiable import is_readably_notifiable_to
from forum.topics import participants
from forum.topics.models import Topic
from forum.topics.rules import is_allowed

MOST_MAILS = 10


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def in_sight(self, reader: Asker) -> "NotificationQuerySet":
        """The reader's notifications about what they see, or saw when a moderator acted on it; or about no topic."""
        permissions = permissions_of(reader)
        sees = is_allowed(permissions, "see", "topic__") | participants.takes_part(permissions, "topic__")
        sees &= Q(topic__removed_at=None)
        own = Q(kind__in=names_of(lambda kind: kind.is_own))
        # Those of an app that is not installed any more have no sentence.
        return self.filter(Q(topic=None) | own | sees, member=permissions.reader.pk, kind__in=list(KINDS))

    def visible_to(self, reader: Asker, group: str = "") -> "NotificationQuerySet":
        """The notifications of which anything is left for the reader now, or anything of the kinds of this group."""
        permissions = permissions_of(reader)
        # Twice the same: as an equality alone PostgreSQL would read all deliveries, and the posts of each, at first.
        deliveries = Delivery.objects.filter(notification=OuterRef("pk"), notification__lte=OuterRef("pk"))
        kinds = names_of(lambda kind: group in {"", kind.group})
        lasting = Q(kind__in=names_of(lambda kind: kind.is_lasting and group in {"", kind.group}))
        notifiable = deliveries.filter(kind__in=kinds).notifiable_to(permissions)
        # The deliveries of long ago are not kept; such a notification says what it said.
        old = ~Exists(deliveries) & Q(kind__in=kinds)
        return self.in_sight(permissions).filter(lasting | Exists(notifiable) | old)


class Notification(models.Model):
    """Something that the bell shows a member. While it is unread, more of the same raises it and adds no other.

    What it tells of are the deliveries by bell that name it; kind, count, actor and post are as they were when it was
    raised.
    """

    member = models.ForeignKey(User, models.CASCADE, related_name="notifications", db_index=False)
    kind = models.CharField(_("kind"), max_length=20)
    matter = models.CharField(max_length=60)  # what it is about; one unread notification for each
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+")  # the first unread one
    actor = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    count = models.PositiveIntegerField(default=0)
    detail = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    raised_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    # Marked unread again: it counts as new even if its posts have been read.
    unread_again_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "matter"], condition=Q(read_at=None), name="notification_unread_once"
            )
        ]
        indexes = [
            models.Index(fields=["member", "-raised_at", "-id"], name="notification_list"),
            # Every page asks for the newest of these, and most members have read thousands of others.
            models.Index(
                fields=["member", "-raised_at", "-id"],
                name="notification_unread",
                condition=Q(read_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.member}"


class FanOut(models.Model):
    """How far the notifying of one post has come: after a kill, another worker goes on from there."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="+")
    cursor = models.BigIntegerField(default=0)  # the last follow that was looked at
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("fan-out")
        verbose_name_plural = _("fan-outs")

    def __str__(self) -> str:
        return str(self.post_id)


class DeliveryQuerySet(QueueQuerySet["Delivery"]):
    def notifiable_to(self, reader: Asker) -> "DeliveryQuerySet":
        """The deliveries by bell about posts and followers that the member may see and wants now."""
        permissions = permissions_of(reader)
        member = permissions.reader
        follower = selection.notifiable_followers(member, Follow.objects.filter(pk=OuterRef("follow")))
        is_followed = ~Q(kind__in=kinds_by_follow()) | selection.is_followed_post(member, at="post__")
        return self.filter(
            (is_readably_notifiable_to(permissions, "post__") & is_followed)
            | (Q(post=None) & Exists(follower)),
            channel=Channel.BELL,
        )


class Delivery(QueueItem):
    """One person is notified of one thing by one channel, once, even if the worker is killed."""

    class State(models.TextChoices):
        WAITING = queue.WAITING, _("waiting")
        SENDING = queue.RUNNING, _("being sent")
        OVERFLOW = "overflow", _("for the next summary")
        SENT = "sent", _("sent")
        SKIPPED = "skipped", _("not sent on purpose")
        FAILED = queue.FAILED, _("failed")

    ABANDONED_AFTER = timedelta(minutes=3)
    ATTEMPTS = 20  # over three days: so long a mail server may refuse for now
    KEPT_FOR = timedelta(days=30)

    member = models.ForeignKey(User, models.CASCADE, null=True, related_name="deliveries", db_index=False)
    address = models.EmailField(_("email address"), blank=True)
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+", db_index=False)
    key = models.CharField(max_length=80, blank=True)  # what it is about, where it is about no post
    channel = models.CharField(_("channel"), max_length=10)
    kind = models.CharField(_("kind"), max_length=20)
    # What a mail came from, or what a notification tells of. With a visitor's follow goes all that holds their address.
    follow = models.ForeignKey(Follow, models.CASCADE, null=True, related_name="+", db_index=False)
    # By bell: the notification that says so.
    notification = models.ForeignKey(
        Notification, models.SET_NULL, null=True, related_name="deliveries", db_index=False
    )
    detail = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    counted_on = models.DateField(null=True)  # the member's day among whose single mails it is

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("email")
        verbose_name_plural = _("emails")
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

    def __str__(self) -> str:
        return f"{self.kind} → {self.member or self.address} ({self.channel})"

    def settle(self, state: str, **changes: Any) -> bool:
        if state in {self.State.SKIPPED, self.State.FAILED}:
            changes["counted_on"] = None  # none of the mails of the day
        if self.kind == "account" and state != self.State.WAITING:
            changes["detail"] = {}  # its links are keys to an account
        return super().settle(state, **changes)

    def subject(self) -> Subject:
        """What it is about, if that is no post; see `notify_member`."""
        actor = User.objects.filter(pk=self.detail["actor"] or 0).first()
        topic, post = self.detail["topic"], self.detail["post"]
        return Subject(1, actor, topic, post, self.detail["title"], self.detail)


class NotificationPreference(models.Model):
    """What a member has chosen; for kinds not named here, the kind's default holds."""

    member = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="notification_preference"
    )
    choices = models.JSONField(default=dict)  # {"mention": {"mail": false}}
    is_quiet = models.BooleanField(default=False)
    # Mails about conversations say who wrote, and not what.
    hides_messages = models.BooleanField(default=False, db_default=False)
    # Of their own in a day; 0 is as many as come.
    most_mails = models.PositiveSmallIntegerField(default=MOST_MAILS)

    class Meta:
        verbose_name = _("preferences about notifications")
        verbose_name_plural = _("preferences about notifications")

    def __str__(self) -> str:
        return str(self.member)

    @classmethod
    def of(cls, member: User) -> "NotificationPreference":
        """Return the member's row, or an unsaved one with the defaults. No query if it was read with the member."""
        return getattr(member, "notification_preference", None) or cls(member=member)

    def wants(self, kind: Kind, channel: str) -> bool:
        """Whether the member wants this kind by this channel. Quiet means by the bell alone."""
        if kind.is_usual(channel) is None or (self.is_quiet and channel != Channel.BELL):
            return False
        return kind.is_fixed or self.chosen(kind, channel)

    def chosen(self, kind: Kind, channel: str) -> bool:
        """Whether the box is ticked, even if the quiet switch overrules it."""
        return bool(self.choices.get(kind.name, {}).get(channel, kind.is_usual(channel)))

    def choose(self, kind: Kind, channel: str, yes: bool) -> None:
        self.choices = self.choices | {kind.name: self.choices.get(kind.name, {}) | {channel: yes}}
