import time

from forum.traffic.counting import HOUR
from forum.traffic.models import TrafficHour

KEPT = 25  # hours; the page shows 24 and begins in the midst of one


def forget_old_hours() -> None:
    """Called by the worker once a minute; it writes nothing where nothing is old."""
    old = TrafficHour.objects.filter(hour__lt=int(time.time()) // HOUR - KEPT)
    if old.exists():
        old.delete()
