"""What owners and members choose among."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    SYSTEM = "system", _("Match my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Density(models.TextChoices):
    COMFORTABLE = "comfortable", _("Comfortable")
    COMPACT = "compact", _("Compact")


class StartPage(models.TextChoices):
    """Where the forum's name leads a member."""

    BOARDS = "boards", _("Boards")
    LATEST = "latest", _("Latest")
    FOLLOWING = "following", _("Following")


class RemoteImages(models.TextChoices):
    """What readers get of pictures that are on other sites."""

    LINKED = "linked", _("Links only")
    LOADED = "loaded", _("Loaded from there")
    COPIED = "copied", _("Copied to this forum")
