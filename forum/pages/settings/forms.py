from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts import time_zones
from accounts.models import LONGEST_ABOUT, User
from accounts.shown_names import validate_shown_name
from forum.conversations.models import MessagePreference, Writers
from forum.erasing import requesting
from forum.filters.words import validate_name, validate_words
from forum.follows.models import FollowPreference
from forum.limits import LimitExceeded
from forum.markup import VERSION
from forum.markup.unicode_text import on_one_line, uncluttered
from forum.members import profiles
from forum.pages.forms import field_of
from forum.posts.page_numbers import PER_PAGE_CHOICES
from forum.posts.post_text import PostText, TextRefused, render_text
from forum.site.choices import Density, StartPage, Theme
from forum.site.models import SiteSettings

USUAL = ("", _("Forum default"))

SILENCED = _("You are silenced, so you can’t change what others see of you.")


class ProfileForm(forms.ModelForm):
    class Meta:
        model = get_user_model()
        fields = ("display_name", "about")
        labels = {"display_name": _("Display name (optional)"), "about": _("About you")}
        widgets = {"about": forms.Textarea(attrs={"rows": 6, "dir": "auto", "data-limit": LONGEST_ABOUT})}

    def __init__(self, *args: Any, site: SiteSettings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = site.markup_options
        self.fields["display_name"].help_text = _("Shown beside your posts instead of your username.")
        self.fields["display_name"].widget.attrs |= {"autocomplete": "nickname", "dir": "auto"}
        self.fields["about"].help_text = _("Shown on your page. You can use Markdown.")
        if not profiles.is_public(self.instance, site):
            shown_after = ngettext_lazy(
                "Shown on your page after %(count)d public post of yours. You can use Markdown.",
                "Shown on your page after %(count)d public posts of yours. You can use Markdown.",
                site.profile_posts,
            )
            self.fields["about"].help_text = shown_after % {"count": site.profile_posts}
        self.text: PostText | None = None
        self.preview_after = 0  # seconds until there is a preview, where it was asked for too soon

    def clean_display_name(self) -> str:
        typed = self.cleaned_data["display_name"]
        if typed in {"", self.instance.display_name}:
            return typed
        name = on_one_line(typed)
        validate_shown_name(name, self.instance)
        validate_name(name)
        return name

    def clean_about(self) -> str:
        about = uncluttered(self.cleaned_data["about"].strip())
        if about:
            is_preview = "preview" in self.data
            try:
                self.text = render_text(about, self.instance, self.options, is_preview=is_preview)
                validate_words(about, self.text.rendered.links, self.instance.about)
            except TextRefused as refusal:
                raise ValidationError(str(refusal), "refused") from refusal
            except LimitExceeded as limit:
                if not is_preview:
                    raise
                self.preview_after = limit.retry_after
        # What was replaced in it stays replaced.
        return self.text.source if self.text else about

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.is_silenced:
            self.add_error(None, SILENCED)
        return cleaned

    def save(self, commit: bool = True) -> User:
        self.instance.about_html = self.text.rendered.html if self.text else ""
        self.instance.about_version = VERSION
        if commit:
            self.instance.save(update_fields=[*self.Meta.fields, "about_html", "about_version"])
        return self.instance


class ReadingForm(forms.ModelForm):
    language = forms.ChoiceField(
        label=_("Language"), choices=lambda: [USUAL, *settings.LANGUAGES], required=False
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), choices=[USUAL, *Theme.choices], required=False)
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
        label=_("Posts per page"), coerce=int, choices=[(number, number) for number in PER_PAGE_CHOICES]
    )

    class Meta:
        model = get_user_model()
        fields = (
            "language",
            "time_zone",
            "theme",
            "list_density",
            "posts_per_page",
            "start_page",
            "uses_keys",
        )
        labels = {"uses_keys": _("Keyboard shortcuts")}
        help_texts = {"uses_keys": _("Single keys move through posts and pages. Press ? to see them all.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones: list[Any] = time_zones.choices()
        saved = self.instance.time_zone
        if saved and time_zones.listed_zone(saved) != saved and self.instance.zone:
            # An older name, which stays valid for whoever has chosen it.
            zones = [(saved, time_zones.label(saved)), *zones]
        usual = _("Forum default: %(zone)s") % {"zone": time_zones.label(settings.TIME_ZONE)}
        field_of(self, "time_zone", forms.ChoiceField).choices = [("", usual), *zones]

    def save(self, commit: bool = True) -> User:
        if commit:
            self.instance.save(update_fields=self.Meta.fields)
        return self.instance


class PrivacyForm(forms.Form):
    is_shown = forms.BooleanField(
        label=_("Show my name among followers"),
        help_text=_("Otherwise you are only counted. What you follow already stays as it is."),
        required=False,
    )
    shows_last_seen = forms.BooleanField(
        label=_("Show when I was last seen"),
        help_text=_(
            "If you hide it, nothing about it is kept but your return from a long absence, for a week: "
            "it tells you what you missed, and nobody else sees it."
        ),
        required=False,
    )

    is_found_by_name = forms.BooleanField(
        label=_("Let members find me by name"),
        help_text=_(
            "As they type the beginning of it, to mention someone or to search. "
            "Whoever knows your username can still mention you and see your page."
        ),
        required=False,
    )

    writers = forms.ChoiceField(
        label=_("Who may write to me"),
        choices=Writers,
        help_text=_("First, in a conversation of its own. Moderators always may, and whom you ignore never."),
        required=False,
    )
    posts_needed = forms.IntegerField(
        label=_("With some posts means at least so many"),
        min_value=1,
        max_value=100_000,
        required=False,
    )

    def __init__(self, *args: Any, member: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member, self.preference = member, FollowPreference.of(member)
        self.messages = MessagePreference.of(member)
        self.fields["writers"].initial = self.messages.writers
        self.fields["posts_needed"].initial = self.messages.posts_needed
        self.fields["is_shown"].initial = self.preference.is_shown
        self.fields["shows_last_seen"].initial = not member.hides_last_seen
        self.fields["is_found_by_name"].initial = member.is_found_by_name

    def save(self) -> None:
        self.preference.is_shown = self.cleaned_data["is_shown"]
        self.preference.save()
        self.messages.writers = self.cleaned_data["writers"] or self.messages.writers
        self.messages.posts_needed = self.cleaned_data["posts_needed"] or self.messages.posts_needed
        self.messages.save()
        self.member.hides_last_seen = not self.cleaned_data["shows_last_seen"]
        self.member.is_found_by_name = self.cleaned_data["is_found_by_name"]
        if self.member.hides_last_seen:
            self.member.last_seen_at = None
        self.member.save(update_fields=["hides_last_seen", "last_seen_at", "is_found_by_name"])


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
            "data-members": reverse("member-suggestions"),
        }

    def clean_username(self) -> str:
        name = self.cleaned_data["username"].removeprefix("@")
        member = get_user_model().objects.named(name).filter(closed_at=None).first()
        if member is None:
            raise forms.ValidationError(_("No member has this username."), "unknown")
        if member.pk == self.by.pk:
            raise forms.ValidationError(_("You can’t ignore yourself."), "own")
        self.member = member
        return name


class ClosingForm(forms.Form):
    remove_posts = forms.BooleanField(
        label=_("Also ask for all my posts to be removed"),
        help_text=_(
            "An administrator decides, for others have answered you. You get the answer at your present email address, "
            "which we keep until then. Topics that others replied to stay, without your posts."
        ),
        required=False,
    )
    sure = forms.BooleanField(label=_("Yes, close my account. I know this can’t be undone."))

    def __init__(self, *args: Any, member: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not requesting.has_posts(member):
            del self.fields["remove_posts"]
        elif requesting.open_request_of(member):
            self.fields["remove_posts"].initial = True
