"""The feed of what a member follows, for whoever has its address."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from forum.boards.models import read_permissions
from forum.follows.models import FeedKey
from forum.markup import excerpt
from forum.pages.feeds.atom import MOST, Feed, identity_of
from forum.pages.polls.copies import as_line as poll_as_line
from forum.polls.words import words_of_polls
from forum.posts.newest_followed import newest_followed
from forum.site.models import SiteSettings

EXCERPT = 500


def following_feed(key: FeedKey, path: str) -> Feed:
    """Return the newest posts of others in what the key's owner follows and may see now."""
    member = key.member
    name, language = SiteSettings.current().name, member.language or settings.LANGUAGE_CODE
    with translation.override(language):
        title = _("What %(name)s follows at %(forum)s") % {"name": member.name, "forum": name}
    feed = Feed(
        title=title,
        page=reverse("my-follows"),
        address=path,
        # It does not give the key away.
        identity=identity_of(f"/following/feed/of/{member.pk}/"),
        language=language,
        made_at=key.created_at,
    )
    posts = newest_followed(read_permissions(member), MOST)
    polls = words_of_polls({post.topic_id for post in posts if post.is_first})
    with translation.override(language):
        for post in posts:
            words = polls.get(post.topic_id) if post.is_first else None
            summary = excerpt(post.text, EXCERPT)
            feed.add_post(post, summary=f"{summary}\n\n{poll_as_line(words)}" if words else summary)
    return feed
