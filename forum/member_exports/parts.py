"""What is in a member's export: of each table that names members some columns, or the reason why it is left out.

A table of an installed app is added by `parts.register(Part(...))` or `parts.leave_out(label, reason)`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q

from accounts.models import User
from forum.moderation import acts
from forum.moderation.author_notification import is_told
from forum.moderation.models import LogEntry
from forum.moderation.statements import reason_of
from forum.topics.participants import Participant


@dataclass(frozen=True)
class Part:
    """Columns of the rows that belong to the member. `texts` are left out where one of `hidden_by` is set."""

    label: str
    by: str
    columns: tuple[str, ...]
    name: str = ""  # of the file, where the table has more than one part
    texts: tuple[str, ...] = ()
    hidden_by: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        return self.name or self.label.lower().replace(".", "_")

    def rows(self, member: User) -> Iterator[dict[str, Any]]:
        model = apps.get_model(self.label)
        found = model._base_manager.filter(**{self.by: member.pk}).order_by("pk")
        for row in found.values(*dict.fromkeys((*self.columns, *self.hidden_by))).iterator(chunk_size=200):
            if any(row[name] for name in self.hidden_by):
                row |= dict.fromkeys(self.texts)
            yield {name: row[name] for name in self.columns}


def part(label: str, by: str, columns: str, **more: Any) -> Part:
    return Part(label, by, tuple(columns.split()), **more)


def secret_acts() -> Q:
    """The law may forbid to tell somebody of them."""
    return Q(act__in=acts.secret())


@dataclass(frozen=True)
class ToldActs(Part):
    """Acts of moderation, with the reason, as far as the member is told of them: not that somebody watches them."""

    def rows(self, member: User) -> Iterator[dict[str, Any]]:
        entries = LogEntry.objects.filter(**{self.by: member.pk}).exclude(secret_acts())
        entries = entries.select_related("topic", "post", "member")
        for entry in entries.order_by("pk").iterator(chunk_size=200):
            if is_told(entry, member):
                row = {name: getattr(entry, name) for name in self.columns}
                yield row | {"reason": reason_of(entry)}


@dataclass(frozen=True)
class OwnConversations(Part):
    """With the title as long as the member takes part, and who else did while they did."""

    def rows(self, member: User) -> Iterator[dict[str, Any]]:
        own = Participant.objects.filter(member=member).select_related("topic").order_by("pk")
        for row in own.iterator(chunk_size=200):
            others = Participant.objects.filter(topic=row.topic).exclude(member=member)
            if row.left_at is not None:
                others = others.filter(joined_at__lte=row.left_at)
            yield {
                "topic_id": row.topic_id,
                "title": row.topic.title if row.left_at is None else None,
                "with": [other.member.full_name for other in others.select_related("member").order_by("pk")],
                "from_number": row.from_number,
                "joined_at": row.joined_at,
                "left_at": row.left_at,
            }


def told_acts(by: str, columns: str, name: str) -> ToldActs:
    return ToldActs("moderation.LogEntry", by, tuple(columns.split()), name)


# Of others' rows only what is about the member. Titles of topics are not in it: they may see them no more.
PARTS = [
    part(
        "accounts.User",
        "pk",
        "id username email display_name title about time_zone language theme list_density start_page posts_per_page"
        " uses_keys hides_last_seen is_found_by_name last_login last_seen_at date_joined post_count follower_count"
        " suspended_at suspended_until suspended_reason silenced_at silenced_until silenced_reason",
    ),
    part("accounts.FormerUsername", "member", "username kept_until"),
    part("accounts.AddressReversion", "member", "changed_at reverted_at"),
    part("accounts.User_groups", "user", "group__name"),
    part("own_pages.TermsAcceptance", "member", "version__number at"),
    part("account.EmailAddress", "user", "email verified primary"),
    part("mfa.Authenticator", "user", "type created_at last_used_at"),
    part("usersessions.UserSession", "user", "created_at last_seen_at ip user_agent"),
    part("topics.Topic", "author", "id title created_at", texts=("title",), hidden_by=("is_withheld",)),
    part("topics.ReadMark", "member", "topic_id number read_at"),
    part("reading.ReadLine", "member", "board_id tag_id at"),
    part(
        "posts.Post",
        "author",
        "id topic_id number source created_at edited_at ip removed_at removed_reason",
        texts=("source", "removed_reason"),
        hidden_by=("is_withheld",),
    ),
    part(
        "posts.Revision",
        "written_by",
        "post_id number title source written_at reason",
        texts=("title", "source"),
        hidden_by=("hidden_at", "post__is_withheld"),
    ),
    part("posts.TeamMessage", "written_by", "post_id post__topic_id post__source post__created_at"),
    part("posts.TeamMessageChange", "by", "post_id act version at"),
    part("posts.PendingPost", "author", "id topic_id board_id title source created_at"),
    part("posts.PendingEdit", "author", "id post_id title source edit_reason created_at"),
    part("posts.Solution", "marked_by", "topic_id post_id marked_at"),
    part("moderation.RejectedPost", "author", "title source reason written_at rejected_at"),
    OwnConversations("topics.Participant", "member", (), name="conversations"),
    part(
        "conversations.TeamConversation",
        "member",
        "topic_id post_id report_id warning_id",
        name="conversations_with_moderators",
    ),
    part("conversations.MessagePreference", "member", "writers posts_needed is_under_age"),
    part("follows.Follow", "member", "topic_id board_id tag_id person_id state level created_at"),
    part("follows.FollowPreference", "member", "topic board tag person follows_started follows_replied is_shown"),
    part("attachments.Attachment", "owner", "key name content_type length width height created_at"),
    part("reactions.Reaction", "member", "post_id emoji created_at"),
    part("polls.Ballot", "member", "poll_id votes__option_id"),
    part("bookmarks.Bookmark", "member", "post_id note created_at remind_at"),
    part("drafts.Draft", "member", "place title body fields saved_at"),
    part("notifications.Notification", "member", "kind topic_id post_id created_at read_at"),
    part("notifications.Delivery", "member", "channel kind state created_at done_at"),
    part("notifications.NotificationPreference", "member", "choices is_quiet hides_messages most_mails"),
    part("mail.DigestTime", "member", "period zone due_at last_at"),
    part("mail.TopicMail", "member", "topic_id mailed_at"),
    part("reports.Reporting", "member", "report_id reason words created_at"),
    part("illegal_content.Notice", "by", "id category explanation address name email created_at confirmed_at"),
    part("sign_up.SignUpRequest", "member", "question answer network made_at rejected_at"),
    part("sign_up.Invitation", "by", "address most_uses use_count made_at expires_at revoked_at"),
    part("sign_up.Invited", "member", "at", name="invited"),
    part("sign_up.Invited", "by", "member_id at", name="invited_others"),
    part("member_records.MemberWarning", "member", "reason created_at expires_at acknowledged_at taken_back_at"),
    part("member_records.MemberNetwork", "member", "network day"),
    told_acts("member", "id act reason rule created_at", "acts_on_me"),
    told_acts("post__author", "id post_id act reason rule created_at", "acts_on_my_posts"),
    told_acts("topic__author", "id topic_id act reason rule created_at", "acts_on_my_topics"),
    part("appeals.Appeal", "member", "entry_id words sent_at decided_at outcome answer", name="appeals"),
    part("moderation.LogEntry", "by", "act topic_id post_id member_id reason created_at", name="acts_of_mine"),
    part("erasing.ErasureRequest", "member", "asked_at address answered_at outcome answer"),
    part("announcements.DismissedBanner", "member", "announcement_id"),
    part("member_exports.MemberExport", "member", "asked_at made_at state"),
]  # fmt: skip

NO_CONTENT = "It is counted or indexed anew from what is in the export."
OF_STAFF = "Notes and decisions of the forum’s staff, which name what others have said."
THINGS = "What somebody did to something that belongs to the forum; the log has it."

LEFT_OUT = {
    "accounts.User_user_permissions": "Rights in the admin; groups are in the export.",
    "own_pages.TermsVersion": THINGS,
    "follows.FeedKey": "A key that lets whoever has it read as the member.",
    "posts.PostTotal": NO_CONTENT,
    "search.SearchDocument": NO_CONTENT,
    "legal_holds.LegalHold": "The law may forbid to tell somebody of it.",
    "attachments.AttachmentUse": NO_CONTENT,
    "link_cards.LinkCard": "What another site says of itself.",
    "remote_pictures.RemotePicture": "A picture of another site.",
    "polls.PollRevision": THINGS,
    "reports.Report": "What others have reported. What came of it is among the acts.",
    "illegal_content.Case": "What others have reported as illegal. What came of it is among the acts.",
    "illegal_content.Objection": OF_STAFF,
    "member_records.StaffNote": OF_STAFF,
    "member_records.Watch": OF_STAFF,
    "member_records.WatchedPost": OF_STAFF,
    "bans.Ban": OF_STAFF,
    "moderation.QueueAssignment": "Who looks at what in the queue, for hours.",
    "cleanup.Cleanup": THINGS,
    "cleanup.CleanedMember": OF_STAFF,
    "announcements.Announcement": THINGS,
    "importing.OldAddress": "Where a page was in an earlier forum.",
    "admin.LogEntry": THINGS,
}


def register(*added: Part) -> None:
    PARTS.extend(one for one in added if one not in PARTS)


def leave_out(label: str, reason: str) -> None:
    LEFT_OUT[label] = reason
