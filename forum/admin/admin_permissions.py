"""What members of a group may do in the admin, as a handful of jobs in plain words instead of Django's permissions.

Permissions that belong to no job, of an installed app for instance, stay as they are when a group is saved.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

# For each job: its words, and the permissions it takes.
JOBS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "moderate": (
        _("Moderate topics and posts, and read the log"),
        (
            "topics.view_topic", "topics.change_topic", "posts.view_post", "posts.change_post", "posts.view_revision",
            "moderation.view_logentry", "reports.view_report", "reports.view_reporting",
            "illegal_content.view_case", "illegal_content.view_notice",
        ),
    ),
    "suspend": (_("Look up members and suspend them"), ("accounts.view_user", "accounts.change_user")),
    "invite": (_("Invite people"), ("sign_up.invite_people",)),
    "help": (
        _("Help members: reset links, email addresses, usernames, two-factor authentication, closing, adding members"),
        ("accounts.view_user", "accounts.help_member"),
    ),
    "boards": (
        _("Arrange boards, and decide who may do what on them"),
        (
            "boards.view_board", "boards.add_board", "boards.change_board", "boards.delete_board",
            "boards.view_grant", "boards.add_grant", "boards.change_grant", "boards.delete_grant",
        ),
    ),
    "reasons": (
        _("Change the reasons to report something"),
        (
            "reports.view_reportreason", "reports.add_reportreason", "reports.change_reportreason",
            "reports.delete_reportreason",
            "illegal_content.view_category", "illegal_content.add_category", "illegal_content.change_category",
            "illegal_content.delete_category",
        ),
    ),
    "tags": (
        _("Arrange tags"), ("topics.view_tag", "topics.add_tag", "topics.change_tag", "topics.delete_tag"),
    ),
    "settings": (
        _("Change the site settings"), ("site.view_sitesettings", "site.change_sitesettings"),
    ),
    "cards": (
        _("Look at cards of links, fetch them again and remove them"),
        ("link_cards.view_linkcard", "link_cards.change_linkcard"),
    ),
    "queues": (
        _("Look at emails and background jobs, and try them again"),
        (
            "notifications.view_delivery", "notifications.change_delivery", "jobs.view_job", "jobs.change_job",
            "mail.view_suppressedaddress", "mail.add_suppressedaddress", "mail.delete_suppressedaddress",
        ),
    ),
}  # fmt: skip


def jobs_of(group: Group) -> list[str]:
    """The jobs of which the group has every permission."""
    pairs = group.permissions.values_list("content_type__app_label", "codename")
    held = {f"{app}.{codename}" for app, codename in pairs}
    return [name for name, (_words, needed) in JOBS.items() if held.issuperset(needed)]


def set_jobs(group: Group, jobs: Iterable[str]) -> None:
    """Give the group the permissions of these jobs and take those of all others away."""
    wanted = {name for job in jobs for name in JOBS[job][1]}
    every = {name for _words, needed in JOBS.values() for name in needed}
    group.permissions.remove(*_permissions(every - wanted))
    group.permissions.add(*_permissions(wanted))


def _permissions(names: Iterable[str]) -> QuerySet[Permission]:
    condition = Q(pk__in=())
    for name in names:
        app, _dot, codename = name.partition(".")
        condition |= Q(content_type__app_label=app, codename=codename)
    return Permission.objects.filter(condition)
