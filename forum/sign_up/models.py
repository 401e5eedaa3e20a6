from datetime import timedelta
from typing import Self

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sign_up.mail_domains import domain_of
from forum.boards.models import Board

NETWORK_KEPT = timedelta(days=90)


class SignUpRequest(models.Model):
    """What somebody said who waits for approval, or was rejected. Deleted once that is settled."""

    member = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="sign_up_request", verbose_name=_("member")
    )
    question = models.CharField(_("question"), max_length=200, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    reasons = models.JSONField(_("waits because"), default=list)
    network = models.CharField(_("network"), max_length=50, blank=True)  # emptied after NETWORK_KEPT
    made_at = models.DateTimeField(_("since"), default=timezone.now)
    rejected_at = models.DateTimeField(_("rejected"), null=True, db_index=True)

    class Meta:
        verbose_name = _("sign-up that waits")
        verbose_name_plural = _("sign-ups that wait")

    def __str__(self) -> str:
        return str(self.member)

    @property
    def mail_domain(self) -> str:
        return domain_of(self.member.email)


def new_key() -> str:
    """Letters and digits alone: other characters at the end of a link are taken for what stands behind it."""
    return get_random_string(24)


class Invitations(models.QuerySet["Invitation"]):
    def usable(self) -> Self:
        """Those that still let somebody in: not ended, with a use left, and their inviter is here."""
        now = timezone.now()
        here = Q(by__is_active=True, by__closed_at=None, by__waits_since=None)
        here &= Q(by__suspended_until=None) | Q(by__suspended_until__lte=now)
        here &= Q(by__silenced_at=None) | Q(by__silenced_until__lte=now)
        return self.filter(here, revoked_at=None, expires_at__gt=now, use_count__lt=F("most_uses"))


class Invitation(models.Model):
    """A link by which people join. Whoever has its key may use it, as often as it says."""

    by = models.ForeignKey(User, models.CASCADE, related_name="invitations", verbose_name=_("by"))
    key = models.CharField(max_length=40, unique=True, default=new_key)
    address = models.EmailField(_("emailed to"), blank=True)
    most_uses = models.PositiveSmallIntegerField(_("for how many people"), default=1)
    use_count = models.PositiveSmallIntegerField(_("used"), default=0)
    # What those who come by it join, if an administrator says so.
    group = models.ForeignKey(
        Group, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("group")
    )
    board = models.ForeignKey(
        Board, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("private board")
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("ends"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    objects = Invitations.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        default_permissions = ("view",)
        permissions = [("invite_people", _("Can invite people"))]
        indexes = [models.Index("by", "made_at", name="invitation_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(use_count__lte=F("most_uses")), name="invitation_not_used_too_often"
            )
        ]

    def __str__(self) -> str:
        return f"{self.by}: {self.made_at:%Y-%m-%d}"

    @property
    def is_over(self) -> bool:
        is_used_up = self.use_count >= self.most_uses
        return is_used_up or self.revoked_at is not None or self.expires_at <= timezone.now()


class Invited(models.Model):
    """Who invited whom. It outlives the invitation."""

    member = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="invited_by", verbose_name=_("member")
    )
    by = models.ForeignKey(User, models.CASCADE, related_name="invited", verbose_name=_("invited by"))
    invitation = models.ForeignKey(Invitation, models.SET_NULL, null=True, related_name="came")
    at = models.DateTimeField(_("joined"), default=timezone.now)

    class Meta:
        verbose_name = _("invited member")
        verbose_name_plural = _("invited members")
        constraints = [
            models.CheckConstraint(condition=~Q(member=F("by")), name="invited_not_by_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.by} → {self.member}"
