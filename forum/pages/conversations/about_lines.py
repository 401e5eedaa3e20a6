"""The line that says what a conversation of moderators is about, to the member and to the moderators."""

from dataclasses import dataclass
from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from forum.boards.models import permissions_of
from forum.conversations.models import TeamConversation
from forum.markup.unicode_text import set_apart
from forum.member_records.models import MemberWarning
from forum.moderation import acts
from forum.moderation.approval_queue import open_to as waiting_for
from forum.moderation.author_notification import is_told
from forum.moderation.log import entries_for
from forum.moderation.member_rules import sees_to_members
from forum.moderation.models import LogEntry, RejectedPost
from forum.moderation.statements import sentence_of
from forum.pages.moderation.log import thing_address
from forum.posts.models import PendingPost, Post
from forum.topics.models import Topic


@dataclass(frozen=True)
class AboutLine:
    words: str
    title: str = ""  # with the address, if it has one
    address: str = ""


def about_line(reader: User, conversation: TeamConversation) -> AboutLine | None:
    """None where it is about nothing, or about what this reader is not told."""
    if conversation.post_id:
        return of_post(reader, conversation.post_id)
    if conversation.report_id:
        return of_report(reader, conversation)
    if conversation.warning_id:
        return of_warning(reader, conversation)
    if conversation.entry_id:
        return of_entry(reader, conversation)
    return of_waiting_text(reader, conversation) if conversation.waiting_key else None


def of_post(reader: User, post_id: int | None, words: str = "") -> AboutLine | None:
    post = Post.objects.visible_to(reader).select_related("topic").filter(pk=post_id or 0).first()
    if post is None:
        return AboutLine(words) if words else None
    title = f"{post.topic.title} #{post.number}"
    return AboutLine(words or _("About the post"), title, post.get_absolute_url())


def of_report(reader: User, conversation: TeamConversation) -> AboutLine | None:
    report: Any = conversation.report
    words = _("About your report") if is_member(reader, conversation) else _("About a report by the member")
    if report.member_id:
        return AboutLine(words, report.member.name, reverse("member", args=[report.member.username]))
    if report.post_id:
        return of_post(reader, report.post_id, words)
    topic = Topic.objects.visible_to(reader).filter(pk=report.topic_id).first()
    return AboutLine(words, topic.title, topic.get_absolute_url()) if topic else AboutLine(words)


def of_warning(reader: User, conversation: TeamConversation) -> AboutLine | None:
    warning: Any = conversation.warning
    if is_member(reader, conversation):
        return AboutLine(_("About a warning of yours"), warning.reason, reverse("own-record"))
    permissions = permissions_of(reader)
    seen = MemberWarning.objects.visible_to(permissions, sees_members=sees_to_members(reader))
    if not seen.filter(pk=warning.pk).exists():
        return AboutLine(_("About a warning"))
    record = reverse("moderate-member", args=[warning.member.username])
    return AboutLine(_("About a warning"), warning.reason, f"{record}#warnings")


def of_entry(reader: User, conversation: TeamConversation) -> AboutLine | None:
    if is_member(reader, conversation):
        entry = LogEntry.objects.select_related("by", "topic", "post", "member").get(
            pk=conversation.entry_id or 0
        )
        if not is_told(entry, reader):
            return None
        return AboutLine(
            _("About what was done:"), sentence_of(entry), reverse("act-notice", args=[entry.pk])
        )
    logged = entries_for(reader).filter(pk=conversation.entry_id or 0).first()
    if logged is None:
        return None
    by = set_apart(logged.by.name) if logged.by else _("Automatically")
    act = f"{by} {acts.words_of(logged)} {set_apart(str(logged.thing))}"
    return AboutLine(_("About an act in the log:"), act, thing_address(logged))


def of_waiting_text(reader: User, conversation: TeamConversation) -> AboutLine | None:
    """It waits, or was published since, or rejected; or it is gone."""
    key: dict[str, Any] = {"author": conversation.member_id, "key": conversation.waiting_key}
    is_own = is_member(reader, conversation)
    rows = PendingPost.objects.filter(author=reader) if is_own else waiting_for(reader)
    if pending := rows.filter(**key).select_related("topic", "board").first():
        words = _("About your text that waits for approval:") if is_own else _("About a text that waits:")
        place = pending.place.get_absolute_url()
        address = f"{place}#waiting-{pending.pk}" if is_own else f"{reverse('moderate')}#posts-{pending.pk}"
        return AboutLine(words, title_of(pending), address)
    if post := Post.objects.filter(**key).first():
        return of_post(reader, post.pk)
    kept = RejectedPost.objects.filter(author=conversation.member_id, facts__key=conversation.waiting_key)
    rejected = kept.select_related("topic").first()
    if rejected is None:
        return None
    if is_own:
        address = reverse("rejected-post", args=[rejected.pk])
        return AboutLine(_("About your text that was not approved:"), title_of(rejected), address)
    return AboutLine(_("About a text that was not approved:"), title_of(rejected))


def title_of(text: PendingPost | RejectedPost) -> str:
    return text.title or cast("Topic", text.topic).title


def is_member(reader: User, conversation: TeamConversation) -> bool:
    return conversation.member_id == reader.pk
