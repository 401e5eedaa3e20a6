"""The form to sign up: allauth's, with the owner's question, an invitation, and what the judges of a sign-up ask."""

from typing import Any
from urllib.parse import quote

from allauth.account import forms
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import BooleanField, CharField, HiddenInput
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms import PASSWORD_HINT, SHORTEST_PASSWORD, STAY_SIGNED_IN, name_by_label_alone
from accounts.models import User
from accounts.renaming import NameTaken, check_not_kept
from accounts.sign_up import judging
from accounts.sign_up.mail_domains import check_mail_domain
from accounts.sign_up.question import LONGEST_ANSWER, is_right
from forum.site.models import SiteSettings


def hint_on_question(site: SiteSettings) -> str:
    """Whoever can't answer is told whom to ask, where the owner has an address for everybody."""
    asked = gettext("Asked of all new members.")
    if not site.legal_mail:
        return asked
    return format_html(
        '{} {} <a href="mailto:{}">{}</a>',
        asked,
        gettext("If you can’t answer it, write to"),
        quote(site.legal_mail, safe="@"),
        site.legal_mail,
    )


class SignupForm(forms.SignupForm):
    remember = BooleanField(label=STAY_SIGNED_IN, required=False, initial=True)
    invitation = CharField(widget=HiddenInput, required=False)
    field_order = ["username", "email", "password1", "answer", "remember"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reasons_to_wait: list[str] = []
        name_by_label_alone(self.fields)
        username = self.fields["username"]
        username.help_text = User._meta.get_field("username").help_text
        username.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        self.fields["email"].label = _("Email address")
        self.fields["email"].help_text = _("Never shown to anyone.")
        # The form to sign in is on the same page, with fields of these names.
        self.fields["remember"].widget.attrs["id"] = "id_stay"
        self.fields["password1"].label = _("Choose a password")
        self.fields["password1"].widget.attrs["data-least"] = SHORTEST_PASSWORD
        self.fields["password1"].help_text = PASSWORD_HINT
        self._ask(SiteSettings.current())
        self.fields |= judging.extra_fields()

    def _ask(self, site: SiteSettings) -> None:
        if not site.sign_up_question:
            return
        self.fields["answer"] = CharField(
            label=site.sign_up_question, max_length=LONGEST_ANSWER, help_text=hint_on_question(site)
        )
        # No robot's memory of forms helps a person here, and nothing that is remembered is meant.
        self.fields["answer"].widget.attrs |= {"autocomplete": "off"}
        self.order_fields(self.field_order)

    def clean_email(self) -> str:
        value: str = super().clean_email()
        check_mail_domain(value)
        return value

    def clean_answer(self) -> str:
        answer: str = self.cleaned_data["answer"]
        site = SiteSettings.current()
        if not is_right(answer, site):
            sentence = _("That isn’t the answer. If you can’t find it, ask the people who run this forum.")
            if site.legal_mail:
                sentence = _("That isn’t the answer. If you can’t find it, write to %(address)s.")
            raise ValidationError(sentence, "answer", {"address": site.legal_mail})
        return answer

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.reasons_to_wait = judging.judge(get_adapter().attempt(cleaned))
            except ValidationError as refusal:
                self.add_error(None, refusal)
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account. If the name or address was taken meanwhile, answer as if it had been taken before."""
        # Also of an address that has an account: the limit must not tell it from one that is free.
        get_adapter(request).count_new_account(request, self.cleaned_data)
        # For a known address too: the cookie must not tell it from one that is free.
        request.session.set_expiry(settings.SESSION_COOKIE_AGE if self.cleaned_data["remember"] else 0)
        if self.account_already_exists:
            # As much work as for an address that is free: the time of an answer must not tell the two apart.
            User().set_password(self.cleaned_data["password1"])
            return super().try_save(request)
        try:
            with transaction.atomic():
                made, response = super().try_save(request)
                if made is not None:
                    check_not_kept(made)
                return made, response
        except (IntegrityError, NameTaken):
            self.full_clean()
            if self.account_already_exists:
                return super().try_save(request)
            if not self.errors:
                self.add_error(None, _("Someone has just taken this name or address. Try another."))
            return None, get_adapter(request).respond_taken(request, self)
