"""Columns for what people name: boards, tags, the forum itself."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forum.markup.unicode_text import LONGEST_LINE, WORD, hides, is_empty, on_one_line

# Type checkers learn that these columns hold str; Django's classes take no such argument when the program runs.
if TYPE_CHECKING:
    Field = models.Field[str, str]
    CharField = models.CharField[str, str]
    SlugField = models.SlugField[str, str]
else:
    Field, CharField, SlugField = models.Field, models.CharField, models.SlugField

WORDS = RegexValidator(rf"^[-{WORD}]+\Z", _("Use letters, digits, hyphens and underscores only."), "invalid")


def normalized_name(value: str) -> str:
    """Return a name or title as it is kept; raise ValidationError if it is invisible or holds hidden characters."""
    name = on_one_line(value) if len(value) < LONGEST_LINE else value
    if value.strip() and is_empty(name):
        raise ValidationError(gettext("This has nothing that readers can see. Write a name."), "unseen")
    if hides(name):
        raise ValidationError(gettext("This contains characters that can’t be shown. Remove them."), "hidden")
    return name


class StockColumn(Field):
    """Stock columns to migrations and the database: the rules are about what is typed from now on."""

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        stock = next(kind for kind in type(self).__mro__ if kind.__module__.startswith("django."))
        return name, f"django.db.models.{stock.__name__}", args, kwargs


class NameField(StockColumn, CharField):
    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        try:
            return super().clean(normalized_name(value or ""), model_instance)
        except ValidationError:
            if self._is_stored(value, model_instance):
                return value
            raise

    def _is_stored(self, value: Any, row: models.Model | None) -> bool:
        """Whether the row has this value already, from an import or from before the rules."""
        return (
            row is not None
            and row.pk is not None
            and type(row)._base_manager.filter(pk=row.pk, **{self.attname: value}).exists()
        )


class UnicodeSlugField(StockColumn, SlugField):
    """A slug of letters of any script with the marks they need; Django's own has no marks."""

    @cached_property
    def validators(self) -> list[Any]:
        return [WORDS]

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return models.CharField.formfield(self, **{"validators": [WORDS]} | kwargs)
