"""What the owner decides about warnings, and about what is kept of where members sign in from."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_DAYS = 3_660


class MemberRules(models.Model):
    """A part of the site’s settings."""

    warning_days = models.PositiveSmallIntegerField(
        _("days until a warning expires"),
        default=365,
        db_default=365,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_(
            "It stays in the member’s record, but counts no longer. 0 means that warnings don’t expire."
        ),
    )
    network_days = models.PositiveSmallIntegerField(
        _("days to keep the networks of members"),
        default=90,
        db_default=90,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_(
            "To see which accounts share a network. 0 means that they aren’t kept, and what was kept is deleted. "
            "Say in your privacy page how long you keep them."
        ),
    )

    class Meta:
        abstract = True
