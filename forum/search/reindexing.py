"""Indexing what is there already: after an upgrade, or for another language. The forum runs meanwhile."""

from collections.abc import Iterator, Sequence
from functools import cache

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from forum.database.prepared_queries import PreparedQuery
from forum.posts.models import Post
from forum.search import vocabulary
from forum.search.analysis import VERSION
from forum.search.changed_posts import note_changes
from forum.search.indexing import documents_of, language_of_site, polls_of, titles_of, write
from forum.search.models import SearchDocument, SearchIndex

BATCH = 50  # posts in one transaction
READ = ("topic", "author", "number", "created_at", "html", "text")


def is_whole() -> bool:
    """Whether all posts have been indexed as they would be today."""
    wanted = (VERSION, language_of_site())
    index = SearchIndex.objects.filter(pk=1).first()
    if index is None:  # a new forum, or one that has just been upgraded
        return not posts_without_document(*wanted).exists()
    return (index.analysis_version, index.language) == wanted


def is_changing() -> bool:
    """Whether posts are being indexed for another language or version than before, so that some are not found."""
    return any(row[:2] != row[2:] for row in _renewing().rows())


@cache
def _renewing() -> PreparedQuery:
    index = SearchIndex.objects.filter(pk=1, renewing_version__isnull=False)
    return PreparedQuery(
        index.values_list("analysis_version", "language", "renewing_version", "renewing_language")
    )


def posts_without_document(version: int, language: str) -> QuerySet[Post]:
    documents = SearchDocument.objects.filter(analysis_version=version, language=language)
    return Post.objects.filter(~Exists(documents.filter(post=OuterRef("pk")))).order_by()


def note_whole() -> None:
    """Note of a new forum that its posts are indexed, so that it is not asked of each of them for ever."""
    whole = SearchIndex(pk=1, analysis_version=VERSION, language=language_of_site())
    SearchIndex.objects.bulk_create([whole], ignore_conflicts=True)


def begin(*, is_anew: bool = False) -> SearchIndex:
    """Note that the index is renewed. It goes on where it was broken off, unless all is to be done anew."""
    language = language_of_site()
    index, _made = SearchIndex.objects.get_or_create(pk=1)
    if is_anew or (index.renewing_version, index.renewing_language) != (VERSION, language):
        index.renewing_version, index.renewing_language, index.renewed_to = VERSION, language, 0
        index.save()
        vocabulary.forget_all()
    return index


def posts_left(index: SearchIndex) -> QuerySet[Post]:
    return Post.objects.filter(pk__gt=index.renewed_to).order_by("pk")


def run(index: SearchIndex) -> Iterator[int]:
    """Index the posts that are left, yielding after each transaction how many it did. Ends with `is_whole`."""
    while posts := list(posts_left(index).only(*READ)[:BATCH]):
        index_again(posts, index.renewing_language)
        index.renewed_to = posts[-1].pk
        SearchIndex.objects.filter(pk=1).update(renewed_to=index.renewed_to)
        yield len(posts)
    finish(index)


def batches(ids: Sequence[int]) -> Iterator[list[Post]]:
    for at in range(0, len(ids), BATCH):
        yield list(Post.objects.filter(pk__in=ids[at : at + BATCH]).order_by("pk").only(*READ))


def finish(index: SearchIndex) -> None:
    index.analysis_version, index.language = index.renewing_version or 0, index.renewing_language
    index.renewing_version, index.renewing_language, index.renewed_to = None, "", 0
    index.save()


def index_again(posts: Sequence[Post], language: str) -> None:
    """Index these posts as they are now. What takes long, the analysis, is done before they are locked."""
    before, documents = state_of(posts), documents_of(posts, language)
    with transaction.atomic():
        locked = Post.objects.select_for_update(no_key=True).filter(pk__in=before).order_by("pk").only(*READ)
        now = state_of(list(locked))
        # Whoever has edited one meanwhile has indexed it.
        same = [place for place, post in enumerate(posts) if now.get(post.pk) == before[post.pk]]
        write([posts[place] for place in same], [documents[place] for place in same], language)
        note_changes(posts)


def state_of(posts: Sequence[Post]) -> dict[int, tuple[object, ...]]:
    """What the index is made of, by post."""
    titles, polls = titles_of(posts), polls_of(posts)
    return {
        post.pk: (
            post.topic_id,
            post.author_id,
            post.is_first,
            post.html,
            post.text,
            titles.get(post.pk),
            polls.get(post.pk),
        )
        for post in posts
    }
