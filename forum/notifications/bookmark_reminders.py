"""Reminding members of posts that they bookmarked, at the time they chose."""

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.bookmarks.models import Bookmark
from forum.notifications.kinds import Kind
from forum.notifications.notifying import active_member, notify_member
from forum.notifications.subjects import Subject, Withdrawn, link_to_post
from forum.posts.models import Post, PostQuerySet

MOST = 500  # in one round


def sentence_for(subject: Subject) -> str | Promise:
    note = subject.detail.get("note", "").replace("%", "%%")
    if not note:
        return REMINDER.text
    # The topic is filled in later, where the title is at hand.
    return _("Reminder: %(note)s (a post in “%(topic)s”)") % {"note": note, "topic": "%(topic)s"}


def refuse_gone(subject: Subject, member: User) -> Subject:
    """Return the subject as it is. Raise Withdrawn if the member cannot read the post any more."""
    if not readable_posts(member).filter(pk=subject.post_id or 0).exists():
        raise Withdrawn(_("The member can’t read the post any more."))
    return subject


REMINDER = Kind(
    "reminder",
    65,
    label=gettext_lazy("A reminder of a bookmark is due"),
    text=gettext_lazy("Reminder: a post that you bookmarked in “%(topic)s”"),
    text_for=sentence_for,
    link=link_to_post,
    refresh=refuse_gone,
    why=gettext_lazy("You’re receiving this because you asked to be reminded."),
    emails_on=gettext_lazy("Emails with reminders are on."),
    emails_off=gettext_lazy("Emails with reminders are off."),
    channels={"bell": True, "mail": False},
    icon="bookmark",
    has_post=False,
)


def readable_posts(member: User) -> PostQuerySet:
    return Post.objects.readable_by(member).filter(removed_at=None, topic__removed_at=None)


def send_due_reminders() -> None:
    """Called every minute, by several workers perhaps: each reminder is sent once."""
    due = Bookmark.objects.due(timezone.now()).order_by("remind_at", "pk")
    for bookmark_id in list(due.values_list("pk", flat=True)[:MOST]):
        remind(bookmark_id)


@transaction.atomic
def remind(bookmark_id: int) -> None:
    """Send it and forget its time; without a word if the post is out of the member's sight."""
    due = Bookmark.objects.due(timezone.now()).select_for_update(no_key=True)
    bookmark = due.filter(pk=bookmark_id).first()
    if bookmark is None or bookmark.remind_at is None:
        return
    Bookmark.objects.filter(pk=bookmark.pk).update(remind_at=None)
    member = active_member(bookmark.member_id)
    post = (
        readable_posts(member).select_related("topic").filter(pk=bookmark.post_id).first() if member else None
    )
    if member is None or post is None:
        return
    key = f"reminder:{bookmark.pk}:{int(bookmark.remind_at.timestamp())}"
    matter = f"reminder:{bookmark.pk}"
    notify_member(member, REMINDER.name, key, matter=matter, topic=post.topic, post=post, note=bookmark.note)
