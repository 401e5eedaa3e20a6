"""Telling those who reported something what came of it."""

from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.notifications.kinds import Kind
from forum.notifications.notifying import active_member, notify_member
from forum.notifications.subjects import Link, Subject
from forum.posts.models import Post
from forum.reports.models import Report
from forum.topics.models import Topic

ACTED = gettext_lazy("A moderator acted on your report about “%(topic)s”. Thank you")
DISMISSED = gettext_lazy("A moderator looked at your report about “%(topic)s” and left it as it is")

WITHDRAWN = gettext_lazy("What you reported in “%(topic)s” was removed by its author. Thank you")
MESSAGE_ACTED = gettext_lazy("A moderator acted on your report about a message. Thank you")
MESSAGE_DISMISSED = gettext_lazy("A moderator looked at your report about a message and left it as it is")
MESSAGE_WITHDRAWN = gettext_lazy("A message that you reported was removed by its author. Thank you")
SENTENCES = {Report.Outcome.DISMISSED.value: DISMISSED, Report.Outcome.WITHDRAWN.value: WITHDRAWN}
# Whoever has left the conversation learns its title no more.
OF_MESSAGES = {
    Report.Outcome.DISMISSED.value: MESSAGE_DISMISSED,
    Report.Outcome.WITHDRAWN.value: MESSAGE_WITHDRAWN,
}


def is_message(subject: Subject) -> bool:
    return "message_id" in subject.detail


def sentence_for(subject: Subject) -> str | Promise:
    outcome = subject.detail.get("outcome", "")
    sentence = (
        OF_MESSAGES.get(outcome, MESSAGE_ACTED) if is_message(subject) else SENTENCES.get(outcome, ACTED)
    )
    answer = subject.detail.get("answer", "").replace("%", "%%")
    if not answer:
        return sentence
    # The topic is filled in later, where the title is at hand.
    once = str(sentence % {"topic": "%(topic)s"})
    return _("%(sentence)s: %(reason)s") % {"sentence": once, "reason": answer}


def link_to_thing(subject: Subject, reader: User) -> Link | None:
    """Return its address if the reader still sees it."""
    if member_id := subject.detail.get("member_id"):
        member = User.objects.filter(pk=int(member_id), closed_at=None).first()
        return Link(reverse("member", args=[member.username]), _("View profile")) if member else None
    if is_message(subject):
        message = (
            Post.objects.readably_placed_for(reader).filter(pk=int(subject.detail["message_id"])).first()
        )
        return Link(message.get_absolute_url(), _("View the message")) if message else None
    if subject.post_id:
        post = Post.objects.placed_for(reader).filter(pk=subject.post_id).first()
        return Link(post.get_absolute_url(), _("View the post")) if post else None
    topic = Topic.objects.visible_to(reader).filter(pk=subject.topic_id or 0).first()
    return Link(topic.get_absolute_url(), _("View the topic")) if topic else None


OUTCOME = Kind(
    "report",
    68,
    group="moderation",
    label=gettext_lazy("A moderator has looked at my report"),
    text=ACTED,
    text_for=sentence_for,
    link=link_to_thing,
    why=gettext_lazy("You’re receiving this because you reported something."),
    emails_on=gettext_lazy("Emails about your reports are on."),
    emails_off=gettext_lazy("Emails about your reports are off."),
    channels={"bell": True, "mail": False},
    icon="shield",
    is_own=True,
    has_post=False,
)


def tell_reporters(*, report_id: int, **_facts: Any) -> None:
    reports = Report.objects.select_related("post__topic", "topic", "member")
    report = reports.filter(pk=report_id).exclude(closed_at=None).first()
    if report is None:
        return
    about: dict[str, Any] = {
        "topic": report.post.topic if report.post else report.topic,
        "post": report.post,
        "title": report.title,
        "outcome": report.outcome,
        "answer": report.answer,
    }
    if report.member_id:
        about["member_id"] = str(report.member_id)
    if report.is_about_message:
        about |= {"topic": None, "post": None, "title": "", "message_id": str(report.post_id)}
    for reporter_id in report.reportings.exclude(member=report.closed_by_id).values_list("member", flat=True):
        if reporter := active_member(reporter_id):
            notify_member(reporter, OUTCOME.name, f"report:{report.pk}", **about)
