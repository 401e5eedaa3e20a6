"""Groups whose members come and go by a rule: so many days here, so many posts that were not removed.

Membership is stored like that of any other group, so that asking for permissions costs the same. It is looked at again
each night, after a member's post, and when the rule has changed.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.boards.group_settings import GroupSettings
from forum.boards.groups import AutomaticGroup
from forum.boards.permission_locks import lock_permissions_exclusive
from forum.posts.models import Post, PostTotal
from forum.posts.writing_limits import DAY, FIRST_POSTS, is_new
from forum.site.models import SiteSettings

AT_A_TIME = 500
CHANGED = "group.changed"  # the job after its rule was changed

Membership = User.groups.through


def are_new() -> Q:
    """The same as `is_new`, as a condition on members."""
    recent = Q(date_joined__gt=timezone.now() - DAY, is_staff=False, is_superuser=False)
    return recent & ~Q(pk__in=_with_posts(FIRST_POSTS))


NEW_MEMBERS = AutomaticGroup("new_members", _("New members"), includes=is_new, members=are_new)


def _with_posts(count: int) -> QuerySet[Any, Any]:
    totals = PostTotal.objects.values("member").annotate(count=Sum("post_count"))
    return totals.filter(count__gte=count).values("member")


def who_belongs(rule: GroupSettings) -> QuerySet[User]:
    members = User.objects.filter(is_active=True, closed_at=None)
    if rule.days:
        members = members.filter(date_joined__lte=timezone.now() - timedelta(days=rule.days))
    if rule.posts:
        members = members.filter(pk__in=_with_posts(rule.posts))
    return members


def look_at_all(**_job: Any) -> None:
    for group_id in GroupSettings.objects.automatic().values_list("pk", flat=True):
        look_at_group(group_id=group_id)


def look_at_group(*, group_id: int, **_job: Any) -> None:
    """Make the group's members those who belong to it by its rule, if it has one."""
    rule = GroupSettings.objects.automatic().filter(pk=group_id).first()
    if rule is None:
        return
    belonging = who_belongs(rule)
    rows = Membership.objects.filter(group=group_id)
    leaving = rows.exclude(user__in=belonging.values("pk")).values_list("user", flat=True)
    joining = belonging.exclude(pk__in=rows.values("user")).values_list("pk", flat=True)
    _change(rule, list(joining), list(leaving))


def look_at_author(*, post_id: int, **_job: Any) -> None:
    """After a post: let its author into the groups to which it brought them."""
    rules = list(GroupSettings.objects.automatic())
    author = Post.objects.filter(pk=post_id).values_list("author", flat=True).first() if rules else None
    if author is None:
        return
    is_in = set(Membership.objects.filter(user=author).values_list("group", flat=True))
    for rule in rules:
        if rule.pk not in is_in and who_belongs(rule).filter(pk=author).exists():
            _change(rule, [author], [])


def look_at_authors(jobs: list[dict[str, Any]]) -> None:
    """The same for several posts."""
    if GroupSettings.objects.automatic().exists():
        for job in jobs:
            look_at_author(**job)


def _change(rule: GroupSettings, joining: list[int], leaving: list[int]) -> None:
    """A few at a time, so that nobody who writes waits long for it."""
    for start in range(0, max(len(joining), len(leaving)), AT_A_TIME):
        batch = slice(start, start + AT_A_TIME)
        with transaction.atomic():
            lock_permissions_exclusive()
            # The rule may have been taken away meanwhile, and its members are named by people then.
            same = GroupSettings.objects.automatic().filter(pk=rule.pk, days=rule.days, posts=rule.posts)
            if not same.exists():
                return
            rows = [Membership(user_id=member, group_id=rule.pk) for member in joining[batch]]
            Membership.objects.bulk_create(rows, ignore_conflicts=True)
            Membership.objects.filter(group=rule.pk, user__in=leaving[batch]).delete()
            SiteSettings.bump()
