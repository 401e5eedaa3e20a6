"""The forms about notifications and following: what tells a member, how often, and what they follow automatically."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from forum.follows.models import FollowPreference, Level
from forum.notifications.channels import CHANNELS, Channel
from forum.notifications.kinds import KINDS, Kind
from forum.notifications.models import NotificationPreference
from forum.pages.follows.control import choice_label

LABELS = {
    "topic": _("Topics"),
    "board": _("Boards"),
    "tag": _("Tags"),
    "person": _("Members"),
}


class FollowLevelsForm(forms.ModelForm):
    class Meta:
        model = FollowPreference
        fields = ("topic", "board", "tag", "person")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in LABELS.items():
            choices = [(level.value, choice_label(level, kind)) for level in Level]
            self.fields[kind] = forms.ChoiceField(label=label, choices=choices)


class AutomaticFollowingForm(forms.ModelForm):
    class Meta:
        model = FollowPreference
        fields = ("follows_started", "follows_replied")
        labels = {
            "follows_started": _("Follow topics I start"),
            "follows_replied": _("Follow topics I reply to"),
        }
        help_texts = {"follows_replied": _("Except those you have unfollowed.")}


MOST_MAILS = (
    *((number, ngettext_lazy("%d email", "%d emails", number) % number) for number in (1, 3, 5, 10, 20, 50)),
    (0, _("No limit")),
)


class EmailsForm(forms.Form):
    most_mails = forms.TypedChoiceField(
        label=_("Single emails a day, at most"),
        help_text=_(
            "Anything more comes in one summary the next morning. Emails about signing in always come."
        ),
        coerce=int,
        choices=MOST_MAILS,
    )
    hides_messages = forms.BooleanField(
        label=_("Leave the text of messages in conversations out of emails"),
        help_text=_("They still say who wrote, and in which conversation."),
        required=False,
    )
    is_quiet = forms.BooleanField(
        label=_("Pause all notifications"),
        help_text=_("No emails, and no number at the bell. The list still fills up."),
        required=False,
    )

    def __init__(self, *args: Any, preference: NotificationPreference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preference = preference
        for name in self.fields:
            self.fields[name].initial = getattr(preference, name)

    def save(self) -> None:
        for name, value in self.cleaned_data.items():
            setattr(self.preference, name, value)
        self.preference.save()


class NotificationPreferencesForm(forms.Form):
    """A box for each kind and channel that there is, named "mention-mail"."""

    def __init__(self, *args: Any, preference: NotificationPreference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preference = preference
        for kind, channel in self.boxes():
            label = _("%(kind)s: %(channel)s") % {"kind": kind.label, "channel": channel.label}
            self.fields[f"{kind.name}-{channel.name}"] = forms.BooleanField(
                label=label, required=False, initial=preference.chosen(kind, channel.name)
            )

    def kinds(self) -> list[Kind]:
        is_owner = self.preference.member.is_superuser
        return [kind for kind in KINDS.values() if is_owner or not kind.is_for_owners]

    def boxes(self) -> Iterator[tuple[Kind, Channel]]:
        for kind in self.kinds():
            for channel in CHANNELS.values():
                if not kind.is_fixed and kind.is_usual(channel.name) is not None:
                    yield kind, channel

    def table(self) -> Iterator[tuple[Kind, list[BoundField | bool | None]]]:
        """A row for each kind, with a box for each channel; True if it is always on, None if there is no such way."""
        for kind in sorted(self.kinds(), key=lambda kind: (kind.is_fixed, not kind.has_post, -kind.rank)):
            yield kind, [self.cell(kind, channel) for channel in CHANNELS]

    def cell(self, kind: Kind, channel: str) -> BoundField | bool | None:
        name = f"{kind.name}-{channel}"
        if name in self.fields:
            return self[name]
        return True if kind.is_fixed else None

    def save(self) -> None:
        for kind, channel in self.boxes():
            name = f"{kind.name}-{channel.name}"
            self.preference.choose(kind, channel.name, self.cleaned_data[name])
        self.preference.save()
