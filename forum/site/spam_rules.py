"""What the owner says about spammers and what they bring, as a part of the site’s settings."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class SpamRules(models.Model):
    profile_posts = models.PositiveSmallIntegerField(
        _("posts after which a profile is shown"),
        default=3,
        db_default=3,
        validators=[MaxValueValidator(1000)],
        help_text=_(
            "What members say about themselves is shown to others once so many of their posts are public. "
            "0 shows it at once."
        ),
    )
    cleanup_posts = models.PositiveSmallIntegerField(
        _("clean-up: members with fewer posts than"),
        default=50,
        db_default=50,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
        help_text=_("After all others, only administrators can clean up."),
    )
    cleanup_days = models.PositiveSmallIntegerField(
        _("clean-up: first post not older than, in days"),
        default=60,
        db_default=60,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
    )

    class Meta:
        abstract = True
