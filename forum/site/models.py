from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.site.name_fields import NameField


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


class SiteSettings(models.Model):
    """What the owner sets in the admin. There is one row, number 1."""

    name = NameField(_("name"), max_length=60, default="Folkmoot")
    tagline = NameField(_("tagline"), max_length=160, blank=True)
    welcome = models.TextField(
        _("welcome text for visitors"),
        blank=True,
        validators=[MaxLengthValidator(4000)],
        help_text=_("Markdown, shown above the boards to people who are not signed in."),
    )
    welcome_html = models.TextField(editable=False, blank=True)
    is_sign_up_open = models.BooleanField(_("sign-up is open"), default=True)
    default_theme = models.CharField(_("default theme"), max_length=10, choices=Theme, default=Theme.SYSTEM)
    default_density = models.CharField(
        _("how lists look"),
        max_length=12,
        choices=Density,
        default=Density.COMFORTABLE,
        help_text=_("Members can choose for themselves."),
    )
    takes_mail_followers = models.BooleanField(
        _("visitors may follow by e-mail"),
        default=True,
        help_text=_(
            "They give an address, confirm it by mail, and can stop in every mail. No account is made."
        ),
    )
    hides_private_text = models.BooleanField(
        _("mails hold no text from boards that are not public"),
        default=False,
        help_text=_("Who wrote in which topic is still said, with a link."),
    )
    version = models.PositiveIntegerField(editable=False, default=1)

    class Meta:
        verbose_name = verbose_name_plural = _("site settings")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="site_one_row")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "SiteSettings":
        """The forum's settings, or the defaults where none have been saved."""
        return SiteSettings.objects.filter(pk=1).first() or SiteSettings(pk=1)

    @classmethod
    def bump(cls) -> None:
        """Make all cached pages out of date, after a change of a name, a board, a member."""
        # There is no row until the owner has saved the settings.
        if not cls.objects.filter(pk=1).update(version=models.F("version") + 1):
            SiteSettings.objects.bulk_create([SiteSettings(pk=1, version=2)], ignore_conflicts=True)
