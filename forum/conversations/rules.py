"""Who may write to whom, and who looks after a conversation."""

from collections.abc import Collection
from typing import cast

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from forum.boards.models import permissions_of
from forum.boards.moderators import moderates_a_board
from forum.boards.permissions import Asker, Permissions
from forum.conversations.models import MessagePreference, TeamConversation, Writers
from forum.follows.models import Follow
from forum.markup.unicode_text import set_apart
from forum.posts.approval import accepted_posts
from forum.posts.publishing import NotAllowedNow
from forum.refusals import NotAllowed
from forum.site.models import SiteSettings
from forum.topics import participants
from forum.topics import rules as topic_rules
from forum.topics.models import Topic

MOST = 10  # members, with whoever starts it


class Over(NotAllowedNow):
    code = "over"
    sentence = gettext_lazy(
        "Nobody can be reached in this conversation any more. Your text is still here; copy it if you need it."
    )
    nobody_back = gettext_lazy(
        "Nobody else of this conversation has come back to the forum yet. Your text is still here; copy it if you need "
        "it."
    )


class WritesToNobody(NotAllowed):
    code = "writes_to_nobody"


def is_moderator(member: User, asker: Asker) -> bool:
    """Whether they may write to everybody, and everybody to them: staff, and whoever moderates a board."""
    return member.is_staff or member.is_superuser or moderates_a_board(member, asker)


def why_not_start(asker: Asker, site: SiteSettings) -> str:
    """Why they may not write to anybody first, in a sentence; "" if they may."""
    permissions = permissions_of(asker)
    member = permissions.reader
    if not isinstance(member, User) or permissions.only_reads:
        return _("You can’t write to other members now.")
    missing = site.messages_after_posts - accepted_posts(member)
    if missing <= 0 or is_moderator(member, permissions):
        return ""
    return ngettext(
        "You can write to other members after %(count)d more post of yours on the boards.",
        "You can write to other members after %(count)d more posts of yours on the boards.",
        missing,
    ) % {"count": missing}


def why_not_write_to(asker: Asker, members: Collection[User]) -> list[str]:
    """A sentence for each of these members to whom they may not write.

    It does not say whether somebody ignores them, wants no messages, or none of theirs.
    """
    permissions = permissions_of(asker)
    sender = permissions.reader
    if not isinstance(sender, User):
        return [str(WritesToNobody.sentence)]
    wanted = {row.member_id: row for row in MessagePreference.objects.filter(member__in=members)}
    follows = Follow.objects.filter(
        Q(member=sender.pk, person__in=members) | Q(member__in=members, person=sender.pk)
    )
    relations = {(row.member_id, row.person_id): row.state for row in follows}
    is_staff, posts = is_moderator(sender, permissions), accepted_posts(sender)
    found = []
    for member in members:
        name = set_apart(member.name)
        is_there = member.is_active and member.closed_at is None and member.waits_since is None
        if relations.get((sender.pk, member.pk)) == Follow.State.MUTED:
            found.append(_("You ignore %(name)s. Stop ignoring them to write to them.") % {"name": name})
        elif not is_there or member.is_placeholder or member.pk == sender.pk:
            found.append(_("%(name)s can’t be written to.") % {"name": name})
        elif not is_staff and not _takes(
            wanted.get(member.pk) or MessagePreference(member=member),
            is_ignored=relations.get((member.pk, sender.pk)) == Follow.State.MUTED,
            is_followed=relations.get((member.pk, sender.pk)) == Follow.State.FOLLOWING,
            posts=posts,
        ):
            found.append(_("%(name)s takes no messages from you.") % {"name": name})
    return found


def _takes(wanted: MessagePreference, *, is_ignored: bool, is_followed: bool, posts: int) -> bool:
    if is_ignored or wanted.is_under_age:
        return False
    return {
        Writers.EVERYBODY: True,
        Writers.FOLLOWED: is_followed,
        Writers.REGULARS: posts >= wanted.posts_needed,
        Writers.MODERATORS: False,
    }[Writers(wanted.writers)]


def others_in(asker: Asker, topic: Topic) -> list[User]:
    """Who takes part besides the one who asks, without closed accounts."""
    permissions = permissions_of(asker)
    present = participants.present_in(permissions, topic).items()
    members = [row.member for pk, row in present if pk != permissions.reader.pk]
    return [member for member in members if member.closed_at is None]


def is_nobody_back(asker: Asker, topic: Topic) -> bool:
    """Whether all others came here with an import, and are yet to sign in: they read it once they do."""
    others = others_in(asker, topic)
    return bool(others) and all(member.is_placeholder for member in others)


def can_write(asker: Asker, topic: Topic) -> bool:
    """Whether somebody would get it. Of two who talk, ignoring ends it for both, and does not say so."""
    permissions = permissions_of(asker)
    if not topic_rules.can_reply(permissions, topic):
        return False
    if topic.moderators_of_id is not None and not topic_rules.is_of_team(permissions, topic):
        return True  # there is always a team
    return bool(_reached_in(permissions, topic)) and not is_ended_by_ignoring(permissions, topic)


def is_ended_by_ignoring(asker: Asker, topic: Topic) -> bool:
    permissions = permissions_of(asker)
    others = _reached_in(permissions, topic)
    if len(others) != 1 or topic.moderators_of_id is not None:
        return False
    [other], reader = others, permissions.reader.pk
    if any(is_moderator(member, permissions) for member in (other, cast("User", permissions.reader))):
        return False
    pairs = Q(member=reader, person=other) | Q(member=other, person=reader)
    return Follow.objects.muted().filter(pairs).exists()


def _reached_in(permissions: Permissions, topic: Topic) -> list[User]:
    return [member for member in others_in(permissions, topic) if not member.is_placeholder]


def refuse_when_over(permissions: Permissions, topic: Topic) -> None:
    """See `forum.posts.reply_checks`: nobody can leave, or be ignored, between this and the reply."""
    if topic.is_conversation and not can_write(permissions, topic):
        raise Over(Over.nobody_back if is_nobody_back(permissions, topic) else "")


def looks_after(asker: Asker, topic: Topic) -> bool:
    """Whether they add and remove members and close it: whoever started it, or else has been there longest.

    Moderators close what is theirs; who takes part in it is decided by their board.
    """
    permissions = permissions_of(asker)
    if topic.moderators_of_id is not None:
        return topic_rules.is_of_team(permissions, topic)
    if topic.is_locked and TeamConversation.objects.filter(topic=topic.pk).exists():
        return False  # their board is gone, and nobody has come to their place
    present = participants.present_in(permissions, topic).values()
    # Who has closed their account, is kept out, or is yet to come back to an imported one, looks after nothing.
    there = (
        row.member_id
        for row in present
        if row.member.is_active and row.member.closed_at is None and not row.member.is_placeholder
    )
    first = next(there, None)
    return first is not None and first == permissions.reader.pk and not permissions.only_reads


def can_be_left(topic: Topic) -> bool:
    """Moderators reach the member as long as they have something to say; who wants no word of it mutes it."""
    return topic.moderators_of_id is None


def chooses_members(asker: Asker, topic: Topic) -> bool:
    return topic.moderators_of_id is None and looks_after(asker, topic)


def can_write_as_team(asker: Asker, board_id: int | None, member: User) -> bool:
    """Whether they may write to a member for the moderators of this board, whatever messages that member wants.

    What is on no board (None) they may write about for the moderators of any board of theirs.
    """
    permissions = permissions_of(asker)
    is_there = member.is_active and member.closed_at is None and member.waits_since is None
    is_other = member.pk != permissions.reader.pk
    any_board = board_id is None and bool(permissions.boards("moderate"))
    moderates = any_board or permissions.allow("moderate", board_id)
    return moderates and is_there and is_other and not member.is_placeholder
