"""Closing a report: a moderator acted, or found nothing to do. Those who reported it are told."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from forum.jobs.enqueuing import enqueue
from forum.posts.models import Post
from forum.reports.models import Report, Reportable, Reporting
from forum.topics.models import Topic

CLOSED = "report.closed"


@transaction.atomic
def close(by: User, report_id: int, outcome: Report.Outcome, answer: str = "") -> bool:
    """Return False if it was closed already. The caller has asked whether they may."""
    closed = Report.objects.open().filter(pk=report_id)
    facts = {"closed_at": timezone.now(), "closed_by": by, "outcome": outcome, "answer": answer[:500]}
    if not closed.update(**facts):
        return False
    enqueue(CLOSED, report_id=report_id)
    return True


def open_report_about(thing: Reportable) -> Report | None:
    return Report.objects.open().about(thing).first()


def close_about(by: User, thing: Reportable) -> None:
    """Close what is open about a thing on which a moderator has acted; with a topic, about its posts as well."""
    about = Q(topic=thing) | Q(post__topic=thing) if isinstance(thing, Topic) else None
    reports = Report.objects.open()
    reports = reports.about(thing) if about is None else reports.filter(about)
    for report_id in list(reports.values_list("pk", flat=True)):
        close(by, report_id, Report.Outcome.ACTED)


def close_withdrawn(*, post_id: int, topic_id: int, **_facts: Any) -> None:
    """Close the reports of a post that its author removed, and of the topic that went with it."""
    post = Post.objects.select_related("topic", "author").filter(pk=post_id).first()
    if post is None or not (post.is_removed or post.topic.is_removed):
        return  # it is back already
    about = Q(post=post)
    if post.topic.is_removed and post.topic.removed_by_id == post.author_id:
        about |= Q(topic=topic_id) | Q(post__topic=topic_id)
    for report_id in list(Report.objects.open().filter(about).values_list("pk", flat=True)):
        close(post.author, report_id, Report.Outcome.WITHDRAWN)


def forget_reporter(member: User) -> None:
    """Called when an account is closed: what moderators still have to look at stays, without the words."""
    own = Reporting.objects.filter(member=member)
    own.exclude(report__closed_at=None).delete()
    own.update(words="")
