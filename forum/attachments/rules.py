"""Who may attach files where."""

from forum.attachments.models import Attachment, AttachmentUse
from forum.boards.models import Board, permissions_of
from forum.boards.permissions import Asker
from forum.posts import rules as post_rules
from forum.posts.models import Post
from forum.site.models import SiteSettings
from forum.topics import rules as topic_rules
from forum.topics.models import Topic
from forum.topics.rules import may


def can_attach(asker: Asker, place: Board | Topic | Post | None) -> bool:
    """Whether the member may add files to a new topic on this board, a reply to this topic, or this post.

    Without a place: to a new topic on a board that is yet to be chosen.
    """
    permissions = permissions_of(asker)
    if place is None:
        return bool(permissions.boards("start") & permissions.boards("attach"))
    if isinstance(place, Board):
        return may(permissions, "attach", place) and topic_rules.can_start(permissions, place)
    if isinstance(place, Topic):
        return may(permissions, "attach", place) and topic_rules.can_reply(permissions, place)
    is_editable = post_rules.can_edit(permissions, place, SiteSettings.current())
    return may(permissions, "attach", place.topic) and is_editable


def can_delete(attachment: Attachment) -> bool:
    """Not what a post shows: whoever wants that gone takes it out of the post first."""
    return not AttachmentUse.objects.filter(
        key=attachment.key, by=attachment.owner_id, is_current=True
    ).exists()
