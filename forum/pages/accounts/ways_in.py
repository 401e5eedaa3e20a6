"""Signing in and signing up: two addresses, and both forms on the page of either."""

from typing import Any

from allauth.account import views
from allauth.account.utils import get_next_redirect_url
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.forms import LoginForm
from accounts.sign_up.form import SignupForm
from forum.pages.accounts.allauth_internals import get_entrance_context_data
from forum.sign_up.joining import InvitationNeeded, SignUpClosed


def ways_in(request: HttpRequest, own: str = "", form: BaseForm | None = None) -> dict[str, Any]:
    """Return both forms for a page. `own` names the one that was filled in, "login_form" or "signup_form"."""
    forms = {"login_form": LoginForm(request=request), "signup_form": SignupForm()}
    return forms | ({own: form} if own else {})


def ways_in_page(
    request: HttpRequest, template: str, own: str = "", form: BaseForm | None = None, status: int = 200
) -> TemplateResponse:
    """Return a page with both forms where it is not one of allauth's views that shows its own."""
    context = get_entrance_context_data(request) | ways_in(request, own, form)
    context["redirect_field_value"] = get_next_redirect_url(request)
    return TemplateResponse(request, template, context, status=status)


def invitation_key(request: HttpRequest) -> str:
    """The key of an invitation that the form or the address names, or ""."""
    return request.POST.get("invitation") or request.GET.get("invitation") or ""


class SignInView(views.LoginView):
    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context = super().get_context_data(**context)
        return context | ways_in(self.request, "login_form", context["form"])


class SignUpView(views.SignupView):
    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "invitation": invitation_key(self.request)}

    def form_valid(self, form: SignupForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except (SignUpClosed, InvitationNeeded) as refusal:
            # Between the look at the form and its use, the last use of the invitation was somebody else's.
            form.add_error(None, str(refusal))
            return self.render_to_response(self.get_context_data(form=form), status=refusal.status)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        context = super().get_context_data(**context)
        return context | ways_in(self.request, "signup_form", context["form"])

    def closed(self) -> HttpResponse:
        """Say that this way in is closed, beside the one that is left."""
        status = 403 if self.request.method == "POST" else 200
        return ways_in_page(self.request, self.template_name_signup_closed, status=status)
