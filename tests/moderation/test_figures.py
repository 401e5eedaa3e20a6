"""Reports of illegal content are in the monthly figures."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.illegal_content.models import Case, Notice
from tests.moderation.test_log_as_file import rows_of

pytestmark = pytest.mark.every_database


def figures(browser):
    return {row[1]: row[3] for row in rows_of(browser.get("/moderate/figures/export/"))}


def test_reports_of_illegal_content_are_counted_by_category_and_decision(as_, root, topic):
    now = timezone.now()
    case = Case.objects.create(
        post=topic.posts.get(), category="Fraud", opened_at=now - timedelta(hours=3), decided_at=now,
        outcome=Case.Outcome.NOTHING,
    )  # fmt: skip
    for number in range(2):
        Notice.objects.create(case=case, category="Fraud", address="/p/1/", secret=f"secret{number}")
    found = figures(as_(root))
    assert found["Fraud"] == "2"
    assert found["nothing illegal found"] == "1"
    assert found["Median time from the first report of something to its decision"] == "3.0"
