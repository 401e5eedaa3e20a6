"""Feeds in Atom (RFC 4287)."""

import re
import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.translation import gettext as _

from accounts.models import User
from forum.boards.models import read_permissions
from forum.follows.models import FeedKey
from forum.markup import excerpt
from forum.posts.newest_followed import newest_followed
from forum.site.absolute_addresses import absolute
from forum.site.models import SiteSettings

MOST = 50
EXCERPT = 500
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Feed(Atom1Feed):
    """Django's feed, but with plain texts instead of HTML, and without calling an empty feed changed just now."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else self.feed["made_at"]

    def add_root_elements(self, handler: Any) -> None:
        handler.addQuickElement("title", self.feed["title"])
        handler.addQuickElement("id", self.feed["id"])
        handler.addQuickElement("updated", rfc3339_date(self.latest_post_date()))
        handler.addQuickElement("generator", "Folkmoot")
        alternate = {"rel": "alternate", "type": "text/html", "href": self.feed["link"]}
        handler.addQuickElement("link", "", alternate)
        own = {"rel": "self", "type": "application/atom+xml", "href": self.feed["feed_url"]}
        handler.addQuickElement("link", "", own)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        handler.addQuickElement("title", item["title"])
        handler.addQuickElement("link", "", {"rel": "alternate", "type": "text/html", "href": item["link"]})
        handler.addQuickElement("id", item["unique_id"])
        handler.addQuickElement("published", rfc3339_date(item["pubdate"]))
        handler.addQuickElement("updated", rfc3339_date(item["updateddate"]))
        handler.startElement("author", {})
        handler.addQuickElement("name", item["author_name"])
        handler.endElement("author")
        handler.addQuickElement("summary", item["description"], {"type": "text"})


def following_feed(key: FeedKey, address: str) -> str:
    """Return the newest posts of others in what the key's owner follows and may see now, as Atom."""
    member = key.member
    name, language = SiteSettings.current().name, member.language or settings.LANGUAGE_CODE
    with translation.override(language):
        title = _("What %(name)s follows at %(forum)s") % {"name": member.name, "forum": name}
    feed = Feed(
        title=clean(title),
        link=absolute(reverse("my-follows")),
        description="",
        feed_url=address,
        feed_guid=identity_of(member),
        language=language,
        made_at=key.created_at,
    )
    for post in newest_followed(read_permissions(member), MOST):
        place = absolute(post.get_absolute_url())
        feed.add_item(
            title=clean(post.topic.title if post.is_first else f"Re: {post.topic.title}"),
            link=place,
            description=clean(excerpt(post.text, EXCERPT)),
            unique_id=place,
            author_name=clean(post.author.full_name),
            pubdate=post.created_at,
            updateddate=post.edited_at or post.created_at,
        )
    return feed.writeString("utf-8")


def identity_of(member: User) -> str:
    """Return the feed's id, which stays the same for a member and does not give the key away."""
    return uuid.uuid5(uuid.NAMESPACE_URL, absolute(f"/following/feed/of/{member.pk}/")).urn


def clean(text: str) -> str:
    """Return the text without characters that XML cannot hold."""
    return NOT_IN_XML.sub("", text)
