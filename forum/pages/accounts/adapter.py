"""The forum's answers to allauth's questions about signing up, signing in, passwords and addresses."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.account.stages import EmailVerificationStage
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import reverting_address_change
from accounts.models import User
from accounts.names import email_key, normalized_username, validate_address
from accounts.passwords import normalized_password
from accounts.reserved_names import is_taken_by_others, validate_not_reserved
from accounts.shown_names import is_forum_staff
from accounts.sign_up import judging
from accounts.sign_up.form import SignupForm
from accounts.sign_up.judging import Attempt
from accounts.sign_up.mail_domains import check_mail_domain
from forum import limits
from forum.filters.words import validate_name
from forum.follows import following_by_mail
from forum.follows.models import FeedKey
from forum.mail import account_mail, suppressed_addresses
from forum.mail.send_checks import has_confirmed_address
from forum.notifications.notifying import notify_of_security_change
from forum.own_pages.terms import accept_at_sign_up
from forum.pages import visitor_drafts
from forum.pages.accounts import restrictions, sign_in_reasons
from forum.pages.accounts.allauth_internals import clear_login
from forum.pages.accounts.refused_sign_in import page_of_rejected, refuse_banned, refuse_suspended
from forum.pages.accounts.sign_in_limits import MEMBER
from forum.pages.accounts.ways_in import invitation_key, ways_in_page
from forum.pages.addresses import is_ours, with_next
from forum.pages.client_limits import client_ip, client_network
from forum.sign_up import joining
from forum.site.absolute_addresses import absolute
from forum.site.models import SiteSettings

LONGEST_NEXT = 300  # characters of `next` that may lengthen a link in a mail


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_taken": _("This username is taken, or looks too much like one that is. Try another."),
        "email_taken": _("Another account has this address. Sign in, or use another address."),
        "username_password_mismatch": _("Wrong username or password."),
        "email_password_mismatch": _("Wrong email address or password."),
        "incorrect_password": _("Wrong password."),
        "enter_current_password": _("Enter your current password."),
        "duplicate_email": _("This is your address already."),
        "same_as_current": _("This is what you have already."),
        "too_many_login_attempts": _(
            "Too many tries with a wrong password. Wait a few minutes, then try again."
        ),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request)

    # --- who may join, and as whom

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return joining.is_open_to(invitation_key(request))

    def attempt(self, cleaned: dict[str, Any]) -> Attempt:
        """What the form to sign up said, for those who judge it."""
        return Attempt(
            username=cleaned.get("username", ""),
            email=cleaned.get("email", ""),
            ip=client_ip(self.request),
            network=client_network(self.request),
            is_invited=joining.is_invited(cleaned.get("invitation", "")),
            answers=cleaned,
        )

    def count_new_account(self, request: HttpRequest, cleaned: dict[str, Any]) -> None:
        """Raise LimitExceeded if this network has made many, unless the new member is invited."""
        if not joining.is_invited(cleaned.get("invitation", "")):
            limits.enforce("new-account", client_network(request))

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Make a member. Every form of allauth that does comes here, so here the owner's rules are asked at last."""
        cleaned = form.cleaned_data
        invitation = joining.use_invitation(cleaned.get("invitation", ""))
        attempt = self.attempt(cleaned)
        if isinstance(form, SignupForm):
            reasons = form.reasons_to_wait
        else:
            try:
                check_mail_domain(attempt.email)
                reasons = judging.judge(attempt)
            except ValidationError as refusal:
                raise PermissionDenied(str(refusal)) from refusal
        made: User = super().save_user(request, user, form, commit)
        joining.join(made, invitation, attempt, reasons)
        accept_at_sign_up(made, SiteSettings.current())
        return made

    def clean_username(self, username: str, shallow: bool = False) -> str:
        username = normalized_username(username)
        get_user_model()._meta.get_field("username").run_validators(username)
        validate_not_reserved(username)
        validate_name(username)
        if not shallow and is_taken(username):
            raise self.validation_error("username_taken")
        return username

    def clean_password(self, password: str, user: User | None = None) -> str:
        # Judged in the form it is kept in; given back as typed, to be compared with the second time it was typed.
        super().clean_password(normalized_password(password), user)
        return password

    def clean_email(self, email: str) -> str:
        address = email_key(email)
        validate_address(address)
        return address

    def respond_taken(self, request: HttpRequest, form: BaseForm) -> HttpResponse:
        """Show the sign-up form again after the name was taken between checking and saving."""
        return ways_in_page(request, "account/signup.html", "signup_form", form)

    # --- in and back to where they were

    def is_safe_url(self, url: str | None) -> bool:
        # Back to a bare sign-in or sign-up page would be a way in that leads to the door again.
        return is_ours(url) and url not in {reverse("account_login"), reverse("account_signup")}

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where they go who came from nowhere: to what they wrote as a visitor, if anything."""
        return sign_in_reasons.newest_draft_address(request) or super().get_login_redirect_url(request)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def get_login_stages(self) -> list[str]:
        confirming = f"{EmailVerificationStage.__module__}.{EmailVerificationStage.__name__}"
        ours = f"{ConfirmingStage.__module__}.{ConfirmingStage.__name__}"
        return [ours if stage == confirming else stage for stage in super().get_login_stages()]

    def login(self, request: HttpRequest, user: User) -> None:
        """The last step of every way to sign in: refuse suspended, closed and banned accounts."""
        refuse_suspended(request, user)
        if not user.is_active or user.closed_at or user.is_placeholder:
            clear_login(request)
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        refuse_banned(request, user)
        super().login(request, user)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        return page_of_rejected(request, user) or super().respond_user_inactive(request, user)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        """Return the key that wrong passwords count for: the account, whether its name was given or its address."""
        login = credentials.get("email") or credentials.get("username", "")
        members = get_user_model().objects
        member = (members.filter(email=login) if "@" in login else members.named(login)).first()
        return f"{MEMBER}{member.pk}" if member else f"nobody:{login.lower()}"

    def post_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse:
        response = super().post_login(request, user, **how)
        followed = visitor_drafts.follow_as_saved(request, user)
        messages.success(request, sign_in_reasons.welcome(request, user, followed, response["Location"]))
        restrictions.say_what_came_by_no_mail(request, user)
        if has_confirmed_address(user):
            following_by_mail.adopt_follows(user)
        return response

    def set_password(self, user: User, password: str) -> None:
        """Set a password, and give the feed a new address: somebody who knew the password may know the old one."""
        had_password = user.has_usable_password()
        super().set_password(user, password)
        if self.request is not None:
            self.request.had_password = had_password
        if FeedKey.renew(user) and self.request is not None:
            messages.info(
                self.request, _("Your feed has a new web address. The earlier one no longer works.")
            )

    # --- addresses

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm the address for the member who opened the link, and take it from others who only claimed it."""
        try:
            if email_address.can_set_verified():
                _take_from_claimants(email_address)
        except IntegrityError:
            messages.error(request, self.error_messages["email_taken"])
            return False
        suppressed_addresses.forget(email_address.email)
        self._remember_former(request, email_address)
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            following_by_mail.adopt_follows(email_address.user)
        return confirmed

    def _remember_former(self, request: HttpRequest, email_address: EmailAddress) -> None:
        """Keep the former address, if it was confirmed, for the mail to it: its row is gone when that is written."""
        rows = EmailAddress.objects.filter(user=email_address.user, primary=True, verified=True)
        former = rows.exclude(pk=email_address.pk).values_list("email", flat=True).first()
        request.former_address = former or ""  # type: ignore[attr-defined]

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("account_email" if self.request.user.is_authenticated else "account_login")

    # --- mail: links from FORUM_URL alone, and one text for both of its forms

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: EmailConfirmation) -> str:
        path = reverse("account_confirm_email", args=[emailconfirmation.key])
        next_path = _short_next(request)
        # Whoever opens the link in another browser is not signed in there yet.
        sign_in = with_next(reverse("account_login"), next_path) if next_path else None
        return absolute(with_next(path, sign_in))

    def get_reset_password_from_key_url(self, key: str) -> str:
        number, _dash, secret = key.partition("-")
        path = reverse("account_reset_password_from_key", args=[number, secret])
        return absolute(with_next(path, _short_next(self.request)))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Notify of a change of how somebody signs in, by the bell as well as by mail."""
        if email and email == getattr(self.request, "former_address", ""):
            path = reverse("revert-address-change", args=[reverting_address_change.make_token(user, email)])
            context = (context or {}) | {"revert_url": absolute(path)}
        folder, _slash, change = template_prefix.rpartition("/")
        if change == "password_reset" and not getattr(self.request, "had_password", True):
            if user.last_login is None:
                return  # an invited member has just chosen their first password: nothing of theirs has changed
            change = "password_set"
        super().send_notification_mail(f"{folder}/{change}", user, context, email)
        notify_of_security_change(user, change)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        # Ours stand beside all other mails, in templates/mail/account.
        account_mail.queue(email, template_prefix.rpartition("/")[2], context)


class ConfirmingStage(EmailVerificationStage):
    """Lets the first admin in, who was made on the command line and has no address to confirm."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        member = self.login.user
        if member is not None and member.is_superuser and not member.email:
            return None, True
        return super().handle()


class SecondFactors(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "That didn’t work. Use the code your app shows now, a recovery code you haven’t used, or one of your keys."
        ),
    }

    def get_totp_issuer(self) -> str:
        return SiteSettings.current().name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": SiteSettings.current().name}

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Key %(number)d") % {"number": number}


@transaction.atomic
def _take_from_claimants(email_address: EmailAddress) -> None:
    owner, address = email_address.user, email_address.email
    EmailAddress.objects.filter(email=address).exclude(user=owner).delete()
    get_user_model().objects.filter(email=address).exclude(pk=owner.pk).update(email="")
    owner.email = address
    owner.save(update_fields=["email"])


def _short_next(request: HttpRequest | None) -> str | None:
    next_path = get_next_redirect_url(request) if request is not None else None
    return next_path if next_path and len(next_path) <= LONGEST_NEXT else None


def is_taken(username: str) -> bool:
    is_of_member = get_user_model().objects.named(username).exists()
    return is_of_member or is_taken_by_others(username) or is_forum_staff(username)
