"""A reason that is asked for is one that can be read."""

import pytest
from django.urls import reverse

UNSEEN = ["\u3164", "\u200b\u2060", "\u2800", "a\u202eb"]


@pytest.mark.parametrize("reason", UNSEEN)
def test_a_reason_nobody_can_read_is_none(as_, mod, topic, ben, say, reason):
    post = say(ben, topic)
    answer = as_(mod).post(reverse("post-remove", args=[post.pk]), {"reason": reason})
    assert answer.status_code == 422
    post.refresh_from_db()
    assert post.removed_at is None


def test_a_reason_is_kept_without_what_came_along(as_, mod, topic, ben, say):
    post = say(ben, topic)
    as_(mod).post(reverse("post-remove", args=[post.pk]), {"reason": "\ufeffSp\u00adam می‌خواهم"})
    post.refresh_from_db()
    assert post.removed_reason == "Spam می‌خواهم"
