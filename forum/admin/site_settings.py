"""The name of the forum and what else its owner sets."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forum import markup
from forum.site.models import SiteSettings


class SettingsForm(forms.ModelForm):
    def clean_welcome(self) -> str:
        welcome: str = self.cleaned_data["welcome"]
        try:
            self.instance.welcome_html = markup.render(welcome).html if welcome.strip() else ""
        except markup.Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return welcome


@admin.register(SiteSettings)
class SiteSettingsAdmin(admin.ModelAdmin):
    """The one row, which the admin shows even before it has been saved."""

    form = SettingsForm
    fieldsets = (
        (None, {"fields": ("name", "tagline", "default_theme", "default_density")}),
        (_("Visitors"), {"fields": ("welcome", "is_sign_up_open", "takes_mail_followers")}),
        (_("Mail"), {"fields": ("hides_private_text",)}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:site_sitesettings_change", args=[1]))

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> SiteSettings | None:
        return SiteSettings.current() if object_id == "1" else None

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # The version first, which also makes the row; then the fields by name, as the version has gone on meanwhile.
        SiteSettings.bump()
        obj.save(update_fields=[*form.cleaned_data, "welcome_html"])
