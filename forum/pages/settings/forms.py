import zoneinfo
from collections.abc import Iterator
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from accounts.shown_names import validate_shown_name
from forum.follows.models import FollowPreference, Level
from forum.markup.unicode_text import on_one_line, uncluttered
from forum.notifications.channels import CHANNELS, Channel
from forum.notifications.kinds import KINDS, Kind
from forum.notifications.models import NotificationPreference
from forum.pages.follows.control import choice_label
from forum.posts.models import PER_PAGE_CHOICES
from forum.posts.post_text import PostText, TextRefused, render_text
from forum.site.models import Density, StartPage, Theme

USUAL = ("", _("As the forum is set"))


@cache
def time_zones() -> list[str]:
    """The time zones that are places; the others are old spellings and fixed offsets."""
    apart = ("Etc/", "SystemV/", "US/", "Canada/", "Brazil/", "Chile/", "Mexico/")
    return sorted(
        name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith(apart)
    )


class ProfileForm(forms.ModelForm):
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lambda: [USUAL, *((zone, zone.replace("_", " ")) for zone in time_zones())],
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=lambda: [USUAL, *settings.LANGUAGES], required=False
    )
    theme = forms.ChoiceField(label=_("Colours"), choices=[USUAL, *Theme.choices], required=False)
    list_density = forms.ChoiceField(
        label=_("Lists of topics and boards"), choices=[USUAL, *Density.choices], required=False
    )
    start_page = forms.TypedChoiceField(
        label=_("The forum’s name leads to"),
        choices=StartPage.choices,
        required=False,
        empty_value=StartPage.BOARDS,
    )
    posts_per_page = forms.TypedChoiceField(
        label=_("Posts on a page"), coerce=int, choices=[(number, number) for number in PER_PAGE_CHOICES]
    )

    class Meta:
        model = get_user_model()
        fields = (
            "display_name",
            "about",
            "time_zone",
            "language",
            "theme",
            "list_density",
            "start_page",
            "posts_per_page",
        )
        labels = {"display_name": _("Name shown"), "about": _("About you")}
        widgets = {"about": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"].help_text = _("Shown beside your posts. Empty: your username.")
        self.fields["display_name"].widget.attrs["autocomplete"] = "nickname"
        self.fields["about"].help_text = _("Shown on your page. You can use Markdown.")
        self.text: PostText | None = None

    def clean_display_name(self) -> str:
        typed = self.cleaned_data["display_name"]
        if typed in {"", self.instance.display_name}:
            return typed
        name = on_one_line(typed)
        validate_shown_name(name, self.instance)
        return name

    def clean_about(self) -> str:
        about = uncluttered(self.cleaned_data["about"].strip())
        if about:
            try:
                self.text = render_text(about, self.instance)
            except TextRefused as refusal:
                raise ValidationError(str(refusal), "refused") from refusal
        return about

    def save(self, commit: bool = True) -> User:
        self.instance.about_html = self.text.rendered.html if self.text else ""
        if commit:
            self.instance.save(update_fields=[*self.Meta.fields, "about_html"])
        return self.instance


class ClosingForm(forms.Form):
    sure = forms.BooleanField(label=_("Close my account for good. I know that this cannot be undone."))


LABELS = {
    "topic": _("A topic"),
    "board": _("A board"),
    "tag": _("A tag"),
    "person": _("A member"),
}


class FollowPreferencesForm(forms.ModelForm):
    class Meta:
        model = FollowPreference
        fields = ("topic", "board", "tag", "person", "follows_started", "follows_replied", "is_shown")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in LABELS.items():
            choices = [(level.value, choice_label(level, kind)) for level in Level]
            self.fields[kind] = forms.ChoiceField(label=label, choices=choices)
        self.fields["follows_started"].label = _("Follow topics that I start")
        self.fields["follows_replied"].label = _("Follow topics that I reply to")
        self.fields["follows_replied"].help_text = _("Not those that you have stopped following.")
        self.fields["is_shown"].label = _("Show my name among the followers")
        self.fields["is_shown"].help_text = _(
            "Otherwise you are only counted. What you follow already stays as it is."
        )


class IgnoreForm(forms.Form):
    """Asks whom to ignore. If valid, `member` is the one of that name."""

    member: User
    username = forms.CharField(label=_("Username"), max_length=100)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["username"].widget.attrs |= {
            "autocapitalize": "none",
            "spellcheck": "false",
            "autocomplete": "off",
        }

    def clean_username(self) -> str:
        name = self.cleaned_data["username"].removeprefix("@")
        member = get_user_model().objects.named(name).filter(closed_at=None).first()
        if member is None:
            raise forms.ValidationError(_("There is no member of this name."), "unknown")
        if member.pk == self.by.pk:
            raise forms.ValidationError(_("You cannot ignore yourself."), "own")
        self.member = member
        return name


MOST_MAILS = (
    *((number, ngettext_lazy("%d email", "%d emails", number) % number) for number in (1, 3, 5, 10, 20, 50)),
    (0, _("No limit")),
)


class NotificationPreferencesForm(forms.Form):
    """A box for each kind and channel that there is, named "mention-mail"."""

    is_quiet = forms.BooleanField(label=_("Quiet"), required=False)
    most_mails = forms.TypedChoiceField(
        label=_("Single emails a day, at most"),
        coerce=int,
        choices=MOST_MAILS,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, preference: NotificationPreference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preference = preference
        self.fields["is_quiet"].initial = preference.is_quiet
        self.fields["is_quiet"].help_text = _(
            "No email, and no number on the bell. Notifications still gather in the list."
        )
        self.fields["most_mails"].initial = preference.most_mails
        self.fields["most_mails"].help_text = _(
            "Anything beyond that comes in one digest the next morning. Emails about signing in are never held back."
        )
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
        for kind in sorted(self.kinds(), key=lambda kind: (kind.is_fixed, -kind.rank)):
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
        self.preference.is_quiet = self.cleaned_data["is_quiet"]
        if self.cleaned_data["most_mails"] is not None:
            self.preference.most_mails = self.cleaned_data["most_mails"]
        self.preference.save()
