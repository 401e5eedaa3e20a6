"""Moderation acts in the admin: choose things, give a reason on a page that lists them, act, offer to undo."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Model, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forum.admin.base import ReadOnlyAdmin, member_of
from forum.moderation import acts
from forum.moderation.acts import Act, Target
from forum.moderation.models import LogEntry
from forum.pages.moderation.form_table import form_for
from forum.pages.moderation.undo_messages import undo_tag
from forum.refusals import Refusal

MOST = 100  # things at a time


class ModerationAdmin(ReadOnlyAdmin):
    """A list whose rows are changed by the same moderation acts as in the forum's pages."""

    target: Target[Any]
    change_form_template = "admin/actions/change_form.html"
    # What else there is to see of one: the words, the permission, the list, and the column there that names it.
    links: tuple[tuple[Promise, str, str, str], ...] = ()

    def summary(self, things: Sequence[Any]) -> str:
        """What the page says of the chosen things, beyond their number."""
        return ""

    def matching(self, queryset: QuerySet[Any], term: str) -> QuerySet[Any]:
        """Return the rows that a search for this term finds."""
        raise NotImplementedError

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()[:200]
        return self.matching(queryset, term) if term else queryset, False

    def may_use_acts(self, request: HttpRequest) -> bool:
        return bool(self.get_actions(request))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        user = request.user
        offered = [act for act in acts.offered_on(self.target.name) if user.has_perm(act.on.permission)]
        return {act.name: (_action_for(act), act.name, act.label) for act in offered}

    def run_action(self, request: HttpRequest, queryset: QuerySet[Any], act: Act[Any]) -> HttpResponse | None:
        rows = list(queryset.order_by("pk")[: MOST + 1])
        if len(rows) > MOST:
            text = _("Choose at most %(most)d at a time.") % {"most": MOST}
            self.message_user(request, text, messages.ERROR)
            return None
        if not rows:
            self.message_user(request, _("What you chose is no longer in this list."), messages.WARNING)
            return None
        things = [thing for thing in rows if act.on.may_moderate(request.user, thing)]
        if not things:
            raise PermissionDenied
        if not any(map(act.is_due, things)):
            return self.report(request, act, things, 0)
        data = request.POST if "confirm" in request.POST else None
        form = form_for(act, data, by=member_of(request), things=things)
        if form.is_valid():
            return self.perform(request, act, things, form.cleaned_data)
        return self.confirm_page(request, act, things, len(rows) - len(things), form)

    def confirm_page(
        self, request: HttpRequest, act: Act[Any], things: Sequence[Model], foreign: int, form: Form
    ) -> HttpResponse:
        due = [thing for thing in things if act.is_due(thing)]
        form.fields["reason"].widget.attrs |= {"class": "vTextField"}
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": act.label,
            "act": act,
            "rows": [(thing, self._address(thing)) for thing in due],
            "summary": self.summary(due),
            "already": len(things) - len(due),
            "foreign": foreign,
            "form": form,
            "one": "one" in request.POST,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return render(request, "admin/actions/confirm.html", context, status=422 if form.errors else 200)

    def perform(
        self, request: HttpRequest, act: Act[Any], things: Sequence[Model], answers: dict[str, Any]
    ) -> HttpResponse | None:
        """Act on each thing in a transaction of its own: one for all would lock rows in an order of its own."""
        newest_before = LogEntry.objects.aggregate(newest=Max("pk"))["newest"] or 0
        done, refusals = [], []
        for thing in things:
            try:
                if act(member_of(request), thing, **answers):
                    done.append(thing)
            except Refusal as refusal:
                refusals.append(str(refusal))
            except PermissionDenied:
                refusals.append(_("You may not do this."))
        entries = LogEntry.objects.filter(pk__gt=newest_before, by=request.user.pk, act=act.name)
        undo = entries.filter(**{f"{self.target.name}__in": done}).values_list("pk", flat=True)
        return self.report(request, act, things, len(done), refusals, undo if act.opposite else ())

    def report(
        self,
        request: HttpRequest,
        act: Act[Any],
        things: Sequence[Model],
        done: int,
        refusals: Sequence[str] = (),
        undo: Iterable[int] = (),
    ) -> HttpResponse | None:
        already = len(things) - done - len(refusals)
        sentences = [act.done_to_many % {"count": done}] if done else []
        if already:
            sentence = ngettext("Nothing to do.", "Nothing to do for %(count)d.", already)
            sentences.append(sentence % {"count": already})
        sentences += dict.fromkeys(refusals)
        tags = undo_tag(undo)
        level = messages.SUCCESS if done else messages.WARNING
        self.message_user(request, " ".join(sentences), level, tags)
        return HttpResponseRedirect(self._address(things[0])) if "one" in request.POST else None

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        may = obj is not None and self.may_use_acts(request)
        context["acts"] = acts.due(request.user, self.target.name, obj, in_admin=True) if may else []
        context["checkbox"] = ACTION_CHECKBOX_NAME
        log = (gettext_lazy("Log"), "moderation.view_logentry", "moderation_logentry", self.target.name)
        context["links"] = [
            (words, f"{reverse(f'admin:{name}_changelist')}?{column}__id__exact={obj.pk}")
            for words, permission, name, column in (*self.links, log)
            if obj is not None and request.user.has_perm(permission)
        ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _address(self, thing: Model) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[thing.pk])


def _action_for(act: Act[Any]) -> Callable[..., HttpResponse | None]:
    def action(
        modeladmin: ModerationAdmin, request: HttpRequest, queryset: QuerySet[Any]
    ) -> HttpResponse | None:
        return modeladmin.run_action(request, queryset, act)

    return action
