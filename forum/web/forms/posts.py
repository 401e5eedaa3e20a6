import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from forum import markup
from forum.posts.composing import Text, composed
from forum.topics.models import Topic

MESSAGE = forms.Textarea(attrs={"rows": 8, "dir": "auto"})


def new_key() -> str:
    return uuid.uuid4().hex


class TextForm(forms.Form):
    """A text in Markdown. When valid, `text` is what was made of it."""

    body = forms.CharField(label=_("Message"), widget=MESSAGE, strip=False)
    text: Text

    def clean_body(self):
        body = self.cleaned_data["body"].strip("\r\n")
        try:
            self.text = composed(body)
        except markup.Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return body


class KeyForm(TextForm):
    """A text that is posted once, however often the form is sent."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, initial=new_key)


class ReplyForm(KeyForm):
    reply_to = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=10**18)
    board = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=10**18)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].label = _("Reply")
        self.fields["body"].widget.attrs["rows"] = 6


class TitleField(forms.CharField):
    def __init__(self, **kwargs):
        limit = Topic._meta.get_field("title").max_length
        super().__init__(
            label=_("Title"), max_length=limit, widget=forms.TextInput(attrs={"dir": "auto"}), **kwargs
        )

    def to_python(self, value):
        return " ".join(super().to_python(value).split())

    def validate(self, value):
        super().validate(value)
        if not any(letter.isalnum() or ord(letter) > 0x2000 for letter in value):
            raise forms.ValidationError(_("Give the topic a title in words."))
        if not value.isprintable():
            raise forms.ValidationError(_("The title holds characters that cannot be shown."))


class TopicForm(KeyForm):
    title = TitleField()
    field_order = ("title", "body", "key")


class EditForm(TextForm):
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**9)


class FirstPostForm(EditForm):
    title = TitleField()
    field_order = ("title", "body", "base")
