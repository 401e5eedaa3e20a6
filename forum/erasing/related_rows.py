"""What happens to rows that name a post or a topic when it is deleted for good: a table without a decision stops it.

A table of an installed app is added by `related_rows.register(label, decision)`.
"""

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db.models import Model, Q

from forum.posts.models import Post
from forum.refusals import Refusal
from forum.topics.models import Topic

DELETED = "deleted"  # other decisions say why a row stays

DECISIONS: dict[str, str] = {
    **dict.fromkeys(
        (
            "posts.Revision.post", "posts.PendingEdit.post", "posts.Solution.post", "attachments.AttachmentUse.post",
            "link_cards.LinkCardUse.post", "reactions.Reaction.post", "bookmarks.Bookmark.post",
            "remote_pictures.RemotePictureUse.post", "notifications.Notification.post", "notifications.FanOut.post",
            "notifications.Delivery.post", "filters.CopyMark.post", "filters.PlaceLink.post",
            "member_records.WatchedPost.post",
            "search.ChangedPost.post",
            "topics.ReadMark.topic", "topics.Participant.topic", "conversations.TeamConversation.topic",
            "posts.TeamMessage.post", "posts.TeamMessageChange.post", "topics.Topic_tags.topic", "follows.Follow.topic",
            "posts.PendingPost.topic",
            "posts.Solution.topic", "polls.Poll.topic", "reading.TopicTally.topic", "search.SimilarTopic.topic",
            "search.SimilarTopic.other", "notifications.Notification.topic", "mail.TopicMail.topic",
            "moderation.TopicPointer.topic", "moderation.RejectedPost.topic",
        ),
        DELETED,
    ),
    "posts.Post.reply_to": "An answer goes on saying which place it answers.",
    "posts.PendingPost.reply_to": "It is another’s text.",
    "posts.Post.topic": "Each post is deleted for good itself.",
    "legal_holds.LegalHold.post": "It was lifted; it keeps no evidence any more.",
    "legal_holds.LegalHold.topic": "It was lifted; it keeps no evidence any more.",
    "search.SearchDocument.post": "It is indexed anew, without a word.",
    "search.SearchDocument.topic": "It is indexed anew, without a word.",
    "reports.Report.post": "What others reported, and what came of it.",
    "reports.Report.topic": "What others reported, and what came of it.",
    "illegal_content.Case.post": "The law asks for what was decided about it.",
    "illegal_content.Case.topic": "The law asks for what was decided about it.",
    "member_records.MemberWarning.post": "The member’s record.",
    "member_records.StaffNote.post": "The member’s record.",
    "conversations.TeamConversation.post": "What was said about it is a conversation of its own.",
    "moderation.LogEntry.post": "Acts stay in the log; the titles that they name go.",
    "moderation.LogEntry.topic": "Acts stay in the log; the titles that they name go.",
    "moderation.MergedTopic.post": "The address of a merged topic leads to the place.",
    "moderation.MergedTopic.topic": "The address of a merged topic leads to the place.",
    "moderation.TopicPointer.former": "It was merged into another, which is still there.",
    "importing.OldAddress.post": "An earlier forum’s address leads to the place.",
    "importing.OldAddress.topic": "An earlier forum’s address leads to the place.",
}  # fmt: skip


class UnknownTable(Refusal):
    code = "unknown_table"
    sentence = "No decision says what happens to some rows: see forum/erasing/related_rows.py."


def register(label: str, decision: str = DELETED) -> None:
    DECISIONS[label] = decision


def relations_of(model: type[Model]) -> dict[str, tuple[type[Model], str]]:
    """Every column that names a row of this table."""
    return {
        f"{table._meta.label}.{field.name}": (table, field.name)
        for table in apps.get_models(include_auto_created=True)
        for field in table._meta.concrete_fields
        if field.related_model is model
    }


def undecided() -> list[str]:
    return [label for model in (Post, Topic) for label in relations_of(model) if label not in DECISIONS]


def delete_beside(model: type[Post | Topic], ids: Collection[int]) -> None:
    """Delete the rows that name these. Raise UnknownTable before anything is lost, if one has no decision."""
    if unknown := undecided():
        raise UnknownTable(f"{UnknownTable.sentence} {', '.join(unknown)}")
    for label, (table, column) in relations_of(model).items():
        if DECISIONS[label] == DELETED:
            rows: Any = table._base_manager.filter(Q(**{f"{column}__in": list(ids)}))
            rows.delete()
