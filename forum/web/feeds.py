"""Feeds in Atom."""

import re

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from forum.boards.access import Access
from forum.follows.models import Follow, Rhythm
from forum.markup import excerpt
from forum.posts.models import Post
from forum.site.models import SiteSettings
from forum.topics.models import Topic
from forum.web.addresses import absolute

MOST = 50
EXCERPT = 500
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def following_feed(member, address: str) -> str:
    """The newest posts of others in what the member follows, as they may be seen now."""
    Access.afresh(member)
    name = SiteSettings.current().name
    feed = Atom1Feed(
        title=clean(_("What %(name)s follows at %(forum)s") % {"name": member.name, "forum": name}),
        link=absolute(reverse("following")),
        description="",
        feed_url=address,
        language=member.language or None,
    )
    for post in followed_posts(member):
        place = absolute(post.get_absolute_url())
        title = post.topic.title if post.is_first else f"Re: {post.topic.title}"
        feed.add_item(
            title=clean(title),
            link=place,
            description=clean(excerpt(post.text, EXCERPT)),
            unique_id=place,
            author_name=clean(post.author.name),
            pubdate=post.created_at,
            updateddate=post.edited_at or post.created_at,
        )
    return feed.writeString("utf-8")


def followed_posts(member) -> list[Post]:
    follows = Follow.objects.standing().filter(member=member)
    tagged = Topic.tags.through.objects.filter(tag__in=follows.kind("tag").values("tag"))
    started = (
        Q(topic__board__in=follows.kind("board").values("board"))
        | Q(author__in=follows.kind("person").values("person"))
        | Q(topic__in=tagged.values("topic"))
    )
    ignored = Follow.objects.filter(member=member, rhythm=Rhythm.MUTE)
    posts = (
        Post.objects.visible_to(member)
        .standing()
        .filter(topic__removed_at=None)
        .filter(Q(topic__in=follows.kind("topic").values("topic")) | (Q(number=1) & started))
        .exclude(author=member)
        .exclude(Exists(ignored.filter(Q(person=OuterRef("author")) | Q(topic=OuterRef("topic")))))
    )
    return list(posts.select_related("topic", "author").order_by("-created_at", "-pk")[:MOST])


def clean(text: str) -> str:
    """Without what XML cannot hold."""
    return NOT_IN_XML.sub("", text)
