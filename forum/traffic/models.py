from django.db import models
from django.utils.translation import gettext_lazy as _


class TrafficHour(models.Model):
    """What was asked for in an hour: one row for each kind of page and family of agents, and nothing of any person."""

    hour = models.PositiveIntegerField()  # hours since 1970
    kind = models.CharField(max_length=10)
    family = models.CharField(max_length=10)
    requests = models.BigIntegerField(default=0)
    hits = models.BigIntegerField(default=0)  # answered from the store of visitors' pages
    bytes = models.BigIntegerField(default=0)  # of answers, as they were sent, without their headers
    microseconds = models.BigIntegerField(default=0)  # of a processor, without those of the database server
    busy = models.BigIntegerField(default=0)  # answered 503
    limited = models.BigIntegerField(default=0)  # answered 429

    class Meta:
        verbose_name = _("traffic of an hour")
        verbose_name_plural = _("traffic of hours")
        constraints = [models.UniqueConstraint(fields=["hour", "kind", "family"], name="traffic_hour_once")]

    def __str__(self) -> str:
        return f"{self.hour}: {self.kind}, {self.family}"
