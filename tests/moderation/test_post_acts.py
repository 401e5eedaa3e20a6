import pytest
from django.core.exceptions import PermissionDenied

from forum.moderation import moderating
from forum.moderation.models import Act, LogEntry


def test_a_post_is_removed_with_a_reason_and_comes_back(mod, ben, topic, say):
    post = say(ben, topic)
    assert moderating.remove_post(mod, post, "rude") is True
    post.refresh_from_db()
    assert (post.removed_by, post.removed_reason) == (mod, "rude")
    assert moderating.restore_post(mod, post, "not so rude") is True
    post.refresh_from_db()
    assert not post.is_removed
    assert [entry.act for entry in LogEntry.objects.filter(post=post).order_by("pk")] == [
        Act.REMOVE,
        Act.RESTORE,
    ]


def test_removing_a_removed_post_is_logged_once(mod, ben, topic, say):
    post = say(ben, topic)
    moderating.remove_post(mod, post, "rude")
    assert moderating.remove_post(mod, post, "rude") is False
    assert LogEntry.objects.count() == 1


def test_a_stranger_removes_and_restores_nothing(eve, mod, ben, topic, say):
    post = say(ben, topic)
    with pytest.raises(PermissionDenied):
        moderating.remove_post(eve, post, "mine now")
    moderating.remove_post(mod, post, "rude")
    for member in (eve, ben):
        with pytest.raises(PermissionDenied):
            moderating.restore_post(member, post, "please")
    assert LogEntry.objects.count() == 1
