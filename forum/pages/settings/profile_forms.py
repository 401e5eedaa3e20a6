import zoneinfo
from functools import cache

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.impersonation import validate_shown_name
from forum.markup.unicode_text import on_one_line, uncluttered
from forum.posts.models import PER_PAGE_CHOICES
from forum.posts.post_text import PostText, TextRefused, render_text
from forum.site.models import Theme


@cache
def time_zones() -> list[str]:
    """The zones that are places; the rest are old spellings of them and offsets without a summer."""
    apart = ("Etc/", "SystemV/", "US/", "Canada/", "Brazil/", "Chile/", "Mexico/")
    return sorted(
        name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith(apart)
    )


class PreferencesForm(forms.ModelForm):
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    theme = forms.ChoiceField(label=_("Colours"), required=False)
    posts_per_page = forms.TypedChoiceField(
        label=_("Posts on a page"), coerce=int, choices=[(number, number) for number in PER_PAGE_CHOICES]
    )

    class Meta:
        model = get_user_model()
        fields = ("display_name", "about", "time_zone", "language", "theme", "posts_per_page")
        labels = {"display_name": _("Name shown"), "about": _("About you")}
        widgets = {"about": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        usual = _("As the forum is set")
        self.fields["display_name"].help_text = _("Shown beside your posts. Empty: your username.")
        self.fields["display_name"].widget.attrs["autocomplete"] = "nickname"
        self.fields["about"].help_text = _("Shown on your page. You can use Markdown.")
        self.fields["time_zone"].choices = [
            ("", usual),
            *((zone, zone.replace("_", " ")) for zone in time_zones()),
        ]
        self.fields["language"].choices = [("", usual), *settings.LANGUAGES]
        self.fields["theme"].choices = [("", usual), *Theme.choices]
        self.text: PostText | None = None

    def clean_display_name(self):
        typed = self.cleaned_data["display_name"]
        if typed in {"", self.instance.display_name}:
            return typed
        name = on_one_line(typed)
        validate_shown_name(name, self.instance)
        return name

    def clean_about(self):
        about = uncluttered(self.cleaned_data["about"].strip())
        if about:
            try:
                self.text = render_text(about, self.instance)
            except TextRefused as refusal:
                raise ValidationError(str(refusal), "refused") from refusal
        return about

    def save(self, commit=True):
        self.instance.about_html = self.text.rendered.html if self.text else ""
        if commit:
            self.instance.save(update_fields=[*self.Meta.fields, "about_html"])
        return self.instance


class ClosingForm(forms.Form):
    sure = forms.BooleanField(label=_("Close my account for good. I know that this cannot be undone."))
