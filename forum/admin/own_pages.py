"""The owner's own pages."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from forum.admin.base import ListAdmin, ReadOnlyAdmin, member_of
from forum.admin.name_forms import AddressedForm
from forum.own_pages.links import refresh_links
from forum.own_pages.models import OwnPage, TermsAcceptance, TermsVersion
from forum.own_pages.starting_texts import STARTING_TEXTS
from forum.own_pages.terms import note_terms, refresh_marked_pages
from forum.pages.rendered_field import render_field


class OwnPageForm(AddressedForm):
    must_be_accepted = forms.BooleanField(
        label=gettext_lazy("Members must accept these terms to go on"),
        required=False,
        help_text=gettext_lazy(
            "Only where the text of the terms has changed. Otherwise members are told once, and can go on."
        ),
    )

    class Meta:
        widgets = {"text": forms.Textarea(attrs={"rows": 18})}

    def clean_text(self) -> str:
        return render_field(self, "text", "html")


@admin.register(OwnPage)
class OwnPageAdmin(ListAdmin):
    """Pages beside the boards: rules, privacy, whatever the owner writes."""

    form = OwnPageForm
    change_list_template = "admin/own_pages/change_list.html"
    list_display = ("name", "slug", "audience", "is_published", "updated_at")
    sortable_by = ()
    ordering = ("name", "pk")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    fields = (
        "name",
        "slug",
        "text",
        "audience",
        "is_published",
        "is_rules",
        "is_privacy",
        "is_terms",
        "must_be_accepted",
    )

    def get_prepopulated_fields(self, request: HttpRequest, obj: OwnPage | None = None) -> dict[str, Any]:
        return {} if obj else self.prepopulated_fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        start = STARTING_TEXTS.get(request.GET.get("start", ""))
        if start is None:
            return {}
        return {
            "name": start.name,
            "slug": start.slug,
            "text": start.text,
            "is_published": False,
            "is_rules": start.slug == "rules",
            "is_privacy": start.slug == "privacy",
        }

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        used = set(OwnPage.objects.values_list("slug", flat=True))
        starts = [(name, text.name) for name, text in STARTING_TEXTS.items() if text.slug not in used]
        return super().changelist_view(request, {"starts": starts, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)
        note_terms(obj, member_of(request), blocks=bool(form.cleaned_data.get("must_be_accepted")))
        refresh_links()
        refresh_marked_pages()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        refresh_links()
        refresh_marked_pages()


@admin.register(TermsVersion)
class TermsVersionAdmin(ReadOnlyAdmin):
    """What the terms said, and since when."""

    list_display = ("number", "made_at", "made_by", "must_be_accepted")
    list_select_related = ("made_by",)
    fields = ("number", "made_at", "made_by", "must_be_accepted", "text")
    sortable_by = ()
    ordering = ("-number",)


@admin.register(TermsAcceptance)
class TermsAcceptanceAdmin(ReadOnlyAdmin):
    """Who accepted which terms when."""

    list_display = ("at", "member", "version")
    list_display_links = None
    list_select_related = ("member", "version")
    lookups = ("member__id__exact", "version__id__exact")
    search_fields = ("member__username_key",)
    sortable_by = ()
    ordering = ("-id",)
