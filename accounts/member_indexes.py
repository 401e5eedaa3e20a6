"""By what members are found and listed: those few that a condition names, without reading all."""

from django.db.models import Index, Q

INDEXES = [
    Index(fields=["-date_joined", "-id"], name="member_joined"),
    Index(fields=["id"], condition=Q(is_staff=True), name="member_staff"),
    Index(fields=["id"], condition=Q(is_superuser=True), name="member_superuser"),
    Index(fields=["suspended_until"], condition=Q(suspended_until__isnull=False), name="member_suspended"),
]
