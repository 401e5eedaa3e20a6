"""What moderators keep of members, and which networks members came from."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import permissions_of
from forum.boards.permissions import Asker
from forum.posts.models import Post
from forum.topics.rules import is_allowed

LONGEST_NOTE = 2_000  # characters


def is_seen_by(asker: Asker, *, sees_members: bool) -> Q:
    """Of warnings and notes: those about posts on boards that the asker moderates; all for whoever sees to members."""
    return Q() if sees_members else is_allowed(asker, "moderate", "post__topic__")


class MemberWarnings(models.QuerySet["MemberWarning"]):
    def visible_to(self, asker: Asker, *, sees_members: bool) -> Self:
        return self.filter(is_seen_by(asker, sees_members=sees_members))

    def counted(self) -> Self:
        """Those that count: neither taken back nor expired."""
        is_current = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
        return self.filter(is_current, taken_back_at=None)

    def unread(self) -> Self:
        """Those that the member has not acknowledged yet."""
        return self.filter(acknowledged_at=None, taken_back_at=None)


class MemberWarning(models.Model):
    """A moderator's warning, which the member acknowledges before they write again. Rows are kept."""

    member = models.ForeignKey(User, models.CASCADE, related_name="warnings", verbose_name=_("member"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+", verbose_name=_("post"))
    reason = models.CharField(_("reason"), max_length=500)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"), null=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True)
    taken_back_at = models.DateTimeField(_("taken back"), null=True)

    objects = MemberWarnings.as_manager()

    class Meta:
        verbose_name = _("warning")
        verbose_name_plural = _("warnings")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.member}: {self.reason}"

    @property
    def is_counted(self) -> bool:
        return self.taken_back_at is None and (self.expires_at is None or self.expires_at > timezone.now())


class StaffNotes(models.QuerySet["StaffNote"]):
    def visible_to(self, asker: Asker, *, sees_members: bool) -> Self:
        return self.with_removed_for(asker, sees_members=sees_members).filter(removed_at=None)

    def with_removed_for(self, asker: Asker, *, sees_members: bool) -> Self:
        """Never those about the asker, who may be a moderator."""
        seen = self.filter(is_seen_by(asker, sees_members=sees_members))
        return seen.exclude(member=permissions_of(asker).reader.pk)


class StaffNote(models.Model):
    """What moderators tell one another about a member, who never sees it."""

    member = models.ForeignKey(User, models.CASCADE, related_name="staff_notes", verbose_name=_("member"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    # Whoever moderates its board reads the note; one about no post is for those who see to members.
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+", verbose_name=_("post"))
    text = models.TextField(_("text"), max_length=LONGEST_NOTE)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    # Shown to nobody from then on, and kept for a while to be put back.
    removed_at = models.DateTimeField(_("removed"), null=True)

    objects = StaffNotes.as_manager()

    class Meta:
        verbose_name = _("staff note")
        verbose_name_plural = _("staff notes")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.member}: {self.text[:40]}"


class Watches(models.QuerySet["Watch"]):
    def running(self, at: datetime | None = None) -> Self:
        return self.filter(Q(until=None) | Q(until__gt=at or timezone.now()))


class Watch(models.Model):
    """A member whose posts and edits moderators look at: before others see them (`is_holding`), or afterwards."""

    member = models.OneToOneField(User, models.CASCADE, related_name="watch", verbose_name=_("member"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    is_holding = models.BooleanField(_("posts wait"), default=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True)

    objects = Watches.as_manager()

    class Meta:
        verbose_name = _("watched member")
        verbose_name_plural = _("watched members")

    def __str__(self) -> str:
        return str(self.member)

    @property
    def is_running(self) -> bool:
        return self.until is None or self.until > timezone.now()


class WatchedPost(models.Model):
    """A post that a watched member wrote or edited, until a moderator has looked at it."""

    post = models.OneToOneField(Post, models.CASCADE, related_name="+", verbose_name=_("post"))
    is_edit = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("post of a watched member")
        verbose_name_plural = _("posts of watched members")
        indexes = [
            models.Index(fields=["at", "id"], condition=Q(seen_at__isnull=True), name="watched_post_waits")
        ]

    def __str__(self) -> str:
        return str(self.post)


class MemberNetwork(models.Model):
    """That a member was here from a network on one day: an IPv4 address, or the /64 of an IPv6 one."""

    member = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("member"))
    network = models.CharField(_("network"), max_length=43)
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("network of a member")
        verbose_name_plural = _("networks of members")
        constraints = [
            models.UniqueConstraint("member", "network", "day", name="member_network_once_a_day"),
        ]
        indexes = [
            models.Index("network", "member", name="network_members"),
            models.Index("day", name="network_day"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.network}"
