from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.database.prepared_queries import PreparedObjects
from forum.markup import Options
from forum.media_folder import address_of
from forum.site.absolute_addresses import absolute
from forum.site.choices import Density, RemoteImages, Theme
from forum.site.colours import DEFAULT_ACCENT, accent_of, normalized
from forum.site.drawn_icon import icon_address
from forum.site.legal_settings import LegalSettings
from forum.site.member_rules import MemberRules
from forum.site.name_fields import NameField
from forum.site.public_facts import PublicFacts
from forum.site.reaction_set import HINT as REACTIONS_HINT
from forum.site.reaction_set import LONGEST as LONGEST_REACTIONS
from forum.site.reaction_set import USUAL as USUAL_REACTIONS
from forum.site.robots import LONGEST as LONGEST_ROBOTS
from forum.site.sign_up_rules import SignUpRules
from forum.site.spam_protection import SpamProtection  # noqa: F401
from forum.site.spam_rules import SpamRules
from forum.site.theme import theme_address
from forum.site.writing_limits import WritingLimits
from forum.site.writing_rules import WritingRules

LOGO_HEIGHT = 32  # pixels, in the header


def validate_colour(value: str) -> None:
    if normalized(value) is None:
        raise ValidationError(_("Write a colour like #0b6a66: # and six digits or letters from a to f."))


class SiteSettings(
    SignUpRules, WritingRules, WritingLimits, SpamRules, MemberRules, PublicFacts, LegalSettings
):
    """What the owner sets in the admin. There is one row, number 1.

    Every page reads it, so it also holds what all pages show of other tables: links, banners.
    """

    name = NameField(_("name"), max_length=60, default="Folkmoot")
    tagline = NameField(_("tagline"), max_length=160, blank=True)
    accent = models.CharField(_("accent colour"), max_length=7, blank=True, validators=[validate_colour])
    welcome = models.TextField(
        _("welcome text for visitors"),
        blank=True,
        validators=[MaxLengthValidator(4000)],
        help_text=_("Markdown, shown above the boards to people who are not signed in."),
    )
    welcome_html = models.TextField(editable=False, blank=True)
    default_theme = models.CharField(_("default theme"), max_length=10, choices=Theme, default=Theme.SYSTEM)
    default_density = models.CharField(
        _("how lists look"),
        max_length=12,
        choices=Density,
        default=Density.COMFORTABLE,
        help_text=_("Members can choose for themselves."),
    )
    unread_days = models.PositiveSmallIntegerField(
        _("days after which posts count as read"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_(
            "From 1 to 365. Older posts are not shown as unread, except in topics that a member follows or has opened."
        ),
    )
    takes_mail_followers = models.BooleanField(
        _("visitors may follow by email"),
        default=True,
        help_text=_(
            "They give an address, confirm it by email and can unsubscribe in every email. No account is made."
        ),
    )
    hides_private_text = models.BooleanField(
        _("emails leave out text from boards that are not public"),
        default=False,
        help_text=_("They still say who wrote in which topic, with a link."),
    )
    foot_text = models.TextField(
        _("text at the foot of every page"),
        blank=True,
        validators=[MaxLengthValidator(1000)],
        help_text=_("Markdown, one or two lines: who runs the forum, or how to reach you."),
    )
    foot_html = models.TextField(editable=False, blank=True)
    reads_bbcode = models.BooleanField(
        _("members can write BBCode"),
        default=False,
        help_text=_("[b]bold[/b], [quote]…[/quote] and other tags of older forums, besides Markdown."),
    )
    reads_smileys = models.BooleanField(
        _("text smileys become emoji"),
        default=True,
        help_text=_("A :) becomes 🙂, and (c) 2020 becomes © 2020."),
    )
    reads_maths = models.BooleanField(
        _("members can write formulas"),
        default=False,
        help_text=_("LaTeX between dollar signs: $a^2 + b^2$, or $$a^2 + b^2$$ on lines of its own."),
    )
    remote_images = models.CharField(
        _("pictures of other sites"),
        max_length=10,
        choices=RemoteImages,
        default=RemoteImages.LOADED,
        help_text=_(
            "If they are loaded from there, those sites learn that someone reads the post. If they are copied, each "
            "is fetched once in the background and kept as long as a post shows it. Until then, or if that fails, it "
            "is a link."
        ),
    )
    plays_videos = models.BooleanField(
        _("videos play in their place"),
        default=True,
        help_text=_(
            "A YouTube or Vimeo link alone on its line becomes a box that plays the video once someone presses it. "
            "Nothing is loaded from there before."
        ),
    )
    reactions = models.CharField(
        _("reactions"),
        blank=True,
        default=USUAL_REACTIONS,
        max_length=LONGEST_REACTIONS,
        help_text=REACTIONS_HINT,
    )
    attachment_megabytes = models.PositiveSmallIntegerField(
        _("largest file, in MB"),
        default=25,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text=_("From 1 to 50. Pictures are made smaller, and may have 25 MB at most."),
    )
    attachment_space = models.PositiveIntegerField(
        _("space for the files of a member, in MB"),
        default=500,
        validators=[MinValueValidator(1), MaxValueValidator(1_000_000)],
    )
    attachment_endings = models.TextField(
        _("files that can be attached"),
        blank=True,
        default="",
        validators=[MaxLengthValidator(2000)],
        help_text=_(
            "Endings of their names, such as pdf zip. PNG, JPEG, WebP, GIF and HEIC pictures always can be attached, "
            "web pages and SVG never. Leave it empty for the usual ones."
        ),
    )
    draft_days = models.PositiveSmallIntegerField(
        _("days that drafts are kept"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_("Counted from the last change. After that a text that was never posted is deleted."),
    )
    erase_days = models.PositiveSmallIntegerField(
        _("days before removed posts may be deleted for good"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_(
            "Counted from the removal. Only administrators delete for good; nothing is deleted automatically."
        ),
    )
    search_language = models.CharField(
        _("language of search"),
        max_length=20,
        default="english",
        help_text=_(
            "A search for one form of a word finds its other forms too, by the rules of this language."
        ),
    )
    robots = models.TextField(
        _("rules for search engines"),
        blank=True,
        default="",
        validators=[MaxLengthValidator(LONGEST_ROBOTS)],
        help_text=_(
            "The lines of /robots.txt. Leave it empty for the usual rules. "
            "The address of the sitemap is added automatically."
        ),
    )
    may_train_models = models.BooleanField(
        _("may be used to train models"),
        default=False,
        help_text=_("Unless you allow it, robots that read for the training of AI models are asked not to."),
    )
    # Files of the media folder: {"name", "width", "height", "is_on_light"}, and by size {"32": name}.
    logo = models.JSONField(editable=False, default=dict, blank=True)
    icon = models.JSONField(editable=False, default=dict, blank=True)
    shows_name_beside_logo = models.BooleanField(_("show the name beside the logo"), default=True)
    links = models.JSONField(editable=False, default=list, blank=True)  # see forum.own_pages.links
    marked_pages = models.JSONField(editable=False, default=dict, blank=True)  # see forum.own_pages.terms
    banners = models.JSONField(editable=False, default=list, blank=True)  # see forum.announcements.banners
    group_titles = models.JSONField(
        editable=False, default=dict, blank=True
    )  # see forum.boards.group_settings
    first_run_done_at = models.DateTimeField(editable=False, null=True, blank=True)
    # Names of lines, see forum.admin.checklist.
    dismissed_checks = models.JSONField(editable=False, default=list, blank=True)
    mail_domain = models.JSONField(editable=False, default=dict, blank=True)  # see forum.mail.domain_records
    version = models.PositiveIntegerField(editable=False, default=1)
    # By which version of `markup` all the owner's texts were rendered at least: here, on pages, in announcements.
    markup_version = models.PositiveSmallIntegerField(editable=False, default=1)
    read_under: str | None = None  # the forum's version with which `settings_in_memory` has read them

    class Meta:
        verbose_name = verbose_name_plural = _("site settings")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="site_one_row")]

    def __str__(self) -> str:
        return self.name

    @property
    def markup_options(self) -> Options:
        """How texts are read on this forum."""
        return Options(
            bbcode=self.reads_bbcode,
            smileys=self.reads_smileys,
            maths=self.reads_maths,
            remote_images=self.remote_images == RemoteImages.LOADED,
            copied_images=self.remote_images == RemoteImages.COPIED,
        )

    @property
    def reaction_set(self) -> list[str]:
        return self.reactions.split()

    @property
    def theme_address(self) -> str:
        return theme_address(self.accent)

    @property
    def palette_address(self) -> str:
        return theme_address(self.accent, "palette")

    @property
    def light_accent(self) -> str:
        """The accent on light pages, without its #."""
        return accent_of(self.accent or DEFAULT_ACCENT).light.accent.removeprefix("#")

    @property
    def drawn_icon_address(self) -> str:
        return icon_address(f"#{self.light_accent}")

    @property
    def logo_address(self) -> str:
        return address_of(self.logo["name"]) if self.logo else ""

    @property
    def logo_width(self) -> int:
        """Its width where it is drawn LOGO_HEIGHT high."""
        width: int = round(self.logo["width"] * LOGO_HEIGHT / self.logo["height"])
        return width

    @property
    def picture_for_previews(self) -> str:
        """The full address of the picture that other sites show beside a link: the logo, or the icon, or "" """
        if self.logo:
            return absolute(self.logo_address)
        return absolute(address_of(self.icon["512"])) if self.icon else ""

    @property
    def icons(self) -> dict[str, str]:
        """By size, as in `size_180`, the address of the icon, the largest first; empty while there is none."""
        # PostgreSQL keeps no order in JSON.
        largest_first = sorted(self.icon, key=int, reverse=True)
        return {f"size_{size}": address_of(self.icon[size]) for size in largest_first}

    def change(self, **fields: Any) -> None:
        """Save these fields, and make all cached pages out of date."""
        # The version first, which also makes the row; then the fields by name, as the version has gone on meanwhile.
        SiteSettings.bump()
        SiteSettings.objects.filter(pk=1).update(**fields)
        for name, value in fields.items():
            setattr(self, name, value)

    @classmethod
    def current(cls) -> "SiteSettings":
        """The forum's settings, or the defaults where none have been saved."""
        return settings_row().first() or SiteSettings(pk=1)

    @classmethod
    def bump(cls) -> None:
        """Make all cached pages out of date, after a change of a name, a board, a member."""
        # There is no row until the owner has saved the settings.
        if not cls.objects.filter(pk=1).update(version=models.F("version") + 1):
            SiteSettings.objects.bulk_create([SiteSettings(pk=1, version=2)], ignore_conflicts=True)


@cache
def settings_row() -> PreparedObjects[SiteSettings]:
    return PreparedObjects(SiteSettings.objects.filter(pk=1))
