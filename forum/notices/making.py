"""Which mail is made how. A kind that is not named here is about a post."""

from collections.abc import Callable

from django.core.mail import EmailMultiAlternatives

from forum.notices import account_letters, other_letters, post_letters, rest_letters, summing_up
from forum.notices.letters import Letter, in_the_words_of, put_together
from forum.notices.models import Delivery

MAKERS: dict[str, Callable[[Delivery], Letter]] = {
    "moderated": other_letters.moderated,
    "followed": other_letters.followed,
    "confirm": other_letters.confirm,
    "digest": summing_up.letter,
    "rest": rest_letters.letter,
    account_letters.KIND: account_letters.letter,
}


def letter_for(delivery: Delivery) -> EmailMultiAlternatives:
    """The mail as it is to be sent now. Raises Skip where it is not to be sent any more."""
    with in_the_words_of(delivery):
        return put_together(delivery, MAKERS.get(delivery.kind, post_letters.letter)(delivery))
