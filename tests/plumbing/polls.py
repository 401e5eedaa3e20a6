"""Polls that are there already, without their form."""

from forum.polls.models import Poll, PollOption
from forum.posts.storing import call_writers


def ask(topic, *options, **fields):
    """ask(topic, "Tea", "Coffee", results="end") → its poll, which search knows too."""
    poll = Poll.objects.create(topic=topic, **fields)
    for position, text in enumerate(options or ("Tea", "Coffee", "Water"), start=1):
        PollOption.objects.create(poll=poll, position=position, text=text)
    call_writers([topic.posts.select_related("topic").get(number=1)])
    return poll
