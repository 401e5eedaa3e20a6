from dataclasses import dataclass

from django.utils.functional import cached_property

from accounts.models import Reader
from forum.pages.posts.share_links import share_links
from forum.posts import rules
from forum.posts.models import Post
from forum.site.absolute_addresses import absolute
from forum.topics.models import Topic


@dataclass
class PostRow:
    """A post as one reader sees it: the post, and what they may do with it."""

    post: Post
    reader: Reader
    topic: Topic
    author_count: int  # of the author's posts, those that the reader sees

    @cached_property
    def can_read(self) -> bool:
        return rules.can_read(self.reader, self.post)

    @cached_property
    def can_edit(self) -> bool:
        return rules.can_edit(self.reader, self.post)

    @cached_property
    def can_remove(self) -> bool:
        return rules.can_remove(self.reader, self.post)

    @cached_property
    def can_restore(self) -> bool:
        return rules.can_restore(self.reader, self.post)

    @cached_property
    def can_see_reason(self) -> bool:
        return self.can_read or rules.can_read_own_removed(self.reader, self.post)

    @cached_property
    def can_see_history(self) -> bool:
        return self.post.revision > 1 and rules.can_see_history(self.reader, self.post)

    @property
    def address(self) -> str:
        return absolute(self.post.get_absolute_url())

    @property
    def share_links(self) -> list[tuple[str, str]]:
        return share_links(self.address, self.topic.title)
