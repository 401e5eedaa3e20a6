"""Who takes part in a conversation, for its page."""

from dataclasses import dataclass

from django import template
from django.utils.translation import gettext as _

from accounts.models import User
from forum.boards.models import permissions_of
from forum.boards.permissions import Permissions
from forum.conversations import rules, team
from forum.conversations.models import TeamConversation
from forum.markup.unicode_text import set_apart
from forum.pages.conversations.about_lines import AboutLine, about_line
from forum.topics.models import Topic
from forum.topics.participants import is_of_team, present_in

register = template.Library()


@dataclass(frozen=True)
class Talk:
    present: list[User]
    looks_after: bool  # whether the reader closes it, and mostly adds and removes members too
    is_nobody_back: bool
    only_reads: bool  # the reader, who is silenced
    team: str  # "" where it is of members alone
    is_of_team: bool


@register.simple_tag
def talk_of(reader: User, topic: Topic) -> Talk:
    permissions = permissions_of(reader)
    rows = present_in(permissions, topic).values()
    return Talk(
        [row.member for row in rows],
        rules.looks_after(permissions, topic),
        rules.is_nobody_back(permissions, topic),
        permissions.only_reads,
        team_of(permissions, topic.moderators_of_id) if topic.moderators_of_id else "",
        is_of_team(permissions, topic),
    )


def team_of(permissions: Permissions, board_id: int) -> str:
    """The moderators of a board, by its name if the reader sees it."""
    if not permissions.allow("see", board_id):
        return _("the moderators")
    return _("the moderators of %(board)s") % {"board": set_apart(permissions.tree.names[board_id][0])}


@register.simple_tag
def team_name(reader: User, board_id: int) -> str:
    return team_of(permissions_of(reader), board_id)


@register.simple_tag
def about_of(reader: User, topic: Topic) -> AboutLine | None:
    """What a conversation of moderators is about, as far as the reader is told."""
    sources = ("member", "report__member", "warning__member")
    found = TeamConversation.objects.filter(topic=topic).select_related(*sources).first()
    return about_line(reader, found) if found else None


@register.simple_tag
def may_write_to(reader: User, member: User, *boards: int | str | None) -> bool:
    """Whether they may write to the member for moderators: of the first of these boards, or of one that they choose."""
    board_id = next((int(board) for board in boards if board), None)
    return rules.can_write_as_team(reader, board_id, member)


@register.simple_tag
def unanswered_count(reader: User) -> int:
    return team.unanswered(team.conversations_of_team(reader)).count()
