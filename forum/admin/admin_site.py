"""Django's admin under the forum's name, with a dashboard, and messages that offer to undo."""

from typing import Any

from django.contrib import admin
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.admin.actions import UNDO
from forum.admin.base import member_of
from forum.admin.dashboard import dashboard
from forum.pages.requests import ForumRequest

site = admin.site
stock_context, stock_index = site.each_context, site.index
stock_urls, stock_app_list = site.get_urls, site.get_app_list

SECTIONS = (
    (gettext_lazy("Forum"), ("boards.Board", "topics.Topic", "posts.Post", "topics.Tag")),
    (gettext_lazy("People"), ("accounts.User", "auth.Group", "moderation.LogEntry")),
    (
        gettext_lazy("Site"),
        (
            "site.SiteSettings", "own_pages.OwnPage",
            "notifications.Delivery", "mail.SuppressedAddress", "jobs.Job",
        ),
    ),
)  # fmt: skip


def context(request: ForumRequest) -> dict[str, Any]:
    name = request.site_settings.name
    return {
        **stock_context(request),
        "site_header": name,
        "site_title": name,
        "messages_with_undo": lambda: [(message, undo_of(message)) for message in get_messages(request)],
    }


def undo_of(message: Message) -> list[str]:
    """The ids of the log entries of the act that the message is about."""
    tags = message.extra_tags or ""
    return tags.removeprefix(UNDO).split(",") if tags.startswith(UNDO) else []


def index(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    waiting = {"title": _("Dashboard"), **dashboard(member_of(request))}
    return stock_index(request, {**waiting, **(extra_context or {})})


def password_change(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Lead to the forum's page, which asks for the old password again and tells the member by mail."""
    return redirect("account_change_password")


def urls() -> list[Any]:
    """The admin's addresses without the redirect to any object's page, which would tell titles of hidden topics."""
    return [pattern for pattern in stock_urls() if getattr(pattern, "name", "") != "view_on_site"]


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
