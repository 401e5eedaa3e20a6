"""A part of I6: the words of posts are known, so that parts of words and misspelt words find them."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.checks.faults import EXAMPLES, Fault, fault_if_any
from forum.posts.models import Post
from forum.search import vocabulary, word_parts
from forum.search.changed_posts import note_changes
from forum.search.indexing import language_of_site
from forum.search.models import ChangedPost, KnownWord

SAMPLE = 1_000  # of the newest posts; the words of all would take minutes
LONG = timedelta(minutes=10)


def faults() -> Iterator[Fault]:
    posts = [post.pk for post in posts_with_unknown_words()]
    if posts:
        what = _("posts with words that search doesn’t know, among the newest")
        yield Fault("search.known_words", what, len(posts), tuple(posts[:EXAMPLES]))
    if missing := words_without_parts():
        yield Fault("search.word_parts", _("words that parts of them don’t find"), missing)


def warnings() -> Iterator[Fault]:
    late = ChangedPost.objects.filter(created_at__lt=timezone.now() - LONG)
    what = _("posts whose words have waited for more than 10 minutes to be known (is the worker running?)")
    yield from fault_if_any(late, "search.waiting", what, "post")


def posts_with_unknown_words() -> list[Post]:
    """Of the newest posts that the worker has looked at, those with words that are not known."""
    waits = Exists(ChangedPost.objects.filter(post=OuterRef("pk")))
    posts = Post.objects.filter(~waits).order_by("-pk").only("text")[:SAMPLE]
    language = language_of_site()
    words = {post: vocabulary.words_of([post.text], language) for post in posts}
    unknown = vocabulary.unknown_words(set().union(*words.values()))
    return [post for post, some in words.items() if some & unknown]


def words_without_parts() -> int:
    """How many words the index of parts has too few or too many."""
    return abs(KnownWord.objects.count() - word_parts.count())


def repair() -> int:
    """Have the worker learn the words of these posts; return how many they are."""
    if words_without_parts():
        word_parts.make_anew()
    posts = posts_with_unknown_words()
    note_changes(posts)
    return len(posts)
