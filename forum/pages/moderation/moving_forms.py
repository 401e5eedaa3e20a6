"""The forms before posts are moved, topics merged, tags changed or an author."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.models import Board
from forum.pages.addresses import row_number
from forum.pages.boards.forms import BoardField
from forum.pages.forms import LineField, field_of
from forum.pages.moderation.forms import PointerField, ReasonForm
from forum.topics.models import Tag, Topic
from forum.topics.rules import is_allowed

ADDRESS = re.compile(r"(?:.*/t/)?([1-9][0-9]{0,17})(?:[-/?#].*)?\Z", re.DOTALL)
LONGEST_ADDRESS = 400
ORDERS = (("date", _("By their dates, among the others")), ("end", _("After the last post")))


class TopicField(forms.Field):
    """A topic that the moderator moderates, by its address or number."""

    widget = forms.TextInput
    by: User

    def to_python(self, value: Any) -> Topic | None:
        written = str(value or "").strip()[:LONGEST_ADDRESS]
        if not written:
            return None
        found = ADDRESS.match(written)
        number = row_number(found.group(1)) if found else None
        # One answer for what is not there and for what they may not see.
        topics = Topic.objects.visible_to(self.by).not_removed().filter(is_allowed(self.by, "moderate"))
        topic = topics.filter(pk=number or 0).first()
        if topic is None:
            raise ValidationError(_("There is no topic at this address that you moderate."))
        return topic


class OrderField(forms.ChoiceField):
    def __init__(self) -> None:
        super().__init__(label=_("Where they go there"), choices=ORDERS, initial="date")


class SplitForm(ReasonForm):
    title = LineField(
        label=_("Title of the new topic"),
        required=False,
        max_length=200,
        help_text=_("Leave it empty to move the posts into a topic that there is."),
    )
    board = BoardField(label=_("Board of the new topic"), required=False, empty_label=_("The same board"))
    target = TopicField(
        label=_("Or the address of the other topic"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": LONGEST_ADDRESS}),
    )
    order = OrderField()
    field_order = ("title", "board", "target", "order", "ready", "reason")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        field_of(self, "target", TopicField).by = by
        boards = Board.objects.allowing(by, "moderate").filter(takes_topics=True)
        field_of(self, "board", BoardField).offer(by, boards)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("title") and not cleaned.get("target") and "target" not in self.errors:
            self.add_error("title", _("Write a title for a new topic, or the address of another one."))
        if cleaned.get("title") and cleaned.get("target"):
            self.add_error("target", _("Write a title or an address, not both."))
        cleaned["by_date"] = cleaned.pop("order", "date") == "date"
        return cleaned


class MergeForm(ReasonForm):
    into = forms.ChoiceField(label=_("Which topic stays"), required=False)
    target = TopicField(
        label=_("Or the address of another topic"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": LONGEST_ADDRESS}),
    )
    order = OrderField()
    pointer_days = PointerField()
    field_order = ("into", "target", "order", "pointer_days", "ready", "reason")

    def __init__(self, *args: Any, by: User, things: Any, **kwargs: Any) -> None:
        super().__init__(*args, by=by, things=things, **kwargs)
        self.things = {str(topic.pk): topic for topic in things}
        choices = [(pk, topic.title) for pk, topic in self.things.items()]
        nothing = ("", _("Choose a topic"))
        field_of(self, "into", forms.ChoiceField).choices = [nothing, *choices]
        self.fields.pop("staff_note", None)
        if len(choices) == 1:
            del self.fields["into"]
            self.fields["target"].label = _("Address of the topic that stays")
        field_of(self, "target", TopicField).by = by

    def clean_pointer_days(self) -> int:
        return self.cleaned_data["pointer_days"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen = self.things.get(cleaned.pop("into", ""))
        cleaned["target"] = cleaned.get("target") or chosen
        if not cleaned["target"] and "target" not in self.errors:
            self.add_error("target", _("Choose which topic stays."))
        cleaned["by_date"] = cleaned.pop("order", "date") == "date"
        return cleaned


class TagsForm(ReasonForm):
    add = forms.ModelMultipleChoiceField(label=_("Tags to add"), queryset=Tag.objects.none(), required=False)
    remove = forms.ModelMultipleChoiceField(
        label=_("Tags to take away"), queryset=Tag.objects.none(), required=False
    )
    field_order = ("add", "remove", "ready", "reason")

    def __init__(self, *args: Any, things: Any, **kwargs: Any) -> None:
        super().__init__(*args, things=things, **kwargs)
        field_of(self, "add", forms.ModelMultipleChoiceField).queryset = Tag.objects.all()
        present = Tag.objects.filter(topics__in=[topic.pk for topic in things]).distinct()
        field_of(self, "remove", forms.ModelMultipleChoiceField).queryset = present

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("add") and not cleaned.get("remove") and not self.errors:
            self.add_error("add", _("Choose a tag to add or to take away."))
        return cleaned


class AuthorForm(ReasonForm):
    author = LineField(label=_("Username of the new author"), max_length=150)
    field_order = ("author", "ready", "reason")

    def clean_author(self) -> User:
        name = self.cleaned_data["author"].removeprefix("@")
        member: User | None = User.objects.named(name).filter(closed_at=None).first()
        if member is None:
            raise ValidationError(_("There is no member of this name."))
        return member
