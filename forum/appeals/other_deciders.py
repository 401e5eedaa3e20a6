"""Whether somebody else could decide about an appeal than whoever acted."""

from accounts.models import Reader
from forum.appeals.models import Appeal
from forum.moderation import message_acts
from forum.moderation.log import ADMONISHING
from forum.moderation.other_moderators import has_other_moderator


def has_another_decider(appeal: Appeal) -> bool:
    """Whether there is an administrator or a moderator of the place who neither acted nor objects.

    About a message that was removed nobody of its conversation decides, unless there is nobody else.
    """
    entry = appeal.entry
    return has_other_moderator(
        {entry.by_id or 0, appeal.member_id, *message_acts.involved_in(entry)},
        entry.topic.board_id if entry.topic else None,
        by_admin=bool(entry.detail.get("is_withheld")),  # they alone read what it is about
        is_admonishing=entry.member_id is not None and entry.act in ADMONISHING,
    )


def is_left_to_others(by: Reader, appeal: Appeal) -> bool:
    """Whether they acted, or take part in the conversation it is about, and somebody else could decide."""
    entry = appeal.entry
    if entry.by_id == by.pk and has_another_decider(appeal):
        return True
    topic = message_acts.conversation_of(entry)
    return topic is not None and message_acts.is_left_to_others(by, topic)
