"""Tools of the admin: choose things, say why on a page that shows what is affected, do it, offer to undo it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Model, QuerySet
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forum.admin.base import ReadOnly
from forum.admin.forms import ReasonForm
from forum.moderation import undoing
from forum.moderation.models import Act, LogEntry
from forum.refusals import Refusal

MOST = 100  # things at a time
UNDO = "undo:"


@dataclass(frozen=True)
class Tool:
    """`act` takes who acts, the thing and the answers of the form; it is false where all had been done already."""

    name: str
    label: Promise
    effect: Promise
    done: Promise  # with %(count)d, in singular and plural
    act: Callable[[Any, Any, dict], object]
    is_due: Callable[[Any], bool]
    logged_as: Act
    form: type[ReasonForm] = ReasonForm
    is_harsh: bool = False


class Acting(ReadOnly):
    """A list whose rows are changed by tools, the same acts as in the pages of the forum."""

    tools: tuple[Tool, ...] = ()
    change_form_template = "admin/actions/change_form.html"
    log_field = ""  # the column of the log that names such a thing
    # What else there is to see of one: the words, the permission, the list, and the column there that names it.
    links: tuple[tuple[Promise, str, str, str], ...] = ()

    def may_act(self, request, thing) -> bool:
        raise NotImplementedError

    def summary(self, things: list) -> str:
        """What the chosen things amount to, beyond their number."""
        return ""

    def may_use_tools(self, request) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    def get_actions(self, request):
        tools = self.tools if self.may_use_tools(request) else ()
        return {tool.name: (_action_for(tool), tool.name, tool.label) for tool in tools}

    def use(self, request, queryset: QuerySet, tool: Tool):
        chosen = list(queryset.order_by("pk")[: MOST + 1])
        if len(chosen) > MOST:
            text = _("That is too much at once. Choose at most %(most)d.") % {"most": MOST}
            return self.message_user(request, text, messages.ERROR)
        if not chosen:
            return self.message_user(request, _("None of them is in this list any more."), messages.WARNING)
        things = [thing for thing in chosen if self.may_act(request, thing)]
        if not things:
            raise PermissionDenied
        if not any(map(tool.is_due, things)):
            return self.finish(request, tool, things, 0, 0)
        form = tool.form(request.POST if "confirm" in request.POST else None, by=request.user)
        if form.is_bound and form.is_valid():
            return self.do(request, tool, things, form.cleaned_data)
        return self.ask(request, tool, things, len(chosen) - len(things), form)

    def ask(self, request, tool: Tool, things: list, foreign: int, form):
        due = [thing for thing in things if tool.is_due(thing)]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": tool.label,
            "tool": tool,
            "rows": [(thing, self._address(thing)) for thing in due],
            "summary": self.summary(due),
            "already": len(things) - len(due),
            "foreign": foreign,
            "form": form,
            "one": "one" in request.POST,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return render(request, "admin/actions/ask.html", context, status=422 if form.errors else 200)

    def do(self, request, tool: Tool, things: list, answers: dict):
        """Each thing in a transaction of its own: one for all would lock rows in an order nobody else keeps."""
        mark = LogEntry.objects.aggregate(newest=Max("pk"))["newest"] or 0
        done, refused = [], 0
        for thing in things:
            try:
                if tool.act(request.user, thing, answers):
                    done.append(thing)
            except (PermissionDenied, Refusal):
                refused += 1
        entries = LogEntry.objects.filter(pk__gt=mark, by=request.user, act=tool.logged_as)
        undo = entries.filter(**{f"{self.log_field}__in": done}).values_list("pk", flat=True)
        can_be_undone = tool.logged_as in undoing.FAMILY_OF
        return self.finish(request, tool, things, len(done), refused, undo if can_be_undone else ())

    def finish(self, request, tool: Tool, things, done: int, refused: int, undo: Iterable[int] = ()):
        already = len(things) - done - refused
        told = [tool.done % {"count": done}] if done else []
        if already:
            told.append(
                ngettext("That had been done already.", "%(count)d had been done already.", already)
                % {"count": already}
            )
        if refused:
            told.append(ngettext("One was refused.", "%(count)d were refused.", refused) % {"count": refused})
        tags = UNDO + ",".join(map(str, undo)) if undo else ""
        self.message_user(request, " ".join(told), messages.SUCCESS if done else messages.WARNING, tags)
        return HttpResponseRedirect(self._address(things[0])) if "one" in request.POST else None

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        may = obj is not None and self.may_use_tools(request) and self.may_act(request, obj)
        context["tools"] = [tool for tool in self.tools if may and tool.is_due(obj)]
        context["checkbox"] = ACTION_CHECKBOX_NAME
        log = (gettext_lazy("Log"), "moderation.view_logentry", "moderation_logentry", self.log_field)
        context["links"] = [
            (words, f"{reverse(f'admin:{name}_changelist')}?{column}__id__exact={obj.pk}")
            for words, permission, name, column in (*self.links, log)
            if obj is not None and request.user.has_perm(permission)
        ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _address(self, thing: Model) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[thing.pk])


def _action_for(tool: Tool):
    def action(modeladmin, request, queryset):
        return modeladmin.use(request, queryset, tool)

    return action
