"""Private messages of another forum: which of them come in, and who takes part in each."""

from dataclasses import dataclass
from datetime import datetime

from forum.importing.records import STRANGER, Between, ForeignMember, ForeignPost, ForeignTopic
from forum.importing.report import Warnings

LEFT_OUT = {
    Between.FORUM: "private_forum",
    Between.WARNING: "private_warning",
    Between.STAFF: "private_staff",
}


@dataclass(frozen=True)
class Part:
    """What a member has of a conversation."""

    member: ForeignMember
    joined_at: datetime | None  # None: when it began
    has_left: bool = False
    left_at: datetime | None = None  # where the archive says it
    removed_by: ForeignMember | None = None


def why_left_out(topic: ForeignTopic, *, with_private: bool) -> str:
    """The kind of warning that says why a private message stays out; "" if the topic comes in."""
    if topic.conversation is None:
        return ""
    if not with_private:
        return "private"
    if reason := LEFT_OUT.get(topic.conversation.between):
        return reason
    messages = [post for post in topic.posts if post.becomes_post]
    if topic.is_deleted or all(post.is_deleted or post.is_deleted_by_author for post in messages):
        return "private_deleted"
    return "" if present_members(topic) else "private_nobody"


def warn_of_conversation(topic: ForeignTopic, report: Warnings) -> None:
    conversation = topic.conversation
    if conversation is None:
        return
    facts = {
        "private_group": bool(conversation.unknown_groups),
        "private_nameless": conversation.nameless > 0,
        "private_unsaid": conversation.members is None,
        "private_alone": len(present_members(topic)) == 1,
    }
    for kind, is_so in facts.items():
        if is_so:
            report.warn(kind, str(topic.id), topic.id)


def present_members(topic: ForeignTopic) -> dict[str, ForeignMember]:
    """Who may read a private message, by their keys: of those the archive names, or else of who wrote in it.

    All authors without a name are one stranger, to whom nothing is shown.
    """
    conversation = topic.conversation
    if conversation is None:
        return {}
    people = authors_of(topic).values() if conversation.members is None else conversation.members
    return {member.key: member for member in people if member.key != STRANGER}


def authors_of(topic: ForeignTopic) -> dict[str, ForeignMember]:
    first = {topic.author.key: topic.author} if topic.author else {}
    return first | {post.author.key: post.author for post in topic.posts if post.becomes_post}


def parts_of(topic: ForeignTopic) -> list[Part]:
    """Who takes part, and who has; whoever started it comes first."""
    present = present_members(topic)
    authors = authors_of(topic)
    acts = acts_by_name(topic)
    parts = []
    for key in dict.fromkeys([*authors, *present]):
        member = present.get(key) or authors[key]
        act = acts.get(member.username.casefold())
        if key in present:
            is_invitation = act is not None and not is_parting(act)
            parts.append(Part(member, act.created_at if act and is_invitation else None))
        else:
            parts.append(past_part(topic, member, act))
    return parts


def past_part(topic: ForeignTopic, member: ForeignMember, act: ForeignPost | None) -> Part:
    """Of who wrote there and may read it no more. The archive may not say when they left: after their last words."""
    if act is not None and is_parting(act) and act.created_at:
        is_removed = act.author.key != member.key
        return Part(member, None, True, act.created_at, act.author if is_removed else None)
    written = [post.created_at for post in topic.posts if post.author.key == member.key and post.created_at]
    return Part(member, None, True, max(written, default=None))


def acts_by_name(topic: ForeignTopic) -> dict[str, ForeignPost]:
    """The last act that let each member in or out, by their names in small letters."""
    return {
        post.action_about.casefold(): post
        for post in topic.posts
        if not post.becomes_post and post.action_about
    }


def is_parting(act: ForeignPost) -> bool:
    return act.action in ("removed_user", "user_left")
