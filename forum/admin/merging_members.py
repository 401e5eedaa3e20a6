"""The page that merges an account into another: what would move is shown first, and a name is typed to do it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.names import LONGEST_NAME
from forum.account_merging import merging
from forum.account_merging.merging import CannotMerge
from forum.admin.base import member_of
from forum.markup.unicode_text import set_apart
from forum.moderation.acts import LONGEST_REASON
from forum.pages.forms import LineField, posted


class MergingForm(forms.Form):
    into = forms.CharField(label=gettext_lazy("Username of the account that stays"), max_length=LONGEST_NAME)
    reason = LineField(label=gettext_lazy("Reason (optional)"), max_length=LONGEST_REASON, required=False)
    typed = forms.CharField(
        label=gettext_lazy("Type the username of the account that goes"),
        max_length=LONGEST_NAME,
        required=False,
    )

    def __init__(self, old: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.old = old

    def clean_into(self) -> User:
        member = User.objects.named(self.cleaned_data["into"].strip().removeprefix("@")).first()
        if member is None:
            raise forms.ValidationError(_("There is no member of this name."))
        try:
            merging.check(self.old, member)
        except CannotMerge as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return member

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "merge" in self.data and cleaned.get("typed") != self.old.username:
            self.add_error("typed", _("This isn’t the username. Nothing is merged yet."))
        return cleaned


class MergingMembers(admin.ModelAdmin):
    """What a member's page has besides, for administrators."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(
            csrf_protect(require_http_methods(["GET", "HEAD", "POST"])(self.merge_view))
        )
        return [path("<id:member_id>/merge/", view, name="accounts_user_merge"), *super().get_urls()]

    def merge_view(self, request: HttpRequest, member_id: int) -> HttpResponse:
        if not (request.user.is_active and request.user.is_superuser):
            raise PermissionDenied
        old = User.objects.filter(pk=member_id, closed_at=None).first()
        if old is None:
            raise Http404
        form = MergingForm(old, posted(request))
        is_checked = form.is_valid()
        if is_checked and "merge" in request.POST:
            return self._merge(request, form)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge “%(member)s” into another account") % {"member": old.username},
            "form": form,
            "old": old,
            "opts": self.opts,
            "rows": rows_in_words(old) if "into" in getattr(form, "cleaned_data", {}) else None,
        }
        status = 422 if form.is_bound and not is_checked else 200
        return TemplateResponse(request, "admin/members/merge.html", context, status=status)

    def _merge(self, request: HttpRequest, form: MergingForm) -> HttpResponse:
        into = form.cleaned_data["into"]
        try:
            merging.merge(member_of(request), form.old, into, form.cleaned_data["reason"])
        except CannotMerge as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("admin:accounts_user_merge", args=[form.old.pk]))
        names = {"was": set_apart(form.old.username), "now": set_apart(into.username)}
        messages.success(request, _("“%(was)s” is merged into “%(now)s”. Its links lead there.") % names)
        return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[into.pk]))


def rows_in_words(old: User) -> list[tuple[str, int]]:
    """What would move, by the name of its table and column."""
    known = merging.columns()
    lines = []
    for key, number in merging.counts(old).items():
        model, column = known[key]
        field = model._meta.get_field(column)
        words = capfirst(str(model._meta.verbose_name_plural))
        lines.append((f"{words} ({getattr(field, 'verbose_name', column)})", number))
    return sorted(lines, key=lambda line: -line[1])
