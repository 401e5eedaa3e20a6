"""Which mail is made how. One of another kind is about a post, or has the sentence and the link of its kind."""

from collections.abc import Callable

from django.core.mail import EmailMultiAlternatives

from forum.mail import account_mail, event_mail, overflow_mail, post_mail
from forum.mail.composing import Letter, in_the_words_of, put_together
from forum.mail.digests import content as summing_up
from forum.notifications.models import Delivery

MAKERS: dict[str, Callable[[Delivery], Letter]] = {
    "confirm": event_mail.confirm,
    "digest": summing_up.letter,
    "overflow": overflow_mail.letter,
    account_mail.KIND: account_mail.letter,
}


def letter_for(delivery: Delivery) -> EmailMultiAlternatives:
    """The mail as it is to be sent now. Raises Skip where it is not to be sent any more."""
    with in_the_words_of(delivery):
        usual = post_mail.letter if delivery.post_id else event_mail.letter
        return put_together(delivery, MAKERS.get(delivery.kind, usual)(delivery))
