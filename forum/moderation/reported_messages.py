"""What a moderator who asked for it is shown of a conversation: the reported message, two before it and two after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from forum.markup.named_pictures import with_named_pictures
from forum.moderation import message_acts
from forum.moderation.models import LogEntry
from forum.posts.models import Post
from forum.reports.models import Report
from forum.topics.participants import Participant

AROUND = 2  # messages before it, and after it


@dataclass(frozen=True)
class ShownMessage:
    pk: int
    author: User
    created_at: datetime
    html: str  # sanitised, without pictures; "" of what is removed
    is_removed: bool
    is_reported: bool
    is_edited_since: bool = False  # then the text is that of the time when it was reported


def has_asked(reader: User, reports: Sequence[Report]) -> set[int]:
    """The reports whose messages this moderator has asked to see, by id."""
    asked = LogEntry.objects.filter(act=message_acts.look.name, by=reader.pk, report__in=reports)
    return {number for number in asked.values_list("report", flat=True) if number}


def messages_around(report: Report) -> list[ShownMessage]:
    """Only those that one of the reporters sees: what was said before they came or after they left is none of it."""
    post = message_acts.message_of(report)
    seen_by_reporter = Participant.objects.filter(
        Q(left_at=None) | Q(left_at__gte=OuterRef("created_at")),
        topic=OuterRef("topic"),
        member__in=report.reportings.values("member"),
        from_number__lte=OuterRef("number"),
    )
    others = Post.objects.filter(Exists(seen_by_reporter), topic=post.topic_id).select_related("author")
    before = others.filter(number__lt=post.number).order_by("-number")[:AROUND]
    after = others.filter(number__gt=post.number).order_by("number")[:AROUND]
    return [shown(each, report) for each in (*reversed(before), post, *after)]


def shown(post: Post, report: Report) -> ShownMessage:
    is_reported = post.pk == report.post_id
    # The reported one is removed only where an appeal against that is decided, for which it has to be read.
    is_withheld = post.is_erased or (post.is_removed and not is_reported)
    html = "" if is_withheld else post.html
    earlier = text_when_reported(post, report) if is_reported and html else None
    return ShownMessage(
        post.pk,
        post.author,
        post.created_at,
        with_named_pictures(html if earlier is None else earlier),
        post.is_removed,
        is_reported,
        earlier is not None,
    )


def text_when_reported(post: Post, report: Report) -> str | None:
    """The HTML that was replaced after the report was made; None if it stands as it was, or that was not kept."""
    if post.edited_at is None and post.revision == 1:
        return None
    replaced = post.revisions.filter(replaced_at__gt=report.opened_at, hidden_at=None)
    return replaced.order_by("number").values_list("html", flat=True).first()
