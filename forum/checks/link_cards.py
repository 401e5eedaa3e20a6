"""I9 of cards of links: each picture has its file, and each card that was made has words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from forum.attachments import files
from forum.checks.faults import Fault, fault_if_any
from forum.checks.sampling import Look
from forum.link_cards.models import LinkCard


def faults(look: Look, most: int) -> Iterator[Fault]:
    cards = LinkCard.objects.exclude(stored_as="").values_list("pk", "stored_as")
    gone = [pk for some in look.parts(cards, most) for pk, name in some if not files.storage().exists(name)]
    yield from fault_if_any(
        LinkCard.objects.filter(pk__in=gone), "card.file", _("cards whose picture’s file is gone")
    )
    empty = LinkCard.objects.filter(state=LinkCard.State.READY, title="")
    yield from fault_if_any(empty, "card.title", _("cards without a title"))
