"""Reporting a thing: it has one open report, to which each member who reports it adds their reason."""

from django.db import transaction

from accounts.models import User
from forum.boards.models import read_permissions
from forum.follows.following import lock_members
from forum.jobs.enqueuing import enqueue
from forum.posts.models import Post
from forum.refusals import NotAllowed
from forum.reports.models import Report, Reportable, Reporting, column_of
from forum.reports.rules import can_report
from forum.topics.models import Topic


@transaction.atomic
def report(by: User, thing: Reportable, reason: str, words: str = "") -> Reporting:
    """Report it; once more says the same again in other words. Raise NotAllowed if they may not report it."""
    # Whoever closes their account meanwhile reports nothing. Members are locked before anything else, in one order.
    if not lock_members({by.pk, thing.pk} if isinstance(thing, User) else {by.pk}):
        raise NotAllowed
    # Of two who report it at once one opens the report and the other adds to it.
    thing = lock_thing(thing)
    if not can_report(by, thing) or not still_reads(by, thing):
        raise NotAllowed
    opened = Report.objects.open().about(thing).first()
    if opened is None:
        opened = Report.objects.create(**{column_of(thing): thing})
    said = {"reason": reason, "words": words}
    if isinstance(thing, Post) and not thing.topic.is_conversation:
        # Which may hide it. Of a few who talk, several are no measure.
        enqueue("post.reported", report_id=opened.pk)
    reporting, _is_new = Reporting.objects.update_or_create(report=opened, member=by, defaults=said)
    return reporting


def lock_thing(thing: Reportable) -> Reportable:
    if isinstance(thing, User):
        return User.objects.get(pk=thing.pk)
    if isinstance(thing, Topic):
        return Topic.objects.select_for_update(no_key=True).get(pk=thing.pk)
    return Post.objects.select_for_update(no_key=True, of=("self",)).select_related("topic").get(pk=thing.pk)


def still_reads(by: User, thing: Reportable) -> bool:
    """Whether they have not left the conversation meanwhile, if it is a message."""
    if not isinstance(thing, Post) or not thing.topic.is_conversation:
        return True
    return Post.objects.readable_by(read_permissions(by)).filter(pk=thing.pk).exists()


def own_reporting(member: User, thing: Reportable) -> Reporting | None:
    """What the member has said of it already, while the report is open."""
    return Reporting.objects.filter(
        member=member, report__closed_at=None, **{f"report__{column_of(thing)}": thing}
    ).first()
