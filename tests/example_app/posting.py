"""What the example app has to say when somebody posts."""

from django.db.models import OuterRef, Subquery

from forum.posts import publishing, storing
from forum.posts.models import Post
from forum.posts.post_text import TextRefused
from forum.posts.publishing import Hold
from tests.example_app.models import PostLength

REFUSED = "zounds"
HELD = "gadzooks"


def register():
    publishing.check_before(check_words)
    storing.write_with(write_lengths)


def check_words(submission, place):
    if REFUSED in submission.text.source or REFUSED in submission.title:
        raise TextRefused(f"Mind your words on {place}.")
    return Hold("A mild oath.") if HELD in submission.text.source else None


def lengths_are_whole() -> bool:
    """Whether each post has its row, and each row its post: whoever brought it called the one writer."""
    # One question, so of one moment: the database may end what a process was killed at.
    own = PostLength.objects.filter(post_id=OuterRef("pk")).values("length")[:1]
    rows = Post.objects.annotate(noted=Subquery(own)).values_list("source", "noted")
    orphans = PostLength.objects.exclude(post_id__in=Post.objects.values("pk"))
    return all(noted == len(source) for source, noted in rows) and not orphans.exists()


def write_lengths(posts):
    PostLength.objects.bulk_create(
        (PostLength(post_id=post.pk, length=len(post.source)) for post in posts),
        update_conflicts=True,
        unique_fields=["post_id"],
        update_fields=["length"],
    )
