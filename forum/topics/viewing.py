"""Counting views without a write for every read: each process gathers them and adds them up now and then."""

import atexit
import logging
from collections import Counter
from threading import Lock, Timer

from django.db import DatabaseError, connections, transaction
from django.db.models import F

from forum.topics.models import Topic

logger = logging.getLogger(__name__)

PAUSE = 15.0  # seconds a view may wait in memory; a killed process loses at most these

_waiting: Counter[int] = Counter()
_lock = Lock()
_timer: Timer | None = None


def count_view(topic_id: int) -> None:
    global _timer
    with _lock:
        _waiting[topic_id] += 1
        if _timer is None:
            _timer = Timer(PAUSE, _write_and_close)
            _timer.daemon = True
            _timer.start()


def write_views() -> None:
    """Add the gathered views to their topics; on failure they are kept for the next time."""
    global _timer
    with _lock:
        counted, _timer = Counter(_waiting), None
        _waiting.clear()
    try:
        with transaction.atomic():
            for topic_id, views in sorted(counted.items()):
                Topic.objects.filter(pk=topic_id).update(view_count=F("view_count") + views)
    except DatabaseError:
        logger.warning("views: %s could not be written now", sum(counted.values()))
        with _lock:
            _waiting.update(counted)


def forget() -> None:
    """Drop what has been gathered."""
    with _lock:
        _waiting.clear()


def _write_and_close() -> None:
    write_views()
    connections.close_all()  # this thread ends, and its connection with it


@atexit.register
def _write_the_rest() -> None:
    if _waiting:
        write_views()
