from typing import Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader
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
            )
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
