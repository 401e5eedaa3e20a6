from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

WAITING = "waiting"


class Job(models.Model):
    """A row that is to be done once: a worker claims it, works on it and settles it, or gives it back.

    A subclass has the choices of `state`, of which WAITING is one, and names the one in which a worker has it in hand.
    """

    IN_HAND: ClassVar[str]
    # A claim that nobody renewed for so long belongs to a worker that is dead.
    ABANDONED_AFTER: ClassVar[timedelta]

    state = models.CharField(_("state"), max_length=10, default=WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    due_at = models.DateTimeField(_("due at"), default=timezone.now)
    claim = models.CharField(_("claim"), max_length=32, blank=True, default="", editable=False)
    claimed_at = models.DateTimeField(_("claimed at"), null=True)
    done_at = models.DateTimeField(_("done at"), null=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        abstract = True


def storable(text: str) -> str:
    # An error may quote what broke it, and PostgreSQL keeps neither NUL nor half a surrogate pair.
    return text.replace("\x00", "").encode("utf-8", "backslashreplace").decode()
