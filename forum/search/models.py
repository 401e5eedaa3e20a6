from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.posts.models import Post
from forum.topics.models import Topic


class Contains(models.IntegerChoices):
    """What a post has besides words; `SearchDocument.has` is their sum."""

    CODE = 1, _("code")
    LINK = 2, _("a link")
    IMAGE = 4, _("a picture")


# As one types them after `has:`.
HAS = {"code": Contains.CODE, "link": Contains.LINK, "image": Contains.IMAGE}


class PostKey(models.OneToOneField[Post, Post]):
    """The post as primary key. SQLite looks a row up by its number, at half the cost, only if that is an "integer"."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class SearchDocument(models.Model):
    """What a search asks of a post besides its words: a small row beside a large one.

    The words themselves are kept by the engine. Board, permissions and removal are read where they stand: they change
    for many posts at once.
    """

    post = PostKey(Post, models.CASCADE, primary_key=True, related_name="+")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+", db_index=False)
    author = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    is_first = models.BooleanField()
    created_at = models.DateTimeField()
    has = models.PositiveSmallIntegerField(default=0)
    # How its words were made; see `forum.search.indexing`.
    analysis_version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=20)

    class Meta:
        verbose_name = _("post in the search index")
        verbose_name_plural = _("posts in the search index")
        indexes = [
            models.Index(fields=["topic", "post"], name="search_document_topic"),
            models.Index(fields=["author", "post"], name="search_document_author"),
            models.Index(fields=["created_at"], name="search_document_date"),
        ]

    def __str__(self) -> str:
        return str(self.post_id)


class SearchIndex(models.Model):
    """What the whole index was made for, and how far a renewal has come. There is one row, number 1."""

    analysis_version = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=20, blank=True)
    # While it is renewed: what for, and the last post that has been.
    renewing_version = models.PositiveSmallIntegerField(null=True)
    renewing_language = models.CharField(max_length=20, blank=True)
    renewed_to = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = _("state of the search index")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="search_index_one_row")]

    def __str__(self) -> str:
        return f"{self.language} {self.analysis_version}"


class SimilarTopic(models.Model):
    """Another topic about the same thing. The worker writes them when a topic changes; who reads asks `visible_to`."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="similar_topics", db_index=False)
    other = models.ForeignKey(
        Topic, models.CASCADE, related_name="similar_to", verbose_name=_("similar topic")
    )
    rank = models.PositiveSmallIntegerField()  # from 1, the most alike

    class Meta:
        verbose_name = _("similar topic")
        verbose_name_plural = _("similar topics")
        constraints = [models.UniqueConstraint("topic", "other", name="similar_topic_once")]
        indexes = [models.Index(fields=["topic", "rank"], name="similar_topic_rank")]

    def __str__(self) -> str:
        return f"{self.topic} ~ {self.other}"


class KnownWord(models.Model):
    """A word of some post, folded but with its ending. It may be that of a post which nobody sees any more.

    So nothing is told from here before the reader has been found a post with it: see `forum.search.spelling`.
    """

    word = models.CharField(max_length=40, unique=True)
    # About how many posts have it, as far as `forum.search.vocabulary` counts.
    post_count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("known word")
        verbose_name_plural = _("known words")

    def __str__(self) -> str:
        return self.word


class ChangedPost(models.Model):
    """A new or edited post whose words, and similar topics, the worker has to look at. It may be there twice."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("changed post")
        verbose_name_plural = _("changed posts")

    def __str__(self) -> str:
        return str(self.post_id)
