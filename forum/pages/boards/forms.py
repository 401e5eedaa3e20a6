"""Choosing a board: from a list, or if there are too many, by its address."""

from collections.abc import Container
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader
from forum.boards.models import Board
from forum.boards.tree import Tree
from forum.pages.addresses import row_number

MOST = 200  # boards in a list
INDENT = "\u2003"


class BoardField(forms.ModelChoiceField):
    """Offers nothing until `offer` says which boards."""

    default_error_messages = {"unknown": _("There is no board “%(written)s” you can choose here.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Board.objects.none(), **kwargs)

    def offer(self, reader: Reader, boards: QuerySet[Board]) -> None:
        """Offer these boards, as far as the reader sees them, in the order of the tree."""
        self.queryset = boards
        ids = set(boards.values_list("pk", flat=True)[: MOST + 1])
        if len(ids) > MOST:
            self.widget = forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"})
            self.help_text = _("The last part of the board’s web address, after /b/, or its number.")
            return
        nothing = [] if self.empty_label is None else [("", self.empty_label)]
        self._nothing, self._tree, self._ids = nothing, Tree(reader), ids
        self.choices = [*nothing, *choices_of(self._tree, ids)]

    def offer_also(self, pk: int) -> None:
        """Offer what is chosen already, so that a form that leaves it alone does not take it away."""
        boards = cast("QuerySet[Board]", self.queryset)
        self.queryset = Board.objects.filter(Q(pk__in=boards.values("pk")) | Q(pk=pk))
        if not isinstance(self.widget, forms.TextInput):
            self._ids = self._ids | {pk}
            self.choices = [*self._nothing, *choices_of(self._tree, self._ids)]

    def leave_out(self, ids: Container[int]) -> None:
        """Take these out of the list. Whoever sends one nevertheless is told by the form why it cannot be."""
        if not isinstance(self.widget, forms.TextInput):
            left = {pk for pk in self._ids if pk not in ids}
            self.choices = [*self._nothing, *choices_of(self._tree, left)]

    def to_python(self, value: Any) -> Board | None:
        written = str(value or "").strip()
        if not written:
            return None
        key = "slug" if row_number(written) is None else "pk"
        boards = cast("QuerySet[Board]", self.queryset)
        board = boards.filter(**{key: written.replace("\x00", "")}).first()
        if board is None:
            raise ValidationError(self.error_messages["unknown"], "unknown", {"written": written[:60]})
        return board


def choices_of(tree: Tree, ids: set[int]) -> list[tuple[Any, Any]]:
    """These boards as a list of choices; those below a board that only holds others are under its name."""
    choices: list[tuple[Any, Any]] = []
    for root in tree.roots():
        inside = [(board.pk, INDENT * depth + board.name) for depth, board in tree.indented(root)]
        offered = [choice for choice in inside if choice[0] in ids]
        if root.pk in ids:
            choices.append((root.pk, root.name))
            choices += [(pk, INDENT + name) for pk, name in offered]
        elif offered:
            choices.append((root.name, offered))
    return choices
