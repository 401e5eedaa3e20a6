"""Announcements: written and previewed, shown as a banner, sent by bell and email."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forum import limits
from forum.admin.base import ListAdmin, PlainChoice, log_change, member_of
from forum.announcements import sending
from forum.announcements.banners import refresh_banners
from forum.announcements.models import Announcement, Audience
from forum.boards.own_groups import groups_known_to
from forum.markup.trusted_html import page_html, trust_stored_html
from forum.notifications.channels import Channel
from forum.pages.addresses import row_number
from forum.pages.date_fields import MomentField, MomentInput
from forum.pages.rendered_field import render_field
from forum.refusals import Refusal


class AnnouncementForm(forms.ModelForm):
    class Meta:
        widgets = {"groups": forms.CheckboxSelectMultiple, "text": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not Group.objects.exists():
            self.fields["groups"].help_text = _("There are no groups yet.")

    def clean_text(self) -> str:
        return render_field(self, "text", "html")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("audience") == Audience.GROUPS and not cleaned.get("groups"):
            self.add_error("groups", _("Choose at least one group."))
        return cleaned


class SendForm(forms.Form):
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("Send it by"),
        choices=[(Channel.BELL, gettext_lazy("Bell")), (Channel.MAIL, gettext_lazy("Email"))],
        initial=[Channel.BELL],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose bell, email or both.")},
    )


@admin.register(Announcement)
class AnnouncementAdmin(PlainChoice, ListAdmin):
    """What is to be known by all or some. Saving shows it to nobody, until the banner is ticked or it is sent."""

    form = AnnouncementForm
    change_form_template = "admin/announcements/change_form.html"
    list_display = ("title", "audience", "is_banner", "starts_at", "ends_at", "sent_at", "sent_count")
    sortable_by = ()
    ordering = ("-created_at", "-pk")
    search_fields = ("title",)
    fieldsets = (
        (None, {"fields": ("title", "text", "audience", "groups")}),
        (gettext_lazy("Banner"), {"fields": ("is_banner", "starts_at", "ends_at", "preview")}),
    )
    readonly_fields = ("preview",)
    # Django's own two fields for date and time have no labels of their own.
    formfield_overrides = {models.DateTimeField: {"form_class": MomentField, "widget": MomentInput}}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None:
            return self.fieldsets
        first, (name, options) = self.fieldsets
        return first, (name, {"fields": options["fields"][:-1]})

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Offer the groups whose names the writer may know, and those that were chosen already."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        if field := form.base_fields.get("groups"):
            chosen = obj.groups.all() if obj is not None else Group.objects.none()
            field.queryset = Group.objects.filter(Q(pk__in=groups_known_to(request.user)) | Q(pk__in=chosen))
        return form

    def get_urls(self) -> list[URLPattern]:
        send = self.admin_site.admin_view(self.send_view)
        return [path("<str:object_id>/send/", send, name="send_announcement"), *super().get_urls()]

    @admin.display(description=gettext_lazy("preview"))
    def preview(self, announcement: Announcement) -> str:
        return trust_stored_html(announcement.html) if announcement.html else "–"

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        # Only now it has its groups.
        super().save_related(request, form, formsets, change)
        refresh_banners()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        refresh_banners()

    def send_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        announcement = Announcement.objects.filter(pk=row_number(object_id) or 0).first()
        if announcement is None:
            raise Http404
        if not self.has_change_permission(request, announcement):
            raise PermissionDenied
        form = SendForm(request.POST if request.method == "POST" else None)
        status = 200
        if request.method == "POST":
            status = 422
            if form.is_valid():
                limits.enforce("announcement", member_of(request).pk)
                try:
                    return self._send(request, announcement, form.cleaned_data["channels"])
                except Refusal as refusal:
                    form.add_error(None, str(refusal))
                    status = refusal.status
        context = {
            **self.admin_site.each_context(request),
            "title": _("Send announcement"),
            "opts": self.model._meta,
            "announcement": announcement,
            "html": page_html(announcement.html),
            "count": sending.recipients_of(announcement).count(),
            "form": form,
        }
        return TemplateResponse(request, "admin/announcements/send.html", context, status=status)

    def _send(self, request: HttpRequest, announcement: Announcement, channels: list[str]) -> HttpResponse:
        count = sending.recipients_of(announcement).count()
        sending.send(announcement, member_of(request), channels)
        log_change(request, announcement, f"Sent by {' and '.join(channels)}.")
        words = ngettext("It is on its way to %(n)d member.", "It is on its way to %(n)d members.", count)
        messages.success(request, words % {"n": count})
        return redirect(reverse("admin:announcements_announcement_change", args=[announcement.pk]))
