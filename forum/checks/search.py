"""I6: the search index holds every post, with the words it has now.

While it is made, after an upgrade or for another language, that is a warning.
"""

from collections.abc import Iterator
from itertools import islice

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.translation import gettext as _

from forum.checks import known_words
from forum.checks.faults import EXAMPLES, Fault, fault_if_any
from forum.checks.sampling import Look
from forum.posts.models import Post
from forum.search import reindexing
from forum.search.analysis import VERSION
from forum.search.engines import engine
from forum.search.indexing import documents_of, language_of_site
from forum.search.models import SearchDocument

RANGE = 5_000  # posts that are asked of the engine at once
SAMPLE = 5_000  # posts whose words are compared


def faults(look: Look) -> Iterator[Fault]:
    if not reindexing.is_whole():
        return
    yield from fault_if_any(posts_without_document(), "search.document", _("posts that search does not know"))
    yield from fault_if_any(
        wrong_documents(), "search.wrong_document", _("posts of which search knows something wrong")
    )
    for code, what, posts in (
        ("search.words", _("posts whose words are not indexed"), tuple(posts_without_words())),
        (
            "search.other_words",
            _("posts that are indexed by other words than theirs"),
            tuple(posts_with_other_words(look)),
        ),
    ):
        if posts:
            yield Fault(code, what, len(posts), posts[:EXAMPLES])
    yield from known_words.faults(look)


def note(look: Look) -> str:
    posts = 0 if look.is_deep or not reindexing.is_whole() else Post.objects.count()
    if posts <= known_words.SAMPLE:
        return ""
    sentence = _(
        "of %(all)s posts the words of %(compared)s were compared, and those of the newest %(newest)s "
        "and as many others looked for among the known ones; all of them with --deep"
    )
    values = {"all": posts, "compared": min(SAMPLE, posts), "newest": known_words.SAMPLE}
    return sentence % {name: f"{number:,}" for name, number in values.items()}


def warnings() -> Iterator[Fault]:
    if not reindexing.is_whole():
        left = _("posts that are yet to be indexed for search")
        yield from fault_if_any(posts_without_document(), "search.unfinished", left)
    yield from known_words.warnings()


def posts_without_document() -> QuerySet[Post]:
    return reindexing.posts_without_document(VERSION, language_of_site())


def wrong_documents() -> QuerySet[SearchDocument]:
    is_first = Q(is_first=True, post__number=1) | Q(is_first=False, post__number__gt=1)
    same = is_first & Q(topic=F("post__topic"), author=F("post__author"), created_at=F("post__created_at"))
    return SearchDocument.objects.exclude(same)


def posts_without_words() -> Iterator[int]:
    ids = SearchDocument.objects.order_by("pk").values_list("pk", flat=True).iterator(RANGE)
    while some := list(islice(ids, RANGE)):
        yield from sorted(engine().missing(some))


def posts_with_other_words(look: Look) -> Iterator[int]:
    """Of those that have any. Of a large forum a sample, for each has to be analysed again."""
    language = language_of_site()
    ids = _sample(look).order_by("-pk").values_list("pk", flat=True).iterator(RANGE)
    while some := list(islice(ids, RANGE)):
        for posts in reindexing.batches(some):
            other = engine().outdated(documents_of(posts, language))
            yield from sorted(other - engine().missing(other))


def _sample(look: Look) -> QuerySet[Post]:
    """All posts, or where there are many one in so many, another one each day."""
    found = Post.objects.aggregate(last=Max("pk"), posts=Count("pk"))
    if look.is_deep or found["posts"] <= SAMPLE:
        return Post.objects.all()
    every = found["posts"] // SAMPLE + 1
    return Post.objects.annotate(place=(found["last"] - F("pk")) % every).filter(place=look.place(every))


def repair(look: Look) -> int:
    """Index the posts above again; return how many that were."""
    if not reindexing.is_whole():
        return 0
    wrong = {
        *posts_without_document().values_list("pk", flat=True),
        *wrong_documents().values_list("pk", flat=True),
        *posts_without_words(),
        *posts_with_other_words(look),
    }
    for posts in reindexing.batches(sorted(wrong)):
        reindexing.index_again(posts, language_of_site())
    return len(wrong)
