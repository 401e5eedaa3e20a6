"""Choosing tags: by boxes, or where there are too many for that, by their names."""

import re
from collections.abc import Collection
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from forum.boards.models import Board
from forum.site.slugs import find_by_slug, key_of
from forum.topics.board_tags import TagRules, TagsRefused, rules_of
from forum.topics.models import Tag

MOST_TAGS = 5
MOST_SENT = 20  # that are looked up at all
MOST_BOXES = 80
BETWEEN = re.compile("[,;\n，；、،؛]")  # commas of every script


class WrittenTags(forms.TextInput):
    """Names separated by commas, of any script."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
        return [word.strip() for part in values for word in BETWEEN.split(part) if word.strip()]

    def format_value(self, value: Any) -> Any:
        """Return names instead of slugs, except names with a comma in them."""
        if not isinstance(value, (list, tuple)):
            return value
        slugs = [str(word).replace("\x00", "") for word in value[:MOST_SENT]]
        slugs_and_names = Tag.objects.filter(slug__in=slugs).values_list("slug", "name")
        names = {slug: name for slug, name in slugs_and_names if not BETWEEN.search(name)}
        return ", ".join(names.get(word, str(word)) for word in value)


class TagsField(forms.ModelMultipleChoiceField):
    """A few of the forum's tags. Not shown if there are none."""

    rules = TagRules()
    present: Collection[Tag] = ()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Tag.objects.all(),
            label=_("Tags"),
            help_text=_("Choose up to 5."),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            to_field_name="slug",
            error_messages={"invalid_choice": _("This tag no longer exists. Choose again.")},
            **kwargs,
        )

    @property
    def is_written(self) -> bool:
        return isinstance(self.widget, WrittenTags)

    def offer(self, board: Board | None = None, present: Collection[Tag] = ()) -> None:
        """Offer the tags as boxes, if there are not too many: those of the board, and those that the topic has."""
        self.rules = rules_of(board) if board else TagRules()
        self.present = present
        tags = Tag.objects.all()
        if self.rules.allowed:
            kept = {tag.pk for tag in present}
            self.queryset = tags = tags.filter(pk__in=self.rules.allowed | kept)
        if self.rules.fewest:
            self.help_text = _("Choose %(fewest)d to 5.") % {"fewest": self.rules.fewest}
        if tags.order_by()[: MOST_BOXES + 1].count() > MOST_BOXES:
            self.widget = WrittenTags(attrs={"autocapitalize": "none"})
            self.help_text = _("Choose up to 5, separated by commas.")
            self.error_messages["invalid_choice"] = _("There is no tag “%(value)s”.")

    def clean(self, value: Any) -> QuerySet[Tag]:
        words = [slug.replace("\x00", "") for slug in (value or [])[:MOST_SENT]]
        tags = super().clean([slug_of(word) for word in words])
        if len(tags) > MOST_TAGS:
            raise forms.ValidationError(_("Choose up to %(most)d tags."), params={"most": MOST_TAGS})
        try:
            self.rules.check(tags, self.present)
        except TagsRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return tags


def slug_of(word: str) -> str:
    """Return the address of the tag with this name or address, or an earlier one; else the word itself."""
    word = word[:60]
    if word[:1] in {"#", "＃"} and not Tag.objects.filter(name_key=key_of(word)).exists():
        word = word[1:].strip()  # as tags are written elsewhere
    if Tag.objects.filter(slug=word).exists():
        return word
    tag = Tag.objects.filter(name_key=key_of(word)).first() or find_by_slug(Tag.objects.all(), word)
    return tag.slug if tag else word
