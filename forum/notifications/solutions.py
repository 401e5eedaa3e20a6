"""Telling members that a reply of theirs solved a topic."""

from typing import Any

from forum.notifications.channels import Channel
from forum.notifications.models import Delivery, Notification
from forum.notifications.notifying import active_member, notify_member
from forum.notifications.subjects import Subject, Withdrawn, refresh_solution
from forum.posts.models import Solution


def notify_of_solution(*, topic_id: int, **_: Any) -> None:
    """Notify the author of the present solution, unless they marked it themselves; take back what is wrong by now."""
    solution = Solution.objects.select_related("topic", "post", "marked_by").filter(topic=topic_id).first()
    matter = f"solved:{topic_id}"
    withdraw(matter, solution)
    if solution is None or solution.marked_by_id in (None, solution.post.author_id):
        return
    author = active_member(solution.post.author_id)
    if author is None:
        return
    try:
        refresh_solution(Subject(1, solution.marked_by, topic_id, solution.post_id), author)
    except Withdrawn:
        return
    about: dict[str, Any] = {"topic": solution.topic, "post": solution.post, "actor": solution.marked_by}
    notify_member(author, "solved", f"{matter}:{solution.post_id}", matter=matter, **about)


def withdraw(matter: str, solution: Solution | None) -> None:
    """Take back what tells of another solution and is unread; whoever is marked again is told again."""
    unread = Notification.objects.unread().filter(kind="solved", matter=matter)
    outdated = [row.pk for row in unread if solution is None or row.post_id != solution.post_id]
    Delivery.objects.filter(notification__in=outdated, channel=Channel.BELL).delete()
    Notification.objects.filter(pk__in=outdated).delete()
