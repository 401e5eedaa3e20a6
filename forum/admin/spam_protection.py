"""How the forum keeps spam out, and what each part of it did lately."""

from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forum.admin.base import log_change
from forum.admin.save_messages import SaveMessages
from forum.filters import bayes, days
from forum.filters.models import FilterState
from forum.posts import approval
from forum.site.spam_protection import SpamProtection

LEAST_PERCENT = 40  # of a copy
RESET = "_begin_anew"


class Done(NamedTuple):
    """What one part did in the last 30 days."""

    label: str | Promise
    held: int
    asked: int
    refused: int
    replaced: int
    approved: int
    rejected: int


class SpamProtectionForm(forms.ModelForm):
    class Meta:
        model = SpamProtection
        fields = ("regular_posts", "copy_percent")  # the admin names the others
        help_texts = {
            "regular_posts": _(
                "Posts that others can see. Of regulars nothing waits by what is set here, but edits if they come back "
                "from long away; of staff nothing at all."
            ),
        }

    def clean_copy_percent(self) -> int:
        percent: int = self.cleaned_data["copy_percent"]
        if 0 < percent < LEAST_PERCENT:
            raise forms.ValidationError(
                _("With less than %(least)d, posts would wait that only speak of the same. Write 0 for none.")
                % {"least": LEAST_PERCENT}
            )
        return percent


@admin.register(SpamProtection)
class SpamProtectionAdmin(SaveMessages):
    """The one row, which the admin shows even before it has been saved."""

    form = SpamProtectionForm
    change_form_template = "admin/filters/spam_protection.html"
    fieldsets = (
        (_("Whom this concerns"), {"fields": ("regular_posts",)}),
        (_("Robots"), {"fields": ("checks_forms", "form_seconds", "form_hours", "network_posts")}),
        (_("Links"), {"fields": ("first_link_posts", "known_place_members", "words_per_link")}),
        (_("Edits"), {"fields": ("late_link_posts", "late_link_days")}),
        (_("Copies"), {"fields": ("copy_percent",)}),
        (_("Learning from moderators"), {"fields": ("learning", "learning_percent")}),
    )

    def words_when_saved(self, obj: SpamProtection) -> Promise:
        return _("The spam protection is saved.")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:site_spamprotection_change", args=[1]))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if RESET in request.POST:
            return self.begin_anew(request)
        state = FilterState.objects.filter(pk=1).first() or FilterState(pk=1)
        more = {"title": _("Spam protection"), "subtitle": "", "done": done_lately()}
        more |= {"state": state, "enough": bayes.ENOUGH}
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def begin_anew(self, request: HttpRequest) -> HttpResponse:
        """Forget what the verdicts taught."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        back = HttpResponseRedirect(reverse("admin:site_spamprotection_change", args=[1]))
        if "sure" not in request.POST:
            messages.error(
                request, _("Tick the box beside the button if you are sure. Nothing is forgotten.")
            )
            return back
        bayes.forget_all()
        log_change(request, SpamProtection.current(), str(_("Forgot what moderators’ verdicts taught.")))
        messages.success(request, _("What moderators’ verdicts taught is forgotten. It learns anew."))
        return back

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> SpamProtection | None:
        return SpamProtection.current() if object_id == "1" else None

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # By name: another process may have changed the words meanwhile.
        SpamProtection.objects.update_or_create(
            pk=1, defaults={name: getattr(obj, name) for name in form.cleaned_data}
        )


def done_lately() -> list[Done]:
    """Of all parts of the table, those too that did nothing."""
    lately = days.lately()
    found = []
    for name, label in labels().items():
        each = lately.get(name, {})
        found.append(Done(label, *(each.get(what, 0) for what in Done._fields[1:])))
    return found


def labels() -> dict[str, str | Promise]:
    of_reasons = {reason.name: reason.label for reason in approval.TABLE.values() if reason.label}
    return {
        **of_reasons,
        "refused-words": _("Words and links that are refused"),
        "replaced-words": _("Words and links that are replaced"),
        "form": _("Forms that robots fill in"),
    }
