import uuid
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.boards.models import Board
from forum.filters.form_signals import OpenedInput, TrapInput, facts_of, opened_now
from forum.filters.words import count_replaced, replaced
from forum.limits import LimitExceeded
from forum.markup import LIMIT, Options
from forum.markup.unicode_text import is_seen
from forum.pages.boards.forms import BoardField
from forum.pages.drafts.box import DraftBox
from forum.pages.field_copies import Fields
from forum.pages.forms import LineField, field_of
from forum.pages.posts.topic_fields import TopicFieldsMixin
from forum.pages.tags.forms import TagsField
from forum.posts.models import Post
from forum.posts.pending_edits import PendingEdit
from forum.posts.post_text import PostText, TextRefused, render_text
from forum.posts.publishing import Submission
from forum.posts.repeated import Repeated
from forum.posts.revisions import LONGEST_EDIT_REASON
from forum.refusals import Refusal
from forum.topics.models import Topic

MESSAGE = forms.Textarea(attrs={"rows": 9, "dir": "auto", "data-limit": LIMIT})


def new_key() -> str:
    return uuid.uuid4().hex


def with_new(sent: QueryDict, **fields: str | int) -> QueryDict:
    """Return what was sent with other values for some fields, for a form that is shown again."""
    data = sent.copy()
    for name, value in fields.items():
        data[name] = str(value)
    return data


class TextForm(forms.Form):
    """A text by the member `by`, read with the forum’s `options`. If valid, `text` is what was made of it."""

    body = forms.CharField(
        label=_("Message"), widget=MESSAGE, strip=False, error_messages={"required": _("Write a message.")}
    )
    text: PostText
    attached_count = 0  # of files that came into its text with this answer
    attach_place = (
        ""  # where its files are attached, as `forum.pages.attachments.places` names it; "": nowhere
    )
    requires_descriptions = False  # whether the board wants words for each picture
    draft: DraftBox | None = None  # of the place in which it is written, where there are drafts
    before = ""  # HTML of the post that is edited
    preview_after = 0  # seconds until there is a preview, where it was asked for too soon

    def __init__(
        self, *args: Any, by: User | None = None, options: Options | None = None, **kwargs: Any
    ) -> None:
        if not isinstance(self.base_fields, Fields):
            type(self).base_fields = Fields(self.base_fields)
        super().__init__(*args, **kwargs)
        self.by, self.options = by, options

    def source(self, body: str) -> str:
        """What is posted, of what the box holds and the fields before it."""
        return body

    def clean_body(self) -> str:
        body = self.cleaned_data["body"].strip("\r\n")
        try:
            self.text = render_text(
                self.source(body), self.by, self.options, is_preview=self.is_preview, before=self.before
            )
        except TextRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        except LimitExceeded as limit:
            if not self.is_preview:
                raise
            self.preview_after = limit.retry_after
        return body

    @property
    def is_preview(self) -> bool:
        """Whether it was sent by the button that shows the text before it is posted."""
        return "preview" in self.data

    @property
    def typed(self) -> str:
        """What was in the box, as a draft has it: words are replaced in what is posted alone."""
        body: str = self.cleaned_data["body"]
        return body.replace("\r\n", "\n").replace("\r", "\n")

    def count_replaced(self) -> None:
        count_replaced(self.typed, str(self.data.get("title", "")) if "title" in self.fields else "")

    def show_again(self, body: str) -> None:
        """Show what was sent, with another text, unchecked: it is not being posted yet."""
        self.data = with_new(cast(QueryDict, self.data), body=body)
        self._errors, self.cleaned_data = ErrorDict(), {}


class KeyForm(TextForm):
    """A text that is posted once, however often the form is sent; and whether its author wants to follow the topic."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, initial=new_key)
    follow = forms.BooleanField(label=_("Follow this topic"), required=False)
    follow_asked = forms.BooleanField(widget=forms.HiddenInput, required=False, initial="1")
    form_opened = forms.CharField(required=False, initial=opened_now, widget=OpenedInput)
    contact_page = forms.CharField(required=False, widget=TrapInput)
    again = forms.BooleanField(required=False, widget=forms.HiddenInput)  # sent by a button of that name
    repeated: Post | None = None  # the post that says the same already

    def submission(self, **more: Any) -> Submission:
        sent = self.cleaned_data
        return Submission(
            author=cast("User", self.by),  # whose form was sent
            text=self.text,
            key=sent["key"],
            # A box that is empty sends nothing, so a hidden field says whether there was one.
            follow=sent["follow"] if sent["follow_asked"] else None,
            is_repeat_meant=sent["again"],
            form=facts_of(sent),
            **more,
        )


def add_refusal(form: TextForm, refusal: Refusal) -> None:
    """Show in the form why it was refused; for a repeated text the page has words of its own, with a link."""
    if isinstance(refusal, Repeated) and isinstance(form, KeyForm):
        form.repeated = refusal.post
    elif isinstance(refusal, TextRefused):
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    else:
        form.add_error(None, str(refusal))


class ReplyForm(KeyForm):
    body = forms.CharField(
        label=_("Reply"),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto", "data-limit": LIMIT}),
        strip=False,
        error_messages={"required": _("Write a reply.")},
    )
    reply_to = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=10**18)
    board = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=10**18)
    named_post: Post | None = None  # the one that the address of the page quotes or replies to


class TitleField(LineField):
    default_error_messages = {
        "required": _("Write a title."),
        "hidden": _("The title contains characters that can’t be shown. Remove them."),
    }
    present = ""  # the title that is being changed

    def __init__(self, **kwargs: Any) -> None:
        limit = Topic._meta.get_field("title").max_length
        super().__init__(
            label=_("Title"), max_length=limit, widget=forms.TextInput(attrs={"dir": "auto"}), **kwargs
        )

    def clean(self, value: Any) -> str:
        # A title that came with an import, or by rules of before, is no hindrance to mending its post.
        if self.present and " ".join(str(value).split()) == " ".join(self.present.split()):
            return self.present
        title: str = super().clean(value)
        changed = replaced(title)
        if changed != title:
            self.run_validators(changed)  # it may be too long now
        return changed

    def validate(self, value: str) -> None:
        super().validate(value)
        if not any(is_seen(letter) and (letter.isalnum() or ord(letter) > 0x2000) for letter in value):
            raise forms.ValidationError(_("Write a title with words in it."))


class TopicForm(TopicFieldsMixin, KeyForm):
    title = TitleField()
    tags = TagsField()
    field_order: tuple[str, ...] = ("title", "body", "tags", "key")

    def __init__(self, *args: Any, board: Board | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_for(board)

    def source(self, body: str) -> str:
        if self.is_untouched(body) and not self.topic_fields:
            raise forms.ValidationError(_("Fill in the text first."))
        return self.with_answers(body)


class StartForm(TopicForm):
    """The first post of a topic whose board is chosen here."""

    board = BoardField(
        label=_("Board"), empty_label=_("Choose a board"), error_messages={"required": _("Choose a board.")}
    )
    field_order = ("board", "title", "body", "tags", "key")

    def __init__(self, *args: Any, reader: Reader, boards: QuerySet[Board], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "board", BoardField).offer(reader, boards)
        self.ask_for(self.chosen_board())

    def chosen_board(self) -> Board | None:
        """The board whose fields are asked for: the one that was chosen, or is chosen in advance."""
        try:
            board: Board | None = self.fields["board"].clean(self["board"].value())
        except forms.ValidationError:
            return None
        return board


class EditForm(TextForm):
    waiting: PendingEdit | None = None  # their edit of the same post, which this one replaces

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**9)
    reason = LineField(
        label=_("Reason for the edit"),
        required=False,
        max_length=LONGEST_EDIT_REASON,
        help_text=_("Optional. The history of the post shows it."),
    )


class FirstPostForm(EditForm):
    title = TitleField()
    tags = TagsField()
    field_order = ("title", "body", "tags", "reason", "base")

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "title", TitleField).present = topic.title
        if topic.is_conversation:
            del self.fields["tags"]
        else:
            field_of(self, "tags", TagsField).offer(topic.board, list(topic.tags.all()))
