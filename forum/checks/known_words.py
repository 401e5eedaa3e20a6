"""A part of I6: the words of posts are known, so that parts of words and misspelt words find them."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.checks.faults import EXAMPLES, Fault, fault_if_any
from forum.checks.sampling import Look
from forum.posts.models import Post
from forum.search import vocabulary, word_parts
from forum.search.changed_posts import note_changes
from forum.search.indexing import language_of_site
from forum.search.models import ChangedPost, KnownWord

SAMPLE = 1_000  # of the newest posts, and of a day's; the words of all take minutes
LONG = timedelta(minutes=10)


def faults(look: Look) -> Iterator[Fault]:
    posts = sorted(posts_with_unknown_words(look), reverse=True)
    if posts:
        what = _("posts with words that search doesn’t know, among those looked at")
        yield Fault("search.known_words", what, len(posts), tuple(posts[:EXAMPLES]))
    if missing := words_without_parts():
        yield Fault("search.word_parts", _("words that parts of them don’t find"), missing)


def warnings() -> Iterator[Fault]:
    late = ChangedPost.objects.filter(created_at__lt=timezone.now() - LONG)
    what = _("posts whose words have waited for more than 10 minutes to be known (is the worker running?)")
    yield from fault_if_any(late, "search.waiting", what, "post")


def posts_with_unknown_words(look: Look) -> set[int]:
    """Of the posts that the worker has looked at, those with words that are not known."""
    waits = Exists(ChangedPost.objects.filter(post=OuterRef("pk")))
    posts, language, found = Post.objects.filter(~waits).values_list("pk", "text"), language_of_site(), set()
    for some in look.parts(posts, SAMPLE):
        words = {pk: vocabulary.words_of([text], language) for pk, text in some}
        unknown = vocabulary.unknown_words(set().union(*words.values()))
        found |= {pk for pk, each in words.items() if each & unknown}
    return found


def words_without_parts() -> int:
    """How many words the index of parts has too few or too many."""
    return abs(KnownWord.objects.count() - word_parts.count())


def repair(look: Look) -> int:
    """Have the worker learn the words of these posts; return how many they are."""
    if words_without_parts():
        word_parts.make_anew()
    posts = sorted(posts_with_unknown_words(look))
    for at in range(0, len(posts), SAMPLE):
        note_changes(list(Post.objects.filter(pk__in=posts[at : at + SAMPLE]).only("pk")))
    return len(posts)
