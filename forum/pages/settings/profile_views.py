from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from forum import limits
from forum.members import closing_accounts
from forum.pages.client_limits import limited
from forum.pages.forms import posted
from forum.pages.responses import SeeOther
from forum.pages.settings.profile_forms import ClosingForm, PreferencesForm
from forum.site.models import SiteSettings


@login_required
@never_cache
@limited("settings")
def profile(request):
    # The form works on a row of its own: until it is saved, the page keeps calling the member by the old name.
    form = PreferencesForm(posted(request), instance=get_user_model().objects.get(pk=request.user.pk))
    if form.is_valid():
        if "display_name" in form.changed_data:
            limits.enforce("shown-name", request.user.pk)
        form.save()
        if "display_name" in form.changed_data:
            SiteSettings.bump()
        messages.success(request, _("Your settings are saved."))
        return SeeOther(reverse("settings"))
    return render(request, "settings/profile.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@never_cache
@reauthentication_required(allow_get=True)
def close(request):
    form = ClosingForm(posted(request))
    if form.is_valid():
        try:
            closing_accounts.close(request.user)
        except closing_accounts.LastAdmin as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            messages.success(request, _("Your account is closed."))
            return SeeOther(reverse("home"))
    return render(request, "settings/close.html", {"form": form}, status=422 if form.errors else 200)
