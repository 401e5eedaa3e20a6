"""The first page of the admin: what is to do, how the forum goes, what waits for somebody."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone

from accounts.models import User
from forum.admin.activity import new_members, pending_posts, posts_by_day
from forum.admin.backups import backup_card
from forum.admin.checklist import checklist_of
from forum.admin.log import thing_of
from forum.jobs.models import Job
from forum.mail.backlog import mail_backlog
from forum.mail.domain_records import sender_domain
from forum.moderation.acts import words_of
from forum.moderation.log import entries_for
from forum.site.models import SiteSettings

SHOWN = 8  # rows of each kind


def dashboard(user: User, site: SiteSettings) -> dict[str, Any]:
    """The template's context: what this person may see of it."""
    return {
        "checklist": checklist_of(user, site) if user.is_superuser else None,
        "looks_up_records": settings.HAS_MAIL and bool(sender_domain()),
        "mail_folder": None if settings.HAS_MAIL else settings.EMAIL_FILE_PATH,
        "posts_by_day": posts_by_day(user) if user.has_perm("posts.view_post") else None,
        "new_members": new_members() if user.has_perm("accounts.view_user") else None,
        "pending_posts": pending_posts(user),
        "backup": backup_card(user),
        "jobs": job_backlog() if user.has_perm("jobs.view_job") else None,
        "mail": mail_backlog() if user.has_perm("notifications.view_delivery") else None,
        "suspended": suspended_members() if user.has_perm("accounts.view_user") else None,
        "acts": latest_acts(user) if user.has_perm("moderation.view_logentry") else None,
    }


def job_backlog() -> dict[str, Any]:
    """How many background jobs have failed, how many wait, and since when the oldest of all these does."""
    states = Job.objects.exclude(state=Job.State.DONE).values_list("state").order_by()
    rows = list(states.annotate(Count("id"), Min("created_at")))
    failed = sum(count for state, count, _ in rows if state == Job.State.FAILED)
    waiting = sum(count for _, count, _ in rows) - failed
    return {"failed": failed, "waiting": waiting, "oldest": min((since for *_, since in rows), default=None)}


def suspended_members() -> dict[str, Any]:
    members = User.objects.filter(suspended_until__gt=timezone.now()).order_by("suspended_until", "pk")
    return {"count": members.count(), "members": list(members[:SHOWN])}


def latest_acts(user: User) -> list[dict[str, Any]]:
    rows = []
    for entry in entries_for(user).order_by("-id")[:SHOWN]:
        thing, address = thing_of(entry)
        rows.append({"entry": entry, "words": words_of(entry), "thing": thing, "address": address})
    return rows
