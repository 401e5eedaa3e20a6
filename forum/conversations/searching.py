"""Finding messages in one's own conversations. No other search looks there, and this one nowhere else."""

from dataclasses import replace

from accounts.models import User
from forum.posts.models import Post
from forum.search.engines import MOST_COUNTED
from forum.search.finding import find
from forum.search.query.parsing import parse


def messages_found(member: User, line: str, language: str) -> list[Post]:
    """The messages with these words that the member sees, the best first, at most MOST_COUNTED of them."""
    query = replace(parse(line, {}, member, language=language), in_conversations=True)
    numbers = [hit.post_id for hit in find(query, member, "relevance", slice(0, MOST_COUNTED)).matches.hits]
    # Asked once more: somebody may have left, or removed one, since the words were looked up.
    posts = Post.objects.readable_by(member).not_removed().filter(topic__board=None)
    found = posts.select_related("topic", "author").defer("source", "html").in_bulk(numbers)
    return [found[number] for number in numbers if number in found]
