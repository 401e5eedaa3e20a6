"""The page that deletes for good what was removed: with counts, a word to type, a reason, and the password again."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from forum.admin.base import as_id, member_of
from forum.admin.erasing_links import MOST
from forum.erasing import erasing_acts
from forum.erasing.counting import counts_of
from forum.moderation.acts import LONGEST_REASON
from forum.pages.forms import LineField, posted
from forum.posts.models import Post
from forum.site.models import SiteSettings
from forum.topics.models import Topic

# The rows among which an administrator chooses, and the name of their list.
KINDS: dict[str, tuple[Callable[[], QuerySet[Any]], str]] = {
    "post": (Post.objects.on_boards, "posts_post"),
    "topic": (Topic.objects.on_boards, "topics_topic"),
    "member": (User.objects.all, "accounts_user"),
}
WORD = gettext_lazy("delete")


class ErasingForm(forms.Form):
    reason = LineField(label=gettext_lazy("Reason"), max_length=LONGEST_REASON)
    typed = forms.CharField(label="", max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["typed"].label = _("Type “%(word)s” to confirm") % {"word": WORD}
        self.fields["typed"].widget.attrs["autocomplete"] = "off"
        self.fields["reason"].help_text = _("Kept in the log, which keeps nothing of the texts.")

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"].strip()
        if typed.casefold() != str(WORD).casefold():
            raise forms.ValidationError(_("This isn’t the word. Nothing is deleted yet."))
        return typed


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, kind: str) -> HttpResponse:
    if not (request.user.is_active and request.user.is_superuser):
        raise PermissionDenied
    if kind not in KINDS:
        raise Http404
    response: HttpResponse = erasing_page(request, kind)
    return response


@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def erasing_page(request: HttpRequest, kind: str) -> HttpResponse:
    rows, list_name = KINDS[kind]
    things = list(rows().filter(pk__in=chosen_ids(request)).order_by("pk")[:MOST])
    if not things:
        raise Http404
    ids = [thing.pk for thing in things]
    form = ErasingForm(posted(request))
    if form.is_valid():
        try:
            erasing_acts.begin(member_of(request), kind, ids, form.cleaned_data["reason"])
        except erasing_acts.NothingToErase as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It’s being deleted for good. This may take a minute."))
            return HttpResponseRedirect(reverse(f"admin:{list_name}_changelist"))
    context = {
        **admin.site.each_context(request),
        "title": _("Delete for good"),
        "form": form,
        "opts": type(things[0])._meta,
        "rows": [(thing, reverse(f"admin:{list_name}_change", args=[thing.pk])) for thing in things],
        "counts": counts_of(kind, ids),
        "days": SiteSettings.current().erase_days,
    }
    return TemplateResponse(request, "admin/erasing.html", context, status=422 if form.errors else 200)


def chosen_ids(request: HttpRequest) -> list[int]:
    ids = [as_id(value) for value in request.GET.getlist("id")[:MOST]]
    return [one for one in ids if one is not None]
