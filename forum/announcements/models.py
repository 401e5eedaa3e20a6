from typing import Self

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.site.name_fields import NameField


class Audience(models.TextChoices):
    EVERYONE = "everyone", _("Everyone, visitors too")
    MEMBERS = "members", _("Members")
    GROUPS = "groups", _("Members of these groups")


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def visible_to(self, reader: Reader) -> Self:
        """Those that have begun and are meant for this reader; all of them for whoever writes announcements."""
        if not (reader.is_authenticated and reader.is_active):
            return self.begun().filter(audience=Audience.EVERYONE)
        if reader.is_staff and reader.has_perm("announcements.change_announcement"):
            return self.all()
        theirs = Q(audience=Audience.GROUPS, groups__in=reader.groups.all())
        return self.begun().filter(~Q(audience=Audience.GROUPS) | theirs).distinct()

    def begun(self) -> Self:
        return self.filter(Q(starts_at__lte=timezone.now()), Q(is_banner=True) | Q(sent_at__isnull=False))


class Announcement(models.Model):
    """What the owner wants all, or some, to know: as a banner for a while, by bell, by email."""

    title = NameField(_("title"), max_length=100)
    text = models.TextField(
        _("text"),
        blank=True,
        validators=[MaxLengthValidator(4000)],
        help_text=_("Markdown. Keep it to a sentence or two for a banner."),
    )
    html = models.TextField(editable=False, blank=True)
    audience = models.CharField(
        _("who it is for"), max_length=10, choices=Audience, default=Audience.EVERYONE
    )
    groups = models.ManyToManyField(Group, blank=True, related_name="+", verbose_name=_("groups"))
    is_banner = models.BooleanField(
        _("show it as a banner on every page"),
        default=False,
        help_text=_("Until you tick this or send it, nobody sees it. Readers can dismiss the banner."),
    )
    starts_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("Leave empty to show it until you take it down.")
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    sent_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")
    channels = models.JSONField(default=list, editable=False)  # by which it was sent
    # How far the sending has come: the last member, and how many have been notified.
    cursor = models.BigIntegerField(default=0, editable=False)
    sent_count = models.PositiveIntegerField(_("members notified"), default=0, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("announcement", args=[self.pk])

    def clean(self) -> None:
        super().clean()
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("This is before it begins.")})


class DismissedBanner(models.Model):
    """A member has read a banner and wants it gone."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="dismissals", db_index=False)
    member = models.ForeignKey(User, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("dismissed banner")
        verbose_name_plural = _("dismissed banners")
        constraints = [models.UniqueConstraint("announcement", "member", name="banner_dismissed_once")]

    def __str__(self) -> str:
        return f"{self.announcement_id} × {self.member_id}"
