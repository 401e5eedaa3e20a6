"""The line that says how many people read a topic now. It names nobody, and one person alone is not counted out."""

from functools import lru_cache

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from forum.pages.client_limits import client_network
from forum.reading.present_readers import note_reader
from forum.topics.models import Topic

FEWEST = 2


def readers_now(request: HttpRequest, topic: Topic) -> str:
    """Note that this reader is here; return words for how many there are, or nothing if they are alone."""
    count = note_reader(topic.pk, reader_key(request))
    if count < FEWEST:
        return ""
    return ngettext("%(n)d person reading", "%(n)d people reading", count) % {"n": count}


def reader_key(request: HttpRequest) -> str:
    """What stands for one reader while they read: a member, or the browser of a visitor. Nobody can read it back."""
    if request.user.is_authenticated:
        who = f"member {request.user.pk}"
    else:
        who = f"{client_network(request)} {request.headers.get('User-Agent', '')[:300]}"
    return _digest(who)


@lru_cache(maxsize=5_000)
def _digest(who: str) -> str:
    return salted_hmac("forum.pages.topics.readers", who, algorithm="sha256").hexdigest()[:16]
