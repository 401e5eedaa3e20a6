"""The form to add a member, also while sign-up is closed."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import renaming
from accounts.models import User
from accounts.names import LONGEST_NAME, email_key, validate_address
from forum.admin.base import member_of
from forum.moderation.helping import account_acts, adding, telling
from forum.moderation.helping.targets import PERMISSION


class NewMemberForm(forms.ModelForm):
    username = forms.CharField(label=gettext_lazy("Username"), max_length=LONGEST_NAME)
    email = forms.EmailField(
        label=gettext_lazy("Email address"),
        help_text=gettext_lazy("They get a link for choosing a password."),
    )

    class Meta:
        model = User
        fields = ("username", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].help_text = User._meta.get_field("username").help_text
        if not settings.HAS_MAIL:
            words = _("Email isn’t set up: you get a link for them, to pass on yourself.")
            self.fields["email"].help_text, self.fields["email"].required = words, False

    def clean_username(self) -> str:
        return renaming.check_new_username(self.cleaned_data["username"], self.instance)

    def clean_email(self) -> str:
        address = email_key(self.cleaned_data["email"])
        if address:
            validate_address(address)
            if account_acts.is_of_another(address, self.instance):
                raise ValidationError(account_acts.AddressTaken.sentence)
        return address


class AddingMembers(admin.ModelAdmin):
    """What the list of members has besides: a form to add one, and links that are shown once."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        user = request.user
        return bool(user.is_active and user.is_staff and user.has_perm(PERMISSION))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **kwargs | ({} if obj else {"form": NewMemberForm}))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fieldsets(request, obj) if obj else [(None, {"fields": ("username", "email")})]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().add_view(request, form_url, {"title": _("Add member"), **(extra_context or {})})

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        if change:
            return super().save_form(request, form, change)
        made = adding.add(member_of(request), form.cleaned_data["username"], form.cleaned_data["email"])
        form.save_m2m = lambda: None
        return made

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return None  # the forum's log has it

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        if telling.is_mailed(obj):
            sentence = _("%(member)s is a member now. The link for choosing a password is on its way.")
            messages.success(request, sentence % {"member": obj.username})
        else:
            messages.success(request, _("%(member)s is a member now.") % {"member": obj.username})
            self.tell_link(request, obj)
        again = "_addanother" in request.POST
        return HttpResponseRedirect(
            reverse("admin:accounts_user_add" if again else "admin:accounts_user_changelist")
        )

    def tell_link(self, request: HttpRequest, member: User) -> None:
        """Show a link for choosing a password, this once: it is a key to the account."""
        sentence = _("Pass this link on to {member} yourself. It works once, for three days: {link}")
        link = telling.reset_link(member)
        messages.info(request, format_html(sentence, member=member.username, link=link))
