"""Things with a word in their address. Its case, width and form make no difference, and one from before leads on."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from forum.markup.unicode_text import folded
from forum.site.name_fields import Plain

LONGEST_KEY = 240


def key_of(text: str) -> str:
    return folded(text)[:LONGEST_KEY]


class KeyField(Plain, models.CharField):
    """The form of another field under which its value is unique, however a row is written."""

    def __init__(self, *args, of: str = "", **kwargs):
        self.of = of
        super().__init__(*args, **kwargs)

    def pre_save(self, instance, add):
        setattr(instance, self.attname, key_of(getattr(instance, self.of)))
        return getattr(instance, self.attname)


class Addressed(models.Model):
    """A subclass has a `slug`, and addresses of before as `former_slugs` (a FormerSlug of `thing`)."""

    slug: Any
    former_slugs: Any

    slug_key = KeyField(of="slug", max_length=LONGEST_KEY, unique=True, editable=False)

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.is_taken("slug"):
            raise ValidationError(
                {"slug": _("Another one has this address, or one that differs in small things.")}
            )

    def is_taken(self, field: str) -> bool:
        """Whether another one has what stands in this field, however it is written."""
        key = {f"{field}_key": key_of(getattr(self, field))}
        return type(self)._default_manager.filter(**key).exclude(pk=self.pk).exists()

    def save(self, *args, **kwargs):
        with transaction.atomic():
            before = type(self)._default_manager.filter(pk=self.pk).values_list("slug_key", flat=True).first()
            super().save(*args, **kwargs)
            if before not in {None, key_of(self.slug)}:
                self.former_slugs.model.objects.update_or_create(key=before, defaults={"thing": self})


class FormerSlug(models.Model):
    """An address that a thing had. A subclass has the `thing`."""

    key = models.CharField(max_length=LONGEST_KEY, unique=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.key


def at_address(things: models.QuerySet, slug: str) -> Any:
    """The one of these things that the word leads to: its address, another spelling of it, or one it had; or None."""
    key = key_of(slug)
    for found in (
        things.filter(slug=slug),
        things.filter(slug_key=key),
        things.filter(former_slugs__key=key),
    ):
        if thing := found.first():
            return thing
    return None
