"""What each may do to a reply, in whatever state it and its topic are."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from forum.boards.presets import Preset, apply_preset
from forum.moderation import post_acts, topic_acts
from forum.posts import removing, rules
from forum.posts.models import Post
from forum.site.models import SiteSettings
from forum.topics import rules as topic_rules
from forum.topics.models import Topic

pytestmark = pytest.mark.django_db

ACTS = ("read", "edit", "remove", "restore", "see_history")
ALL_OF_A_MODERATOR = {"read", "edit", "see_history"}
BY_SETTINGS = {"edit", "see_history"}  # these ask what the owner has set
ALLOWED = {
    "open": {
        "author": {"read", "edit", "remove", "see_history"},
        "stranger": {"read", "see_history"},
        "visitor": {"read"},
        "moderator": ALL_OF_A_MODERATOR | {"remove"},
    },
    "in a locked topic": {
        "author": {"read", "see_history"},
        "stranger": {"read", "see_history"},
        "visitor": {"read"},
        "moderator": ALL_OF_A_MODERATOR | {"remove"},
    },
    "removed by its author": {
        "author": {"restore"},
        "stranger": set(),
        "visitor": set(),
        "moderator": ALL_OF_A_MODERATOR | {"restore"},
    },
    "removed by its author, in a locked topic": {
        "author": set(),
        "stranger": set(),
        "visitor": set(),
        "moderator": ALL_OF_A_MODERATOR | {"restore"},
    },
    "removed by a moderator": {
        "author": set(),
        "stranger": set(),
        "visitor": set(),
        "moderator": ALL_OF_A_MODERATOR | {"restore"},
    },
}


def can(act, asker, post, **settings):
    more = [SiteSettings(**settings)] if act in BY_SETTINGS else []
    return getattr(rules, f"can_{act}")(asker, post, *more)


@pytest.mark.parametrize("state", ALLOWED)
def test_a_reply(state, ben, eve, mod, topic, say):
    post = say(ben, topic)
    if "by its author" in state:
        removing.remove(ben, post)
    if "by a moderator" in state:
        post_acts.remove(mod, post, "x")
    if "locked" in state:
        topic_acts.lock(mod, topic, "x")
    post = Post.objects.select_related("topic").get(pk=post.pk)
    for who, asker in (("author", ben), ("stranger", eve), ("visitor", AnonymousUser()), ("moderator", mod)):
        assert {act for act in ACTS if can(act, asker, post)} == ALLOWED[state][who], who
        if who == "stranger":
            assert not can("see_history", asker, post, history_readers="author")


def test_a_first_post_is_its_authors_to_take_away_until_it_is_answered(ada, ben, mod, topic, say):
    assert rules.can_remove(ada, topic.posts.get())
    say(ben, topic)
    first = Post.objects.get(topic=topic, number=1)
    assert not rules.can_remove(ada, first)
    assert rules.can_remove(mod, first)


def test_who_may_not_see_the_board_any_more_may_do_nothing_with_their_own_reply(ben, board, topic, say):
    post = say(ben, topic)
    apply_preset(board, Preset.STAFF)
    post, ben = Post.objects.select_related("topic").get(pk=post.pk), User.objects.get(pk=ben.pk)
    assert not any(can(act, ben, post) for act in ("edit", "remove", "restore", "see_history"))


def test_a_removed_topic_takes_no_reply_from_moderators_either(mod, topic):
    assert topic_rules.can_reply(mod, topic)
    topic_acts.remove(mod, topic, "x")
    assert not topic_rules.can_reply(mod, Topic.objects.get(pk=topic.pk))


def test_a_topic_is_renamed_by_its_author_while_it_is_open_and_by_moderators(ada, ben, mod, topic):
    assert [topic_rules.can_rename(asker, topic) for asker in (ada, ben, mod)] == [True, False, True]
    topic_acts.lock(mod, topic, "x")
    topic = Topic.objects.get(pk=topic.pk)
    assert [topic_rules.can_rename(asker, topic) for asker in (ada, ben, mod)] == [False, False, True]
