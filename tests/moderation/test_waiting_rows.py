"""What waits for moderators is found by indexes of what waits, however much was decided before."""

import pytest
from django.db import connection

from forum.erasing.models import ErasureRequest
from forum.member_records.models import WatchedPost
from tests.plumbing.plans import explained

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def plan_of(rows):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A table as small as in tests is read as a whole and sorted, unless nothing else will do.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    return explained(*rows.query.sql_with_params())


@pytest.mark.parametrize(
    ("index", "waiting", "decided"),
    [
        (
            "watched_post_waits",
            WatchedPost.objects.filter(seen_at=None).order_by("at", "id"),
            WatchedPost.objects.filter(seen_at__isnull=False).order_by("at", "id"),
        ),
        (
            "erasure_request_waits",
            ErasureRequest.objects.filter(answered_at=None).order_by("asked_at", "id"),
            ErasureRequest.objects.filter(answered_at__isnull=False).order_by("asked_at", "id"),
        ),
    ],
)
def test_what_waits_is_read_in_the_order_of_its_index(index, waiting, decided):
    plan = plan_of(waiting[:20])
    assert index in plan and "TEMP B-TREE" not in plan and "Sort" not in plan, plan
    assert index not in plan_of(decided[:20])
