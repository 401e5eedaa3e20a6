"""Django's admin under the forum's name, with a dashboard, and messages that offer to undo."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from forum import limits
from forum.admin import checklist
from forum.admin.base import member_of
from forum.admin.dashboard import dashboard
from forum.admin.erasing import erase
from forum.admin.traffic import traffic
from forum.mail import domain_records
from forum.pages.moderation.undo_messages import entries_to_undo
from forum.pages.requests import ForumRequest

site = admin.site
stock_context, stock_index = site.each_context, site.index
stock_urls, stock_app_list = site.get_urls, site.get_app_list

SECTIONS = (
    (gettext_lazy("Forum"), ("boards.Board", "topics.Topic", "posts.Post", "topics.Tag")),
    (
        gettext_lazy("People"),
        (
            "accounts.User", "auth.Group", "reports.Report", "reports.ReportReason", "moderation.SavedText",
            "moderation.LogEntry",
            "legal_holds.LegalHold", "illegal_content.Case", "illegal_content.Category",
        ),
    ),
    (
        gettext_lazy("Site"),
        (
            "site.SiteSettings", "site.SpamProtection", "filters.WordRule",
            "own_pages.OwnPage", "own_pages.TermsVersion", "own_pages.TermsAcceptance", "announcements.Announcement",
            "link_cards.LinkCard", "remote_pictures.RemotePicture",
            "notifications.Delivery", "mail.SuppressedAddress", "jobs.Job", "backups.Backup",
        ),
    ),
)  # fmt: skip


def context(request: ForumRequest) -> dict[str, Any]:
    name = request.site_settings.name
    return {
        **stock_context(request),
        "site_header": name,
        "site_title": name,
        "messages_with_undo": lambda: [
            (message, entries_to_undo(message)) for message in get_messages(request)
        ],
    }


def index(request: ForumRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    shown = {"title": _("Dashboard"), **dashboard(member_of(request), request.site_settings)}
    return stock_index(request, {**shown, **(extra_context or {})})


@require_POST
def checklist_act(request: HttpRequest) -> HttpResponse:
    """Dismiss a line of the checklist, show all again, or look up the domain's records again."""
    if not member_of(request).is_superuser:
        raise PermissionDenied
    if name := request.POST.get("dismiss"):
        checklist.dismiss(name)
    elif "show_all" in request.POST:
        checklist.show_all()
    elif "look_again" in request.POST:
        limits.enforce("records", member_of(request).pk)
        domain_records.ask_again()
        messages.info(request, _("Looking up your domain. Reload this page in a few seconds."))
    return redirect("admin:index")


def password_change(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Lead to the forum's page, which asks for the old password again and tells the member by mail."""
    return redirect("account_change_password")


def urls() -> list[Any]:
    """The admin's addresses without the redirect to any object's page, which would tell titles of hidden topics."""
    stock = [pattern for pattern in stock_urls() if getattr(pattern, "name", "") != "view_on_site"]
    erasing = site.admin_view(erase)
    ours = [path("delete-for-good/<slug:kind>/", erasing, name="erase")]
    ours.append(path("traffic/", require_safe(site.admin_view(traffic)), name="traffic"))
    return [*ours, path("checklist/", site.admin_view(checklist_act), name="checklist"), *stock]


def app_list(request: HttpRequest, app_label: str | None = None) -> list[Any]:
    """The tables grouped by purpose: the code's packages mean nothing to those who run a forum."""
    apps = stock_app_list(request, app_label)
    if app_label:
        return apps
    models = {model["model"]._meta.label: model for app in apps for model in app["models"]}
    # One log is enough in the menu: Django's own is behind a link on the forum's.
    models.pop("admin.LogEntry", None)
    if log := models.get("moderation.LogEntry"):
        log["name"] = _("Log")
    in_sections = {name for _section, names in SECTIONS for name in names}
    rest = (gettext_lazy("More"), tuple(name for name in models if name not in in_sections))
    return [
        {
            "name": section,
            "app_label": f"section-{number}",
            "app_url": rows[0]["admin_url"],
            "has_module_perms": True,
            "models": rows,
        }
        for number, (section, names) in enumerate((*SECTIONS, rest))
        if (rows := [models[name] for name in names if name in models])
    ]


# The stock object is dressed rather than replaced: what other packages register with it stays in one place.
site.each_context = context  # type: ignore[method-assign,assignment]
site.get_app_list = app_list  # type: ignore[method-assign]
site.get_urls = urls  # type: ignore[method-assign]
site.index = index  # type: ignore[method-assign,assignment]
site.password_change = password_change  # type: ignore[method-assign,assignment]
