"""Moderation acts in the admin: choose things, give a reason on a page that lists them, act, offer to undo."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.admin.base import ReadOnlyAdmin, member_of
from forum.admin.erasing_links import erasing_action, erasing_address
from forum.moderation import acts
from forum.moderation.acts import Target
from forum.pages.moderation.step import Outcome, Step
from forum.pages.moderation.step_table import act_step
from forum.pages.moderation.undo_messages import undo_tag
from forum.refusals import Refusal


class ModerationAdmin(ReadOnlyAdmin):
    """A list whose rows are changed by the same moderation acts as in the forum's pages."""

    target: Target[Any]
    change_form_template = "admin/actions/change_form.html"
    # What else there is to see of one: the words, the permission, the list, and the column there that names it.
    links: tuple[tuple[Promise, str, str, str], ...] = ()
    further_steps: tuple[Step, ...] = ()  # besides the acts that are done to one thing after the other

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
        if not request.user.has_perm(self.target.permission):
            return {}
        erasing = erasing_action(self.target.name) if request.user.is_superuser else {}
        steps = [*self.further_steps, *map(act_step, acts.offered_on(self.target.name))]
        offered = [step for step in steps if request.user.has_perm(step.act.on.permission)]
        return {step.name: (_action_for(step), step.name, step.act.label) for step in offered} | erasing

    def run_action(self, request: HttpRequest, queryset: QuerySet[Any], step: Step) -> HttpResponse | None:
        act = step.act
        rows = list(queryset.order_by("pk")[: step.most + 1])
        if len(rows) > step.most:
            text = _("Choose at most %(most)d at a time.") % {"most": step.most}
            self.message_user(request, text, messages.ERROR)
            return None
        if not rows:
            self.message_user(request, _("What you chose is no longer in this list."), messages.WARNING)
            return None
        # An act may ask more of its target than the list does; moving posts is logged on their topic.
        target = act.on if act.on.name == self.target.name else self.target
        things = [thing for thing in rows if target.may_moderate(request.user, thing)]
        if not things:
            raise PermissionDenied
        if not any(map(act.is_due, things)):
            return self.report(request, step, things, Outcome())
        data = request.POST if "confirm" in request.POST else None
        form = step.form_for(data, by=member_of(request), things=things)
        tried: list[str] = []
        if form.is_valid():
            try:
                if "try" not in request.POST:
                    outcome = step.run(member_of(request), things, form.cleaned_data)
                    return self.report(request, step, things, outcome)
                tried = step.sentences(step.dry_run(member_of(request), things, form.cleaned_data))
            except Refusal as refusal:
                form.add_error(None, str(refusal))
        return self.confirm_page(request, step, things, len(rows) - len(things), form, tried)

    def confirm_page(
        self,
        request: HttpRequest,
        step: Step,
        things: Sequence[Model],
        foreign: int,
        form: Form,
        tried: Sequence[str] = (),
    ) -> HttpResponse:
        act = step.act
        due = [thing for thing in things if act.is_due(thing)]
        form.fields["reason"].widget.attrs |= {"class": "vTextField"}
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": act.label,
            "act": act,
            "effect": step.effect,
            "tried": tried,
            "rows": [(thing, self._address(thing)) for thing in due],
            "summary": self.summary(due),
            "already": len(things) - len(due),
            "foreign": foreign,
            "form": form,
            "one": "one" in request.POST,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return render(request, "admin/actions/confirm.html", context, status=422 if form.errors else 200)

    def report(
        self, request: HttpRequest, step: Step, things: Sequence[Model], outcome: Outcome
    ) -> HttpResponse | None:
        sentences = step.sentences(outcome)
        if not outcome.done and not outcome.left_out:
            sentences = [_("Nothing to do.")]
        tags = undo_tag(entry.pk for entry in outcome.entries) if step.act.opposite else ""
        level = messages.SUCCESS if outcome.done else messages.WARNING
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
        if obj is not None and request.user.is_superuser and (address := erasing_address(obj)):
            context["links"].append((_("Delete for good"), address))
        context["links"] += self.more_links(request, obj) if obj is not None else []
        return super().render_change_form(request, context, add, change, form_url, obj)

    def more_links(self, request: HttpRequest, obj: Any) -> list[tuple[Any, str]]:
        """Pages about the thing beside those of the admin."""
        return []

    def _address(self, thing: Model) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[thing.pk])


def _action_for(step: Step) -> Callable[..., HttpResponse | None]:
    def action(
        modeladmin: ModerationAdmin, request: HttpRequest, queryset: QuerySet[Any]
    ) -> HttpResponse | None:
        return modeladmin.run_action(request, queryset, step)

    return action
