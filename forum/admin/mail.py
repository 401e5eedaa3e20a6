"""Mail on its way, and addresses that mail comes back from."""

from django import forms
from django.contrib import admin, messages
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.names import email_key
from forum.admin.base import Listing, ReadOnly
from forum.mail import sending
from forum.mail.models import SuppressedAddress
from forum.notifications.models import Channel, Delivery

State = Delivery.State


class StateFilter(admin.SimpleListFilter):
    """What is not sent, unless something else is asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [
            ("failed", _("Failed")),
            ("waiting", _("Waiting")),
            ("overflow", _("For the next digest")),
            ("sent", _("Sent")),
            ("skipped", _("Not sent on purpose")),
            ("all", _("All")),
        ]

    def choices(self, changelist):
        owed, *others = super().choices(changelist)
        yield owed | {"display": _("Owed")}
        yield from others

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        if self.value() in State.values:
            return queryset.filter(state=self.value())
        return queryset.filter(state__in=[State.WAITING, State.SENDING, State.FAILED])


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    """Every mail with its state. What it says is made when it is sent, so there is nothing of that to see here."""

    list_display = ("id", "kind", "to", "state", "age", "attempts", "due_at", "short_error")
    list_filter = (StateFilter,)
    list_select_related = ("member",)
    show_full_result_count = False
    sortable_by = ()
    ordering = ("id",)
    actions = ("retry",)
    fields = (
        "kind", "member", "address", "post_number", "state", "attempts", "created_at", "due_at", "claimed_at",
        "done_at", "error",
    )  # fmt: skip
    readonly_fields = ("post_number",)

    def get_queryset(self, request):
        return super().get_queryset(request).filter(channel=Channel.MAIL)

    def has_retry_permission(self, request):
        return request.user.has_perm("notifications.change_delivery")

    @admin.action(description=_("Try again now"), permissions=["retry"])
    def retry(self, request, queryset):
        count = sending.retry(
            Delivery.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)[:1000]))
        )
        told = ngettext(
            "%(count)d email will be tried again.", "%(count)d emails will be tried again.", count
        )
        self.message_user(request, told % {"count": count}, messages.SUCCESS if count else messages.WARNING)

    @admin.display(description=_("to"))
    def to(self, delivery):
        return delivery.member or delivery.address

    @admin.display(description=_("post"))
    def post_number(self, delivery):
        # Its number alone: whoever looks here may not see every board.
        return f"/p/{delivery.post_id}/" if delivery.post_id else "–"

    @admin.display(description=_("age"))
    def age(self, delivery):
        return timesince(delivery.created_at, timezone.now())

    @admin.display(description=_("error"))
    def short_error(self, delivery):
        return delivery.error[:120]


class SuppressedAddressForm(forms.ModelForm):
    def clean_address(self):
        return email_key(self.cleaned_data["address"])


@admin.register(SuppressedAddress)
class SuppressedAddressAdmin(Listing):
    """Nothing is sent to these. Whoever deletes one lets mail go there again."""

    form = SuppressedAddressForm
    list_display = ("address", "why", "times", "reported_at", "said")
    list_filter = ("why",)
    search_fields = ("address",)
    ordering = ("-reported_at",)
    fields = ("address", "why", "said", "times", "reported_at")
    readonly_fields = ("times", "reported_at")

    def has_change_permission(self, request, obj=None):
        return False
