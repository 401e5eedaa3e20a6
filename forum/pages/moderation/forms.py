from django import forms
from django.utils.translation import gettext_lazy as _

from forum.boards.models import Board
from forum.pages.boards.forms import BoardField
from forum.pages.forms import LineField


class ReasonForm(forms.Form):
    """Why something is done. It goes into the log, and to the author where that is right."""

    reason = LineField(label=_("Reason"), max_length=500, required=False)

    def __init__(self, *args, required=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required
        self.fields["reason"].help_text = "" if required else _("Optional. It is kept in the log.")


class MoveForm(ReasonForm):
    board = BoardField(label=_("Move to"), empty_label=None)
    field_order = ("board", "reason")

    def __init__(self, *args, by, topic, **kwargs):
        super().__init__(*args, **kwargs)
        ends = Board.objects.allowing(by, "moderate").filter(takes_topics=True).exclude(pk=topic.board_id)
        self.fields["board"].offer(by, ends)
