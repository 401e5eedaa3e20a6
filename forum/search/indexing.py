"""Writing posts into the index, in the transaction that writes the posts."""

from collections.abc import Collection, Sequence
from functools import cache

from forum.boards.models import Board
from forum.database.prepared_queries import PreparedQuery
from forum.polls.words import words_of_polls
from forum.posts.models import Post
from forum.posts.moving import Move
from forum.posts.publishing import Submission
from forum.search.documents import CHANGING, analysed, document_of, insert_document, row_of
from forum.search.engines import Document, engine
from forum.search.models import SearchDocument
from forum.site.models import SiteSettings
from forum.topics.models import Topic

BATCH = 200  # posts whose words are in memory at once


def index_posts(posts: Sequence[Post]) -> None:
    """Index new or edited posts; see `forum.posts.storing.write_with`."""
    language = language_of_site()
    for at in range(0, len(posts), BATCH):
        batch = posts[at : at + BATCH]
        write(batch, documents_of(batch, language), language)


def analyse_before(submission: Submission, place: Topic | Board) -> None:
    """Find the words of a text before its author is locked: see `forum.posts.publishing.check_before`."""
    analysed(submission.text.rendered.text, submission.settings.search_language)


def move_posts(move: Move) -> None:
    """See `forum.posts.moving.move_with`. The words stay as they are; the title is in the words of the first post."""
    for posts in move.batches():
        SearchDocument.objects.filter(post__in=posts).update(topic=move.target)
        engine().move(posts, move.source.pk, move.target.pk)
    index_posts(list(Post.objects.filter(pk__in=move.first_posts).select_related("topic")))


def language_of_site() -> str:
    rows = _language().rows()
    return str(rows[0][0]) if rows else SiteSettings.current().search_language


@cache
def _language() -> PreparedQuery:
    return PreparedQuery(SiteSettings.objects.filter(pk=1).values_list("search_language"))


def documents_of(posts: Collection[Post], language: str) -> list[Document]:
    titles, polls = titles_of(posts), polls_of(posts)
    return [document_of(post, titles.get(post.pk, ""), polls.get(post.pk, ""), language) for post in posts]


def write(posts: Sequence[Post], documents: Sequence[Document], language: str) -> None:
    """Write what was made of these posts, in place of what was there. The caller's transaction has locked them."""
    rows = [row_of(post, language) for post in posts]
    if len(rows) == 1:
        insert_document().insert(rows[0])
    else:
        SearchDocument.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["post"], update_fields=CHANGING
        )
    engine().write(documents)


def polls_of(posts: Collection[Post]) -> dict[int, str]:
    """What the poll says that is in a post, for each post that has one."""
    first = {post.topic_id: post.pk for post in posts if post.is_first}
    return {first[topic_id]: str(words) for topic_id, words in words_of_polls(first.keys()).items()}


def titles_of(posts: Collection[Post]) -> dict[int, str]:
    """The title of the topic for each post that is the first of one."""
    first = [post for post in posts if post.is_first]
    known = {post.topic_id: post.topic.title for post in first if Post.topic.is_cached(post)}
    if unknown := {post.topic_id for post in first} - known.keys():
        known |= dict(Topic.objects.filter(pk__in=unknown).values_list("pk", "title"))
    return {post.pk: known[post.topic_id] for post in first}
