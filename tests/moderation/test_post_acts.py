import pytest
from django.core.exceptions import PermissionDenied

from forum.moderation import post_acts
from forum.moderation.models import LogEntry


def test_a_post_is_removed_with_a_reason_and_comes_back(mod, ben, topic, say):
    post = say(ben, topic)
    assert post_acts.remove(mod, post, "rude") is True
    post.refresh_from_db()
    assert (post.removed_by, post.removed_reason) == (mod, "rude")
    assert post_acts.restore(mod, post, "not so rude") is True
    post.refresh_from_db()
    assert not post.is_removed
    assert [entry.act for entry in LogEntry.objects.filter(post=post).order_by("pk")] == [
        "remove",
        "restore",
    ]


def test_removing_a_removed_post_is_logged_once(mod, ben, topic, say):
    post = say(ben, topic)
    post_acts.remove(mod, post, "rude")
    assert post_acts.remove(mod, post, "rude") is False
    assert LogEntry.objects.count() == 1


def test_a_stranger_removes_and_restores_nothing(eve, mod, ben, topic, say):
    post = say(ben, topic)
    with pytest.raises(PermissionDenied):
        post_acts.remove(eve, post, "mine now")
    post_acts.remove(mod, post, "rude")
    for member in (eve, ben):
        with pytest.raises(PermissionDenied):
            post_acts.restore(member, post, "please")
    assert LogEntry.objects.count() == 1
