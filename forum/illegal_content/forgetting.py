"""Forgetting who reported something: names, addresses and words go some time after the decision, hashes sooner."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from forum.illegal_content.models import Notice, Objection
from forum.legal_holds import holding
from forum.site.models import SiteSettings

MARKS_KEPT_FOR = timedelta(days=7)
EMPTIED: dict[str, Any] = {"name": "", "email": "", "explanation": "", "key": "", "by": None, "marks": []}


def forget_old() -> None:
    """Each night. What is under legal hold keeps its notices whole."""
    now = timezone.now()
    Notice.objects.filter(created_at__lt=now - MARKS_KEPT_FOR).exclude(marks=[]).update(marks=[])
    before = now - timedelta(days=SiteSettings.current().notice_days)
    _forget(Q(case__decided_at__lt=before))


def forget_notifier(member: User) -> None:
    """Called when an account is closed: what is not decided yet keeps the address that they gave for the answer."""
    own = Notice.objects.filter(by=member)
    ids = list(own.values_list("pk", flat=True))
    _forget(Q(pk__in=ids) & ~Q(case__decided_at=None))
    own.filter(forgotten_at=None, case__decided_at=None).update(by=None)


def _forget(which: Q) -> None:
    """But for those whose objection waits, and those about what is held."""
    due = Notice.objects.filter(which, forgotten_at=None)
    due = due.exclude(objection__isnull=False, objection__decided_at=None)
    rows = due.select_related("case__post__topic", "case__topic", "case__member")
    ids = [notice.pk for notice in rows if not holding.is_held(notice.case.thing)]
    Notice.objects.filter(pk__in=ids).update(**EMPTIED, forgotten_at=timezone.now())
    Objection.objects.filter(notice__in=ids).update(words="")
