"""What becomes of every row that names a member when their account is merged into another.

A key is the table and its column, "posts.Post.author". A table without a decision fails a test: add its line here, or
from an installed app by `DECISIONS["app.Model.column"] = …` in its `ready()`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Model

Merge = Callable[[Any, Any], None]  # takes the row that stays and the one that goes


@dataclass(frozen=True)
class Move:
    """The row is the other account's from now on."""


@dataclass(frozen=True)
class Fold:
    """The same, but of two rows about one thing only that of the remaining account stays."""

    by: tuple[str, ...] = ()
    merge: Merge | None = None


@dataclass(frozen=True)
class Drop:
    """The row goes with the account: how it signed in, what it preferred, what is counted anew."""


Decision = Move | Fold | Drop


def keep_further(kept: Model, other: Model, column: str) -> None:
    mine, theirs = getattr(kept, column), getattr(other, column)
    if theirs is not None and (mine is None or theirs > mine):
        setattr(kept, column, theirs)
        kept.save(update_fields=[column])


def keep_further_mark(kept: Model, other: Model) -> None:
    keep_further(kept, other, "number")


def keep_later_line(kept: Model, other: Model) -> None:
    keep_further(kept, other, "at")


def keep_both_texts(kept: Any, other: Any) -> None:
    """Of two drafts in one place nothing is lost: the one text follows the other."""
    kept.body = "\n\n".join(filter(None, (kept.body, other.body)))
    kept.title = kept.title or other.title
    kept.save(update_fields=["body", "title"])


def keep_part(kept: Any, other: Any) -> None:
    """Of two parts in one conversation the member keeps what either account sees."""
    if other.left_at is None:
        seen = [part.from_number for part in (kept, other) if part.left_at is None]
        kept.from_number, kept.left_at, kept.removed_by = min(seen), None, None
        kept.save(update_fields=["left_at", "removed_by", "from_number"])


def take_vote_back(kept: Any, other: Any) -> None:
    """One member has one vote: that of the remaining account."""
    for vote in other.votes.select_related("option"):
        option = type(vote.option)._default_manager.select_for_update(no_key=True).get(pk=vote.option_id)
        option.vote_count -= 1
        option.save(update_fields=["vote_count"])
    other.poll.change(voter_count=F("voter_count") - 1)


def keep_all_reporters(kept: Any, other: Any) -> None:
    """Of two open reports about one member the one that stays has the reporters of both."""
    known = kept.reportings.values("member")
    other.reportings.exclude(member__in=known).update(report=kept)


def keep_all_notices(kept: Any, other: Any) -> None:
    other.notices.update(case=kept)


def keep_all_cleaned(kept: Any, other: Any) -> None:
    """One Undo brings back what one clean-up took from both."""
    other.items.update(cleaned_member=kept)


MOVED, DROPPED = Move(), Drop()

DECISIONS: dict[str, Decision] = {
    # What was written, and what moderators did.
    **dict.fromkeys(
        (
            "topics.Topic.author", "topics.Topic.last_poster", "topics.Topic.pinned_by", "topics.Topic.locked_by",
            "topics.Topic.removed_by", "posts.Post.author", "posts.Post.edited_by", "posts.Post.wiki_by",
            "posts.Post.removed_by", "posts.Revision.written_by", "posts.Revision.hidden_by",
            "posts.Solution.marked_by", "posts.PendingPost.author", "search.SearchDocument.author",
            "attachments.Attachment.owner", "link_cards.LinkCard.wanted_by",
            "remote_pictures.RemotePicture.wanted_by", "polls.PollRevision.changed_by",
            "reports.Report.closed_by", "moderation.LogEntry.by", "moderation.LogEntry.member",
            "moderation.QueueAssignment.member", "moderation.RejectedPost.author", "moderation.RejectedPost.by",
            "announcements.Announcement.sent_by", "importing.OldAddress.member", "admin.LogEntry.user",
            "notifications.Notification.actor", "sign_up.Invitation.by", "sign_up.Invited.by",
            "member_records.MemberWarning.member", "member_records.MemberWarning.by",
            "member_records.StaffNote.member", "member_records.StaffNote.by", "member_records.Watch.by",
            "member_records.WatchedPost.seen_by",
            "bans.Ban.by", "cleanup.Cleanup.by", "cleanup.Cleanup.decided_by",
            "legal_holds.LegalHold.begun_by", "legal_holds.LegalHold.lifted_by",
            "erasing.ErasureRequest.answered_by", "illegal_content.Case.decided_by", "illegal_content.Notice.by",
            "illegal_content.Objection.decided_by", "posts.PendingEdit.author", "appeals.Appeal.member",
            "topics.Participant.added_by", "topics.Participant.removed_by", "posts.TeamMessage.written_by",
            "posts.TeamMessageChange.by",
            "conversations.TeamConversation.member",
            "appeals.Appeal.decided_by", "own_pages.TermsVersion.made_by", "accounts.FormerUsername.member",
        ),
        MOVED,
    ),
    # Of one thing each member has one.
    "accounts.User_groups.user": Fold(("group",)),
    "topics.ReadMark.member": Fold(("topic",), keep_further_mark),
    "topics.Participant.member": Fold(("topic",), keep_part),
    "reading.ReadLine.member": Fold(("board", "tag"), keep_later_line),
    "follows.Follow.member": Fold(("topic", "board", "tag", "person")),
    "follows.Follow.person": Fold(("member",)),
    "attachments.AttachmentUse.by": Fold(("post", "key")),
    "reactions.Reaction.member": Fold(("post",)),
    "polls.Ballot.member": Fold(("poll",), take_vote_back),
    "bookmarks.Bookmark.member": Fold(("post",)),
    "drafts.Draft.member": Fold(("place",), keep_both_texts),
    "mail.TopicMail.member": Fold(("topic",)),
    "reports.Report.member": Fold(("closed_at",), keep_all_reporters),
    "own_pages.TermsAcceptance.member": Fold(("version",)),
    "illegal_content.Case.member": Fold(("decided_at",), keep_all_notices),
    "reports.Reporting.member": Fold(("report",)),
    "sign_up.Invited.member": Fold(),
    "member_records.Watch.member": Fold(),
    "member_records.MemberNetwork.member": Fold(("network", "day")),
    "erasing.ErasureRequest.member": Fold(("answered_at",)),
    "cleanup.CleanedMember.member": Fold(("cleanup",), keep_all_cleaned),
    "announcements.DismissedBanner.member": Fold(("announcement",)),
    "legal_holds.LegalHold.member": Fold(("lifted_at",)),
    # One unread notification about each matter; what was read stands as often as it was said.
    "notifications.Notification.member": Fold(("matter", "read_at")),
    # How the account signed in, what it preferred, and what is counted anew.
    **dict.fromkeys(
        (
            "accounts.User_user_permissions.user", "accounts.AddressReversion.member",
            "follows.FollowPreference.member", "conversations.MessagePreference.member", "follows.FeedKey.member",
            "posts.PostTotal.member",
            "notifications.Delivery.member",
            "notifications.NotificationPreference.member", "mail.DigestTime.member",
            "sign_up.SignUpRequest.member", "account.EmailAddress.user", "mfa.Authenticator.user",
            "usersessions.UserSession.user", "member_exports.MemberExport.member",
            "account_merging.ArchivedAddress.placeholder",
        ),
        DROPPED,
    ),
}  # fmt: skip
