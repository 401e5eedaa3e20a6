from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from forum.boards.models import Board
from forum.conversations.rules import MOST
from forum.markup.unicode_text import set_apart
from forum.pages.forms import field_of
from forum.pages.posts.forms import KeyForm, TitleField

LONGEST_NAMES = 1_000  # characters


class NamesField(forms.CharField):
    """The usernames of members, with commas or blanks between them; its value is these members."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_NAMES, **kwargs)
        self.most = most
        self.widget.attrs |= {
            "autocapitalize": "none",
            "spellcheck": "false",
            "autocomplete": "off",
            "data-members": reverse_lazy("member-suggestions"),
        }

    def clean(self, value: Any) -> list[User]:
        typed: str = super().clean(value)
        names = list(dict.fromkeys(name.removeprefix("@") for name in typed.replace(",", " ").split()))
        if not names:  # nothing but commas
            raise forms.ValidationError(self.error_messages["required"], "required")
        members, unknown = [], []
        for name in names[: self.most + 1]:
            member = get_user_model().objects.named(name).filter(closed_at=None).first()
            if member is None:
                unknown.append(name)
            elif member not in members:
                members.append(member)
        if unknown:
            words = ngettext(
                "No member has this username: %(names)s",
                "No members have these usernames: %(names)s",
                len(unknown),
            )
            raise forms.ValidationError(words % {"names": ", ".join(map(set_apart, unknown))}, "unknown")
        away = [member for member in members if member.is_placeholder]
        if away:
            words = ngettext(
                "%(names)s came here with an import and hasn’t signed in yet, so can’t be written to.",
                "%(names)s came here with an import and haven’t signed in yet, so can’t be written to.",
                len(away),
            )
            raise forms.ValidationError(
                words % {"names": ", ".join(set_apart(each.name) for each in away)}, "away"
            )
        if len(names) > self.most == 1:
            raise forms.ValidationError(_("Add one member at a time."), "many")
        if len(names) > self.most:
            words = _("A conversation has at most %(count)d members, and you are one of them.")
            raise forms.ValidationError(words % {"count": self.most + 1}, "many")
        return members


class ConversationForm(KeyForm):
    """The first message of a conversation, and whom it is for."""

    to = NamesField(
        most=MOST - 1,
        label=gettext_lazy("To whom"),
        help_text=gettext_lazy("Usernames, with commas between them."),
        error_messages={"required": gettext_lazy("Say whom it is for.")},
    )
    title = TitleField()
    follow = follow_asked = None  # type: ignore[assignment]  # which takes the fields away
    field_order = ("to", "title", "body", "key")

    def clean_to(self) -> list[User]:
        members: list[User] = self.cleaned_data["to"]
        if self.by in members:
            raise forms.ValidationError(_("You take part anyway. Leave your own name out."), "own")
        return members

    def clean(self) -> dict[str, Any]:
        # Whoever starts a conversation follows it: there is nothing to ask.
        return {**(super().clean() or {}), "follow": True, "follow_asked": True}


class TeamForm(KeyForm):
    """The first message that moderators write to a member."""

    title = TitleField()
    written_as = forms.ChoiceField(
        label=gettext_lazy("Write as"),
        choices=[("team", gettext_lazy("Moderators")), ("own", "")],
        help_text=gettext_lazy(
            "The member sees “Moderators”, not your name. Only the other moderators see who wrote."
        ),
    )
    board = forms.ChoiceField(
        label=gettext_lazy("Moderators of"),
        help_text=gettext_lazy("They read the conversation, and can answer."),
    )
    follow = follow_asked = None  # type: ignore[assignment]  # which takes the fields away
    field_order = ("board", "title", "body", "written_as", "key")

    def __init__(self, *args: Any, boards: Sequence[Board] = (), **kwargs: Any) -> None:
        """`boards` are those to choose from, where it is on none."""
        super().__init__(*args, **kwargs)
        self.boards = boards
        if len(boards) > 1:
            choices = [(str(board.pk), board.name) for board in boards]
            field_of(self, "board", forms.ChoiceField).choices = choices
        else:
            del self.fields["board"]
        if self.by:
            field_of(self, "written_as", forms.ChoiceField).choices = [
                ("team", _("Moderators")),
                ("own", self.by.name),
            ]

    def clean(self) -> dict[str, Any]:
        return {**(super().clean() or {}), "follow": True, "follow_asked": True}

    @property
    def chosen_board(self) -> Board:
        chosen = self.cleaned_data.get("board", "")
        return next((board for board in self.boards if str(board.pk) == chosen), self.boards[0])


class AddForm(forms.Form):
    """Whom to add to a conversation, and from where on they see it."""

    SINCE = (
        ("now", gettext_lazy("what is written from now on")),
        ("all", gettext_lazy("everything so far, too")),
    )

    member = NamesField(
        most=1,
        label=gettext_lazy("Username"),
        error_messages={"required": gettext_lazy("Say whom to add.")},
    )
    sees = forms.ChoiceField(
        label=gettext_lazy("They see"), choices=SINCE, initial="now", widget=forms.RadioSelect
    )
