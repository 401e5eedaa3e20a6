"""Things with a word in their address: its case and width make no difference, and earlier addresses lead on."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from forum.markup.unicode_text import folded
from forum.site.name_fields import CharField, StockColumn

LONGEST_KEY = 240


def key_of(text: str) -> str:
    return folded(text)[:LONGEST_KEY]


class KeyField(StockColumn, CharField):
    """`key_of` another field, set whenever a row is saved."""

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **kwargs)

    def pre_save(self, instance: models.Model, add: bool) -> str:
        key = key_of(getattr(instance, self.of))
        setattr(instance, self.attname, key)
        return key


class SluggedModel(models.Model):
    """A subclass has a `slug`, and a FormerSlug whose `thing` has the related name `former_slugs`."""

    slug: Any
    former_slugs: Any

    slug_key = KeyField(of="slug", max_length=LONGEST_KEY, unique=True, editable=False)

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.is_taken("slug"):
            raise ValidationError(
                {"slug": _("This web address is taken, or one very much like it. Choose another.")}
            )

    def is_taken(self, field: str) -> bool:
        """Whether another one has the same key of this field."""
        key = {f"{field}_key": key_of(getattr(self, field))}
        return type(self)._default_manager.filter(**key).exclude(pk=self.pk).exists()

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            before = type(self)._default_manager.filter(pk=self.pk).values_list("slug_key", flat=True).first()
            super().save(*args, **kwargs)
            if before not in {None, key_of(self.slug)}:
                self.former_slugs.model.objects.update_or_create(key=before, defaults={"thing": self})


class FormerSlug(models.Model):
    """A slug that a thing had. A subclass has the `thing`."""

    key = models.CharField(max_length=LONGEST_KEY, unique=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key


Thing = TypeVar("Thing", bound=SluggedModel)


def find_by_slug(things: models.QuerySet[Thing], slug: str) -> Thing | None:
    """Return the thing whose address this is: as spelt, in another spelling, or from before it was renamed."""
    key = key_of(slug)
    for candidates in (
        things.filter(slug=slug),
        things.filter(slug_key=key),
        things.filter(former_slugs__key=key),
    ):
        if thing := candidates.first():
            return thing
    return None
