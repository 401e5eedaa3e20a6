"""A verb and an automatic group such as stamps on posts and trust in members might bring."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from forum.boards.groups import AutomaticGroup
from forum.boards.permission_verbs import Verb

STAMP = Verb("stamp", "stamp posts", needs="reply")

NEW_FOR = timedelta(days=7)
NEW_MEMBERS = AutomaticGroup(
    "joined-lately",
    "Joined lately",
    includes=lambda member: member.date_joined > timezone.now() - NEW_FOR,
    members=lambda: Q(date_joined__gt=timezone.now() - NEW_FOR),
)
