"""Which tags the topics of a board can have, and how many they need."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from forum.boards.models import Board
from forum.refusals import Refusal

if TYPE_CHECKING:
    from forum.topics.models import Tag


class TagsRefused(Refusal):
    status = 422
    code = "tags"


class BoardTags(models.Model):
    """The rules of a board that has any. Without allowed tags all of the forum are."""

    board = models.OneToOneField(Board, models.CASCADE, primary_key=True, related_name="tag_rules")
    allowed = models.ManyToManyField("topics.Tag", blank=True, related_name="+", verbose_name=_("tags"))
    fewest = models.PositiveSmallIntegerField(_("tags that a topic needs"), default=0)

    class Meta:
        verbose_name = _("tags of a board")
        verbose_name_plural = _("tags of boards")

    def __str__(self) -> str:
        return str(self.board)


@dataclass(frozen=True)
class TagRules:
    allowed: "frozenset[int]" = frozenset()
    fewest: int = 0

    def check(self, tags: "Collection[Tag]", present: "Iterable[Tag]" = ()) -> None:
        """Raise TagsRefused for tags that topics here cannot have, unless the topic has them, and for too few."""
        kept = {tag.pk for tag in present}
        if self.allowed and any(tag.pk not in self.allowed | kept for tag in tags):
            raise TagsRefused(gettext("This board has tags of its own. Choose among them."))
        if len(tags) < self.fewest:
            raise TagsRefused(self.too_few)

    @property
    def too_few(self) -> str:
        return ngettext(
            "Choose at least %(count)d tag. Topics on this board need it.",
            "Choose at least %(count)d tags. Topics on this board need them.",
            self.fewest,
        ) % {"count": self.fewest}


def rules_of(board: Board) -> TagRules:
    row = BoardTags.objects.filter(board=board).first()
    if row is None:
        return TagRules()
    return TagRules(frozenset(row.allowed.values_list("pk", flat=True)), row.fewest)


@transaction.atomic
def set_rules(board: Board, allowed: "Collection[Tag]", fewest: int) -> None:
    row, _created = BoardTags.objects.update_or_create(board=board, defaults={"fewest": fewest})
    row.allowed.set(allowed)
