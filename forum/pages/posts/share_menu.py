import secrets
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from forum.pages.posts.share_links import share_links
from forum.posts.models import Post
from forum.site.absolute_addresses import absolute
from forum.site.page_addresses import page_address
from forum.topics.models import Topic

STAND_IN = str(10**17 + secrets.randbelow(10**17))  # for a post's id; no title can know it


class ShareMenu:
    """The links of a page's posts, and ways to share them: one is rendered, since they differ in the id alone."""

    def __init__(self, topic: Topic) -> None:
        self.topic = topic

    @cached_property
    def _parts(self) -> list[str]:
        path = page_address("post", STAND_IN)
        context: dict[str, Any] = {
            "id": STAND_IN,
            "path": path,
            "address": absolute(path),
            "links": share_links(absolute(path), self.topic.title),
            "topic": self.topic,
        }
        return render_to_string("posts/_share.html", context).split(STAND_IN)

    def of(self, post: Post) -> SafeString:
        return SafeString(str(post.pk).join(self._parts))
