from django.db.models import Exists, OuterRef

from forum.notifications.kinds import names_of
from forum.notifications.models import Delivery, Notification
from forum.posts.moving import Move


def move_notifications(move: Move) -> None:
    """What tells of moved posts alone is of their topic now, for those who see it; see `forum.posts.moving.move_with`.

    What a moderator did to somebody's own text stays with the topic that they were told of.
    """
    movable = names_of(lambda kind: not kind.is_own)
    rows = Notification.objects.filter(topic=move.source, kind__in=movable)
    told = Delivery.objects.filter(notification=OuterRef("pk"), post__isnull=False)
    elsewhere = told.exclude(post__topic=move.target)
    rows.filter(Exists(told), ~Exists(elsewhere)).update(topic=move.target)
    for posts in move.batches():
        without_deliveries = Notification.objects.filter(topic=move.source, kind__in=movable, post__in=posts)
        without_deliveries.filter(~Exists(told)).update(topic=move.target)
