"""Django's admin under the forum's name: its first page says what waits, its messages offer to undo."""

from django.contrib import admin
from django.contrib.messages import get_messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.admin.actions import UNDO
from forum.admin.dashboard import dashboard

site = admin.site
stock_context, stock_index = site.each_context, site.index
stock_urls, stock_app_list = site.get_urls, site.get_app_list

SECTIONS = (
    (gettext_lazy("Forum"), ("boards.Board", "topics.Topic", "posts.Post", "topics.Tag")),
    (gettext_lazy("People"), ("accounts.User", "auth.Group", "moderation.LogEntry")),
    (
        gettext_lazy("Site"),
        (
            "site.SiteSettings", "notifications.Delivery", "mail.SuppressedAddress", "jobs.Job", "admin.LogEntry",
        ),
    ),
)  # fmt: skip


def context(request) -> dict:
    name = request.site_settings.name
    return {
        **stock_context(request),
        "site_header": name,
        "site_title": name,
        "told": lambda: [(message, undo_of(message)) for message in get_messages(request)],
    }


def undo_of(message) -> list[str]:
    """The lines of the log which the act that is told of wrote."""
    tags = message.extra_tags or ""
    return tags.removeprefix(UNDO).split(",") if tags.startswith(UNDO) else []


def index(request, extra_context=None):
    waiting = {"title": _("What waits"), **dashboard(request.user)}
    return stock_index(request, {**waiting, **(extra_context or {})})


def password_change(request, extra_context=None):
    """Passwords change in one place, which asks again who it is and tells the member by mail."""
    return redirect("account_change_password")


def urls() -> list:
    """All but the redirect to any object's page: its address would tell the titles of hidden topics."""
    return [pattern for pattern in stock_urls() if getattr(pattern, "name", "") != "view_on_site"]


def app_list(request, app_label=None) -> list:
    """What there is by what it is for; the rooms of the code mean nothing to those who run a forum."""
    apps = stock_app_list(request, app_label)
    if app_label:
        return apps
    models = {model["model"]._meta.label: model for app in apps for model in app["models"]}
    sorted_in = {name for _section, names in SECTIONS for name in names}
    rest = (gettext_lazy("More"), tuple(name for name in models if name not in sorted_in))
    return [
        {
            "name": section,
            "app_label": f"section-{number}",
            "app_url": found[0]["admin_url"],
            "has_module_perms": True,
            "models": found,
        }
        for number, (section, names) in enumerate((*SECTIONS, rest))
        if (found := [models[name] for name in names if name in models])
    ]


# The stock object is dressed rather than replaced: what other packages register with it stays in one place.
site.each_context = context
site.get_app_list = app_list
site.get_urls = urls
site.index = index
site.password_change = password_change
