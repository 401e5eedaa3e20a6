from django import forms
from django.utils.translation import gettext_lazy as _

from forum.boards.models import Board
from forum.boards.tree import Tree


class ReasonForm(forms.Form):
    """Why something is done. It goes into the log, and to the author where that is right."""

    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def __init__(self, *args, required=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required
        self.fields["reason"].help_text = "" if required else _("Optional. It is kept in the log.")


class MoveForm(ReasonForm):
    board = forms.ModelChoiceField(label=_("Move to"), queryset=Board.objects.none(), empty_label=None)
    field_order = ("board", "reason")

    def __init__(self, *args, by, topic, **kwargs):
        super().__init__(*args, **kwargs)
        ends = Board.objects.open_to(by, "moderate").filter(takes_topics=True).exclude(pk=topic.board_id)
        field = self.fields["board"]
        field.queryset = ends
        allowed = set(ends.values_list("pk", flat=True))
        tree = Tree(by).indented()
        field.choices = [
            (board.pk, "\u2003" * depth + board.name) for depth, board in tree if board.pk in allowed
        ]
