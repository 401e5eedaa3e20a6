"""What the owner does with cards in the admin."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from forum.link_cards.fetching import delete_picture, renew_topics
from forum.link_cards.models import NO_CONTENT, LinkCard


def fetch_again(cards: Iterable[LinkCard]) -> int:
    """Have the worker look at these pages anew, those too whose card was removed. Return how many."""
    rows = LinkCard.objects.filter(pk__in=[card.pk for card in cards]).exclude(state=LinkCard.State.RUNNING)
    return rows.update(
        state=LinkCard.State.WAITING, attempts=0, due_at=timezone.now(), done_at=None, error=""
    )


def remove(cards: Iterable[LinkCard]) -> int:
    """Show links in the place of these, until somebody has them fetched again. Return how many."""
    return sum(_remove(card.pk) for card in cards)


@transaction.atomic
def _remove(pk: int) -> bool:
    card = LinkCard.objects.filter(pk=pk).first()
    if card is None:
        return False
    renew_topics(card)
    card = LinkCard.objects.select_for_update(no_key=True).get(pk=pk)
    former = card.stored_as
    # A worker that is fetching it loses its claim.
    LinkCard.objects.filter(pk=pk).update(
        state=LinkCard.State.REMOVED, claim="", done_at=timezone.now(), error="", **NO_CONTENT
    )
    transaction.on_commit(lambda: delete_picture(former))
    return True
