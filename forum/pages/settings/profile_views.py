from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.sessions import end_sessions, standing_sessions
from forum import limits
from forum.follows.models import FeedKey
from forum.moderation import closing_accounts
from forum.pages.client_limits import limited
from forum.pages.responses import SeeOther
from forum.pages.settings.profile_forms import ClosingForm, PreferencesForm
from forum.site.models import SiteSettings


@login_required
@never_cache
@limited("settings")
def profile(request):
    # The form works on a row of its own: until it is saved, the page keeps calling the member by the old name.
    form = PreferencesForm(request.POST or None, instance=get_user_model().objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        if "display_name" in form.changed_data:
            limits.enforce("shown-name", request.user.pk)
        form.save()
        if "display_name" in form.changed_data:
            SiteSettings.bump()
        messages.success(request, _("Your settings are saved."))
        return SeeOther(reverse("settings"))
    return render(request, "settings/profile.html", {"form": form})


@login_required
@never_cache
@limited("settings")
def sessions(request):
    """allauth's page of sessions, read in a fixed number of queries."""
    here = request.session.session_key
    if request.method == "POST":
        end_sessions(request.user, except_key=here)
        adapter = get_adapter(request)
        adapter.add_message(request, messages.INFO, "usersessions/messages/sessions_logged_out.txt")
        if FeedKey.renew(request.user):
            messages.info(request, _("Your feed has a new address, too. An earlier one works no more."))
        return SeeOther(reverse("usersessions_list"))
    standing = standing_sessions(request.user, here)
    context = {"sessions": standing, "session_count": len(standing)}
    return render(request, "usersessions/usersession_list.html", context)


@login_required
@never_cache
@reauthentication_required(allow_get=True)
def close(request):
    form = ClosingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            closing_accounts.close(request.user)
        except closing_accounts.LastAdmin:
            form.add_error(None, _("You are the only administrator. Make somebody else one first."))
        else:
            logout(request)
            messages.success(request, _("Your account is closed."))
            return SeeOther(reverse("home"))
    return render(request, "settings/close.html", {"form": form})


def change_password(request):
    """Where password managers look for the form; by the standard this answers with a redirect, never the form."""
    return HttpResponseRedirect(reverse("account_change_password"))
