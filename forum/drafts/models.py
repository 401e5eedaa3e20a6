from collections.abc import Mapping, Sequence
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.site.page_addresses import page_address

# How the names of fields begin in which one writes beside title and text: a poll, and what a board asks of new topics.
ANSWERS = "field_"
WRITTEN_BESIDE = ("poll_question", "poll_option", ANSWERS)

EMPTY = models.Q(title="", body="", fields={})


def written_beside(fields: Mapping[str, Sequence[str]]) -> list[str]:
    """What was written into these fields of a form; empty if something was only chosen there."""
    written = (
        text.strip() for name, texts in fields.items() if name.startswith(WRITTEN_BESIDE) for text in texts
    )
    return [text for text in written if text]


class DraftQuerySet(models.QuerySet["Draft"]):
    def written(self) -> Self:
        """Those with something in them. The others only remember how far their sequence has gone."""
        return self.exclude(EMPTY)

    def emptied(self) -> Self:
        return self.filter(EMPTY)

    def empty(self) -> int:
        """Forget their texts and go on in their sequence, so that no tab that still has the text brings it back."""
        return self.update(
            title="", body="", fields={}, sequence=models.F("sequence") + 1, saved_at=timezone.now()
        )


class Draft(models.Model):
    """What a member has written in one place and not sent yet. There is one for each place, whatever the device.

    The sequence goes up with each change and says which tab has the newest text. When a text is posted or discarded,
    the row stays for a while without it, for tabs that still have it.
    """

    member = models.ForeignKey(
        User, models.CASCADE, related_name="drafts", db_index=False, verbose_name=_("member")
    )
    place = models.CharField(_("place"), max_length=40)  # see forum.drafts.places
    title = models.TextField(_("title"), blank=True)
    body = models.TextField(_("text"), blank=True)
    # All others that the form sends, each with a list of values.
    fields = models.JSONField(default=dict, blank=True, editable=False)
    sequence = models.PositiveBigIntegerField(default=1, editable=False)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint("member", "place", name="draft_once")]
        indexes = [models.Index(fields=["saved_at"], name="draft_saved")]

    def __str__(self) -> str:
        return f"{self.member}, {self.place}"

    def get_absolute_url(self) -> str:
        return page_address("draft", self.pk)

    @property
    def is_empty(self) -> bool:
        return not (self.title or self.body or self.fields)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Its fields as a form sends them."""
        return [(name, value) for name, values in self.fields.items() for value in values]

    @property
    def beside(self) -> str:
        """What was written beside title and text, each on a line of its own."""
        return "\n".join(written_beside(self.fields))
