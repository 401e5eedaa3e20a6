"""Objecting to a decision: once, within six months, by whoever has the link."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.illegal_content.models import Notice, Objection
from forum.refusals import Refusal

WITHIN = timedelta(days=184)


class CannotObject(Refusal):
    code = "cannot_object"
    sentence = _("You can’t object to this any more. Your text is still here; copy it if you need it.")


def can_object(notice: Notice) -> bool:
    decided_at = notice.case.decided_at
    is_in_time = decided_at is not None and decided_at > timezone.now() - WITHIN
    return is_in_time and notice.forgotten_at is None and not Objection.objects.filter(notice=notice).exists()


@transaction.atomic
def object_to(notice: Notice, words: str) -> Objection:
    """Raise CannotObject if it is too late, not decided, or done already."""
    notice = (
        Notice.objects.select_for_update(no_key=True, of=("self",)).select_related("case").get(pk=notice.pk)
    )
    if not can_object(notice):
        raise CannotObject
    return Objection.objects.create(notice=notice, words=words)
