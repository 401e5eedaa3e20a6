"""Whether what members say about themselves is shown to others: a spammer's first aim is a page with a link.

Names and pictures are not held back: they stand beside every post, and lead nowhere.
"""

from accounts.models import Reader, User
from forum.posts.approval import accepted_posts
from forum.site.models import SiteSettings


def is_public(member: User, site: SiteSettings) -> bool:
    """Whether everybody sees the text."""
    if member.is_forum_staff or not site.profile_posts:
        return True
    return accepted_posts(member) >= site.profile_posts


def is_shown_early(reader: Reader, member: User) -> bool:
    """Whether this reader sees the text before others do: the member, and staff, who may have to judge it."""
    return (
        bool(member.about_html)
        and reader.is_authenticated
        and (reader.pk == member.pk or reader.is_forum_staff)
    )
