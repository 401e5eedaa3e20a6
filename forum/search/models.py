from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.topics.models import Topic


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
