"""Queued mail, and addresses that mail comes back from."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.names import email_key
from forum.admin.base import ListAdmin
from forum.admin.jobs import QueueAdmin
from forum.mail.models import SuppressedAddress
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery


@admin.register(Delivery)
class DeliveryAdmin(QueueAdmin):
    """Every mail with its state. Its text is made when it is sent, so it is not shown here."""

    final_states = (
        ("overflow", _("For the next summary")), ("sent", _("Sent")), ("skipped", _("Not sent on purpose")),
    )  # fmt: skip
    sentence = ngettext_lazy(
        "%(count)d email will be tried again.", "%(count)d emails will be tried again.", "count"
    )
    list_display = ("id", "kind", "to", "state", "age", "attempts", "due_at", "short_error")
    list_select_related = ("member",)
    fields = (
        "kind", "member", "address", "post_number", "state", "attempts", "created_at", "due_at", "claimed_at",
        "done_at", "error",
    )  # fmt: skip
    readonly_fields = ("post_number",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        return super().get_queryset(request).filter(channel=Channel.MAIL)

    @admin.display(description=_("to"))
    def to(self, delivery: Delivery) -> object:
        return delivery.member or delivery.address

    @admin.display(description=_("post"))
    def post_number(self, delivery: Delivery) -> str:
        # Its number alone: whoever looks here may not see every board.
        return f"/p/{delivery.post_id}/" if delivery.post_id else "–"


class SuppressedAddressForm(forms.ModelForm):
    def clean_address(self) -> str:
        return email_key(self.cleaned_data["address"])


@admin.register(SuppressedAddress)
class SuppressedAddressAdmin(ListAdmin):
    """Addresses to which nothing is sent. Deleting one lets mail go there again."""

    form = SuppressedAddressForm
    list_display = ("address", "reason", "times", "reported_at", "answer")
    list_filter = ("reason",)
    search_fields = ("address",)
    ordering = ("-reported_at",)
    fields = ("address", "reason", "answer", "times", "reported_at")
    readonly_fields = ("times", "reported_at")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
