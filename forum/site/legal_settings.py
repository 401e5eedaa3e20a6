"""What the owner sets about reports of illegal content."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class LegalSettings(models.Model):
    """A part of the site’s settings."""

    notices_to = models.EmailField(
        _("who is emailed about reports of illegal content"),
        blank=True,
        default="",
        help_text=_(
            "At once about child abuse and terrorism, and each day while a report is overdue. "
            "Leave it empty to email all administrators."
        ),
    )
    notice_hours = models.PositiveSmallIntegerField(
        _("hours in which reports of illegal content are answered"),
        default=24,
        db_default=24,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 30)],
        help_text=_("After that they are overdue."),
    )
    notice_days = models.PositiveSmallIntegerField(
        _("days that names and addresses of who reported illegal content are kept"),
        default=365,
        db_default=365,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_("Counted from the decision. After that what was decided stays, without who reported it."),
    )

    class Meta:
        abstract = True
