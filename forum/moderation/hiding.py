"""Hiding a post that several members in good standing have reported, until a moderator has looked at it."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.boards.models import read_permissions
from forum.moderation import post_acts
from forum.moderation.acts import Act, Visibility
from forum.moderation.models import LogEntry
from forum.notifications.kinds import Kind
from forum.notifications.notifying import active_member, notify_member
from forum.posts import removing
from forum.posts.models import Post
from forum.posts.rules import can_moderate
from forum.posts.writing_limits import DAY, FIRST_POSTS
from forum.reports.models import Report
from forum.reports.outcomes import link_to_thing
from forum.site.models import SiteSettings

HIDDEN = Kind(
    "hidden",
    71,
    group="moderation",
    label=gettext_lazy("My post is hidden because members reported it"),
    text=gettext_lazy(
        "Your post in “%(topic)s” is hidden because several members reported it, until a moderator looks at it. "
        "You can edit it to show it again"
    ),
    link=link_to_thing,
    why=gettext_lazy("You’re receiving this because it’s about your post."),
    emails_on=gettext_lazy("Emails about hidden posts are on."),
    emails_off=gettext_lazy("Emails about hidden posts are off."),
    icon="shield",
    is_own=True,
    has_post=False,
)


SEVERAL = gettext_lazy("Several members reported it")


def in_good_standing() -> Q:
    """Of those who reported: here for a day, with some posts, and neither suspended nor silenced."""
    now = timezone.now()
    is_free = Q(member__suspended_until=None) | Q(member__suspended_until__lte=now)
    is_heard = Q(member__silenced_at=None) | Q(member__silenced_until__lte=now)
    return (
        is_free
        & is_heard
        & Q(member__is_active=True, member__date_joined__lte=now - DAY, member__post_count__gte=FIRST_POSTS)
    )


def show_again(by: User, post: Post, entry: LogEntry, reason: str) -> LogEntry | None:
    """Restore it, unless a moderator has removed it meanwhile."""
    now = Post.objects.get(pk=post.pk)
    return post_acts.restore.perform(by, now, reason) if now.is_hidden else None


# Nobody hides a post: enough reports do.
hiding = Act(
    name="hide",
    on=post_acts.POST,
    opposite="restore",
    label=gettext_lazy("Hide after reports"),
    restricts=True,
    log_words=gettext_lazy("hid after reports"),
    notification=HIDDEN.text,
    lasts=gettext_lazy("Until a moderator looks at it, or you edit it"),
    tells_itself=True,
    undo=show_again,
)
ACTS = (hiding,)


@transaction.atomic
def hide(post: Post, reason: str) -> LogEntry | None:
    """Hide it, and log it in nobody’s name; None if that is not done."""
    before = Visibility.of(post)
    return hiding.log(None, post, reason, before=before) if removing.hide(post) else None


def hide_if_reported(*, report_id: int, **_facts: Any) -> None:
    """Never what a moderator of the board wrote."""
    enough = SiteSettings.current().reports_to_hide
    reports = Report.objects.open().select_related("post__topic", "post__author")
    report = reports.filter(pk=report_id).first()
    post = report.post if report else None
    if not enough or report is None or post is None:
        return
    if post.author.is_forum_staff or can_moderate(read_permissions(post.author), post):
        return
    if report.reportings.filter(in_good_standing()).count() < enough:
        return
    entry = hide(post, str(SEVERAL))
    if entry and (author := active_member(post.author_id)):
        notify_member(
            author, HIDDEN.name, f"hidden:{post.pk}", topic=post.topic, post=post, entry=str(entry.pk)
        )


def show_if_edited(*, post_id: int, by: int = 0, **_facts: Any) -> None:
    """Its author has edited it, which brings it back once; the report stays open."""
    post = Post.objects.filter(pk=post_id, author=by).first()
    if post is not None and post.is_hidden:
        removing.show_edited(post)
