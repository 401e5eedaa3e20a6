"""Emails with their states, and addresses that nothing is sent to."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.names import email_key
from forum.admin.base import ListAdmin
from forum.admin.jobs import QueueAdmin
from forum.jobs.queue import FAILED
from forum.mail.models import SuppressedAddress
from forum.notifications.channels import Channel
from forum.notifications.kinds import KINDS
from forum.notifications.models import Delivery
from forum.posts.models import Post

# What an email is about, of whomever: the labels of the kinds speak to the member who gets it.
WORDS = {
    "mention": _("Mention"),
    "quote": _("Quote"),
    "answer": _("Reply to a post"),
    "reply": _("Reply in a followed topic"),
    "by_person": _("Topic by a followed member"),
    "in_tag": _("Topic with a followed tag"),
    "in_board": _("Topic on a followed board"),
    "followed": _("New follower"),
    "security": _("Change of how to sign in"),
    "moderated": _("Act of a moderator"),
    "suspension": _("Suspension"),
    "announcement": _("Announcement"),
    "appointed": _("New moderator"),
    "admitted": _("Let into a private board"),
    "excluded": _("Taken out of a private board"),
    "account": _("Account"),
    "confirm": _("Confirm following by email"),
    "digest": _("Summary"),
    "overflow": _("More than a day’s emails"),
}


def delivery_words(kind: str) -> str:
    if kind in WORDS:
        return str(WORDS[kind])
    return str(KINDS[kind].label) if kind in KINDS else kind


@admin.register(Delivery)
class DeliveryAdmin(QueueAdmin):
    """Every mail with its state. Its text is made when it is sent, so it is not shown here."""

    @property
    def final_states(self) -> tuple[tuple[str, Any], ...]:  # type: ignore[override]
        return (
            ("overflow", _("For the next summary")),
            ("sent", _("Sent") if settings.HAS_MAIL else _("Written to a folder")),
            ("skipped", _("Not sent on purpose")),
        )

    sentence = ngettext_lazy(
        "%(count)d email will be tried again.", "%(count)d emails will be tried again.", "count"
    )
    list_display = ("what", "to", "outcome", "attempts", "age", "short_error")
    list_select_related = ("member",)
    fields = (
        "what", "member", "address", "post_number", "outcome", "attempts", "created_at", "due_at", "done_at", "error",
    )  # fmt: skip
    readonly_fields = ("what", "post_number", "outcome")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        """Without those about messages in conversations, but for what went wrong: of that somebody has to know."""
        of_messages = Q(post__isnull=False, post__topic__board=None)
        rows = super().get_queryset(request).filter(channel=Channel.MAIL)
        return rows.filter(~of_messages | Q(state=FAILED))

    @admin.display(description=_("about"))
    def what(self, delivery: Delivery) -> str:
        return delivery_words(delivery.kind)

    @admin.display(description=_("state"))
    def outcome(self, delivery: Delivery) -> str:
        """Never says “sent” of what no mail server has taken."""
        if delivery.state == Delivery.State.SENT and not settings.HAS_MAIL:
            folder = settings.EMAIL_FILE_PATH
            return gettext("written to %(folder)s") % {"folder": f"{folder.parent.name}/{folder.name}/"}
        return delivery.get_state_display()

    @admin.display(description=_("to"))
    def to(self, delivery: Delivery) -> object:
        return delivery.member or delivery.address

    @admin.display(description=_("post"))
    def post_number(self, delivery: Delivery) -> str:
        # Its number alone: whoever looks here may not see every board. Of messages in conversations not even that.
        is_told = Post.objects.on_boards().filter(pk=delivery.post_id or 0).exists()
        return f"/p/{delivery.post_id}/" if is_told else "–"


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
