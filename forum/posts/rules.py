"""Who may do what to a post."""

from forum.boards.models import permissions_of
from forum.boards.permissions import Asker, Permissions
from forum.posts.models import Post
from forum.posts.team_messages import is_author
from forum.site.models import SiteSettings
from forum.site.writing_rules import HistoryReaders, WikiMakers
from forum.topics import rules as topic_rules
from forum.topics.rules import can_bring_back, is_withheld_from, may


def can_moderate(asker: Asker, post: Post) -> bool:
    return topic_rules.can_moderate(asker, post.topic)


def can_read(asker: Asker, post: Post) -> bool:
    """Whether the text of a post on a visible topic may be read; of a removed one only its line is shown."""
    return not post.is_removed or can_oversee(asker, post)


def can_oversee(asker: Asker, post: Post) -> bool:
    """Whether they moderate it, and its text is not withheld from them."""
    permissions = permissions_of(asker)
    is_withheld = post.is_removed and (post.is_erased or is_withheld_from(permissions, post))
    return not is_withheld and can_moderate(permissions, post)


def html_for(asker: Asker, post: Post) -> str:
    """Its HTML for those who moderate it, also where its topic was removed; nothing if it is withheld from them."""
    permissions = permissions_of(asker)
    is_withheld = is_withheld_from(permissions, post) or is_withheld_from(permissions, post.topic)
    return "" if is_withheld else post.html


def can_read_own_removed(asker: Asker, post: Post) -> bool:
    """Authors still read what was removed of theirs, unless it was illegal or others' private data."""
    permissions, topic = permissions_of(asker), post.topic
    if post.is_erased:
        return False
    is_own = is_author(permissions, post)
    is_withheld = post.is_withheld or topic.is_withheld
    return (
        is_own
        and (post.is_removed or topic.is_removed)
        and not is_withheld
        and may(permissions, "see", topic)
    )


def can_edit(asker: Asker, post: Post, site: SiteSettings) -> bool:
    """Authors edit their own posts while the topic is open to them, and as long as the owner allows.

    Whoever may reply edits wiki posts; moderators edit any.
    """
    permissions = permissions_of(asker)
    if post.is_erased:
        return False
    if can_oversee(permissions, post):
        return True
    is_own = is_author(permissions, post)
    if not topic_rules.can_reply(permissions, post.topic):
        return False
    if post.is_removed:
        return is_own and post.is_hidden  # which brings it back, once
    return post.is_wiki or (is_own and site.is_editable_by_time(post.created_at))


def is_too_late(asker: Asker, post: Post, site: SiteSettings) -> bool:
    """Whether nothing but the time keeps its author from editing it."""
    permissions = permissions_of(asker)
    return is_own_and_open(permissions, post) and not can_edit(permissions, post, site)


def can_change_wiki(asker: Asker, post: Post, site: SiteSettings) -> bool:
    """Whether they may make it a wiki post, or an ordinary one again."""
    permissions = permissions_of(asker)
    if post.is_removed:
        return False
    if can_moderate(permissions, post):
        return True
    makes_wikis = post.is_wiki or site.wiki_makers == WikiMakers.AUTHORS
    return makes_wikis and not post.topic.is_conversation and is_own_and_open(permissions, post)


def is_own_and_open(permissions: Permissions, post: Post) -> bool:
    is_own = is_author(permissions, post)
    return is_own and not post.is_removed and topic_rules.can_reply(permissions, post.topic)


def can_remove(asker: Asker, post: Post) -> bool:
    """The first post carries the topic: while there are answers, only a moderator takes it away."""
    permissions = permissions_of(asker)
    if post.is_removed and not post.is_hidden:
        return False
    if can_moderate(permissions, post):
        return True
    return is_own_and_open(permissions, post) and not (post.is_first and post.topic.post_count > 1)


def can_restore(asker: Asker, post: Post) -> bool:
    """What a moderator removed only a moderator brings back."""
    permissions = permissions_of(asker)
    if not post.is_removed or post.is_erased:
        return False
    if can_moderate(permissions, post):
        return can_bring_back(permissions, post)
    is_own = is_author(permissions, post)
    return is_own and post.is_removed_by_author and topic_rules.can_reply(permissions, post.topic)


def can_be_solution(post: Post) -> bool:
    return not (post.is_first or post.is_removed)


def can_see_history(asker: Asker, post: Post, site: SiteSettings) -> bool:
    """Moderators and its author see it; other members if the owner says so, and that of a wiki post anyhow."""
    permissions = permissions_of(asker)
    if post.is_erased:
        return False
    if can_oversee(permissions, post):
        return True
    if post.is_removed or not permissions.reader.is_authenticated or not may(permissions, "see", post.topic):
        return False
    is_own = is_author(permissions, post)
    return is_own or post.is_wiki or site.history_readers == HistoryReaders.MEMBERS


def has_history(asker: Asker, post: Post, site: SiteSettings) -> bool:
    """Whether there is something to see for them: what was changed at once is shown to others as if it had not been."""
    permissions = permissions_of(asker)
    is_edited = post.revision > 1 and (
        post.edited_at is not None or is_author(permissions, post) or can_moderate(permissions, post)
    )
    return (is_edited or post.is_wiki) and can_see_history(permissions, post, site)


def can_restore_version(asker: Asker, post: Post, site: SiteSettings) -> bool:
    """Its author or a moderator may make an earlier text the present one, if they may edit it at all."""
    permissions = permissions_of(asker)
    is_own = is_author(permissions, post)
    return (is_own or can_moderate(permissions, post)) and can_edit(permissions, post, site)
