"""What the owner decides about who may join."""

from django.core.validators import MaxLengthValidator, MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.site.name_fields import NameField

LONGEST_LIST = 5_000  # characters of a list of domains or answers


class SignUpMode(models.TextChoices):
    OPEN = "open", _("Anyone can create an account")
    APPROVAL = "approval", _("Anyone can ask for an account, and a moderator approves it")
    INVITATIONS = "invitations", _("Only people with an invitation")
    CLOSED = "closed", _("Nobody for now: sign-up is closed")


class Inviters(models.TextChoices):
    """Who may invite people, besides groups whose members have that permission."""

    ADMINS = "admins", _("Administrators")
    ESTABLISHED = "established", _("Members who aren’t new")
    MEMBERS = "members", _("All members")


class SignUpRules(models.Model):
    """A part of the site’s settings."""

    sign_up = models.CharField(
        _("who can sign up"),
        max_length=12,
        choices=SignUpMode,
        default=SignUpMode.OPEN,
        db_default=SignUpMode.OPEN,
        help_text=_("Administrators can add members at any time."),
    )
    allowed_mail_domains = models.TextField(
        _("only addresses at"),
        blank=True,
        default="",
        db_default="",
        validators=[MaxLengthValidator(LONGEST_LIST)],
        help_text=_(
            "Domains such as example.org, which stand for those below them too. If there are any, nobody can sign up "
            "or change to an address elsewhere."
        ),
    )
    refused_mail_domains = models.TextField(
        _("no addresses at"),
        blank=True,
        default="",
        db_default="",
        validators=[MaxLengthValidator(LONGEST_LIST)],
        help_text=_("The same for domains that nobody can use."),
    )
    sign_up_question = NameField(
        _("question to new members"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Optional. Ask what your people know without thinking: a robot doesn’t, and nobody has to decipher "
            "a picture. Say at the foot of the page how to reach you, for those who can’t answer."
        ),
    )
    sign_up_answers = models.TextField(
        _("right answers"),
        blank=True,
        default="",
        db_default="",
        validators=[MaxLengthValidator(LONGEST_LIST)],
        help_text=_(
            "One a line; capitals, accents and gaps make no difference. Without any, whoever approves reads the answer."
        ),
    )
    inviters = models.CharField(
        _("who can invite people"),
        max_length=12,
        choices=Inviters,
        default=Inviters.ADMINS,
        db_default=Inviters.ADMINS,
        help_text=_("So can groups with that permission."),
    )
    invitations_a_month = models.PositiveSmallIntegerField(
        _("people that a member can invite in a month"),
        default=5,
        db_default=5,
        validators=[MaxValueValidator(1000)],
        help_text=_("Administrators can invite any number."),
    )

    class Meta:
        abstract = True

    @property
    def is_sign_up_open(self) -> bool:
        """Whether people may come without an invitation, if only to wait for approval."""
        return self.sign_up in (SignUpMode.OPEN, SignUpMode.APPROVAL)

    @property
    def needs_approval(self) -> bool:
        return self.sign_up == SignUpMode.APPROVAL

    @property
    def is_by_invitation(self) -> bool:
        return self.sign_up == SignUpMode.INVITATIONS
