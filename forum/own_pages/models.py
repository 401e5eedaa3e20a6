from typing import Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.site.name_fields import NameField, UnicodeSlugField
from forum.site.slugs import FormerSlug, SluggedModel


class Audience(models.TextChoices):
    EVERYONE = "everyone", _("Everyone, visitors too")
    MEMBERS = "members", _("Members only")


class OwnPageQuerySet(models.QuerySet["OwnPage"]):
    def visible_to(self, reader: Reader) -> Self:
        """Published pages, of which visitors see those for everyone; and for whoever edits pages, all of them."""
        is_member = reader.is_authenticated and reader.is_active
        # Asked of staff alone: it costs two queries.
        if is_member and reader.is_staff and reader.has_perm("own_pages.change_ownpage"):
            return self.all()
        published = self.filter(is_published=True)
        return published if is_member else published.filter(audience=Audience.EVERYONE)


class OwnPage(SluggedModel):
    """A page that the owner wrote: rules, privacy, how to reach them."""

    name = NameField(_("title"), max_length=100)
    slug = UnicodeSlugField(_("web address"), max_length=80, unique=True, allow_unicode=True)
    text = models.TextField(_("text"), help_text=_("Markdown, as in posts."))
    html = models.TextField(editable=False, blank=True)
    audience = models.CharField(
        _("who can read it"), max_length=10, choices=Audience, default=Audience.EVERYONE
    )
    is_published = models.BooleanField(
        _("published"), default=True, help_text=_("Until then, only people who can edit pages see it.")
    )
    is_rules = models.BooleanField(
        _("these are the rules of the forum"),
        default=False,
        help_text=_(
            "Moderators choose one of its headings when they act, and members are told which it was."
        ),
    )
    is_privacy = models.BooleanField(
        _("this says how the forum treats personal data"),
        default=False,
        help_text=_("Named where people sign up, and at the foot of every page."),
    )
    is_terms = models.BooleanField(
        _("these are the terms of the forum"),
        default=False,
        help_text=_("Named where people sign up. Every version is kept, and members are told of a new one."),
    )
    updated_at = models.DateTimeField(_("last changed"), default=timezone.now, editable=False)

    objects = OwnPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["is_rules"],
                condition=models.Q(is_rules=True),
                name="own_page_rules_once",
                violation_error_message=_("Another page is marked as the rules already."),
            ),
            models.UniqueConstraint(
                fields=["is_privacy"],
                condition=models.Q(is_privacy=True),
                name="own_page_privacy_once",
                violation_error_message=_("Another page is marked as being about personal data already."),
            ),
            models.UniqueConstraint(
                fields=["is_terms"],
                condition=models.Q(is_terms=True),
                name="own_page_terms_once",
                violation_error_message=_("Another page is marked as the terms already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("own-page", args=[self.slug])


class FormerPageSlug(FormerSlug):
    thing = models.ForeignKey(OwnPage, models.CASCADE, related_name="former_slugs")

    class Meta:
        verbose_name = _("earlier web address of a page")
        verbose_name_plural = _("earlier web addresses of pages")


class TermsVersion(models.Model):
    """The terms as they were from one moment on. Versions are only ever added."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    text = models.TextField(_("text"))
    html = models.TextField(editable=False)
    made_at = models.DateTimeField(_("in force since"), default=timezone.now)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("made by"))
    must_be_accepted = models.BooleanField(_("members must accept it to go on"), default=False)

    class Meta:
        verbose_name = _("version of the terms")
        verbose_name_plural = _("versions of the terms")
        ordering = ("-number",)

    def __str__(self) -> str:
        return str(self.number)


class TermsAcceptance(models.Model):
    """Who accepted which version of the terms, and when."""

    member = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("member"))
    version = models.ForeignKey(
        TermsVersion, models.PROTECT, related_name="acceptances", verbose_name=_("version")
    )
    at = models.DateTimeField(_("accepted"), default=timezone.now)

    class Meta:
        verbose_name = _("acceptance of the terms")
        verbose_name_plural = _("acceptances of the terms")
        constraints = [models.UniqueConstraint("member", "version", name="terms_accepted_once")]

    def __str__(self) -> str:
        return f"{self.member}: {self.version}"
