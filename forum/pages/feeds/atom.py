"""Feeds in Atom (RFC 4287), and how a post stands in one."""

import re
import uuid
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed, rfc3339_date

from forum.pages.members.addresses import full_address
from forum.posts.models import Post
from forum.site.absolute_addresses import absolute

MOST = 50  # entries
# What the feed of something says that has no entry yet and no date of its own.
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Feed(Atom1Feed):
    """Django's feed, but with posts, and without calling an empty feed changed just now."""

    def __init__(
        self,
        *,
        title: str,
        page: str,
        address: str,
        identity: str,
        language: str,
        made_at: datetime = LONG_AGO,
    ) -> None:
        """`page` is the path of what it is the feed of, `address` its own; `identity` see `identity_of`."""
        super().__init__(
            title=clean(title),
            link=absolute(page),
            description="",
            feed_url=absolute(address),
            feed_guid=identity,
            language=language,
            made_at=made_at,
        )

    def add_post(self, post: Post, *, summary: str = "", html: str = "") -> None:
        """Add a post, whose topic and author have been read, with its beginning as text or all of it as HTML."""
        address = absolute(post.get_absolute_url())
        self.add_item(
            title=clean(post.topic.title if post.is_first else f"Re: {post.topic.title}"),
            link=address,
            description=clean(summary),
            html=clean(html),
            unique_id=address,
            author_name=clean(post.author.full_name),
            author_page=full_address(post.author),
            pubdate=post.created_at,
            updateddate=post.edited_at or post.created_at,
        )

    def response(self) -> HttpResponse:
        return atom_response(self.writeString("utf-8"))

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
        if item["author_page"]:
            handler.addQuickElement("uri", item["author_page"])
        handler.endElement("author")
        if item["html"]:
            handler.addQuickElement("content", item["html"], {"type": "html"})
        else:
            handler.addQuickElement("summary", item["description"], {"type": "text"})


def atom_response(content: str | bytes) -> HttpResponse:
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")


def identity_of(path: str) -> str:
    """Return a feed's id, which stays the same as long as this path, whatever its address becomes."""
    return uuid.uuid5(uuid.NAMESPACE_URL, absolute(path)).urn


def clean(text: str) -> str:
    """Return the text without characters that XML cannot hold."""
    return NOT_IN_XML.sub("", text)
