"""Every page of the admin takes the same number of queries with few rows and with many."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE
from django.contrib.admin.models import LogEntry as AdminLogEntry
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.boards.presets import Preset
from forum.jobs.models import Job
from forum.moderation import member_acts, post_acts, topic_acts
from forum.posts import revising
from forum.posts.post_text import render_text
from forum.topics.models import Tag
from tests.admin.conftest import address, choose
from tests.conftest import join, opened

pytestmark = pytest.mark.every_database

MOST = 24
PAGES = {
    "index": "/admin/",
    "boards": "/admin/boards/board/",
    "topics": "/admin/topics/topic/",
    "posts": "/admin/posts/post/",
    "tags": "/admin/topics/tag/",
    "members": "/admin/accounts/user/",
    "log": "/admin/moderation/logentry/",
    "jobs": "/admin/jobs/job/",
    "groups": "/admin/auth/group/",
    "logentries": "/admin/admin/logentry/",
}


@pytest.fixture
def grow(root, start, say):
    """grow(n): n more of everything that a list of the admin shows, each by people of its own."""
    made = 0

    def one(n):
        board = opened(f"Board {n}", Preset.PUBLIC)
        author, helper = join(f"author{n}"), join(f"helper{n}")
        topic = start(author, board, title=f"Topic {n}")
        post = say(helper, topic, ip="203.0.113.7")
        topic_acts.lock(root, topic, "Heated")
        topic_acts.move(root, topic, "There", board=opened(f"Next {n}", Preset.PUBLIC))
        post_acts.remove(root, post, "Rude")
        member_acts.suspend(root, helper, "Shouting", until=timezone.now() + timedelta(days=9))
        Group.objects.create(name=f"Group {n}").user_set.add(author)
        Job.objects.create(name="x", state="failed")
        topic.tags.add(Tag.objects.create(name=f"Tag {n}", slug=f"tag-{n}"))
        AdminLogEntry.objects.log_actions(root.pk, [topic], CHANGE, change_message="x", single_object=True)

    def act(count):
        nonlocal made
        for _ in range(count):
            made += 1
            one(made)

    return act


def counted(client, path) -> int:
    client.get(path)  # the first page of a process also asks for its content types
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("who", ["root", "keeper"])
def test_lists_take_the_same_few_queries_with_three_rows_and_with_eight(as_, request, grow, who):
    client = as_(request.getfixturevalue(who))
    pages = {name: path for name, path in PAGES.items() if who == "root" or name != "logentries"}
    grow(3)
    for path in pages.values():
        client.get(path)  # content types are read once and remembered
    few = {name: counted(client, path) for name, path in pages.items()}
    grow(5)
    many = {name: counted(client, path) for name, path in pages.items()}
    assert many == few
    assert max(many.values()) <= MOST, many


def test_the_page_before_an_act_takes_the_same_queries_for_one_and_for_many(
    as_, keeper, root, board, start, warm
):
    topics = [start(root, board, title=f"Topic {n}") for n in range(30)]
    client = as_(keeper)
    warm(client)
    counts = []
    for chosen in (topics[:1], topics):
        with CaptureQueriesContext(connection) as queries:
            assert choose(client, "topics_topic", "move", chosen).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= MOST


def test_a_posts_page_takes_the_same_queries_with_one_revision_and_with_many(as_, keeper, ben, topic, say):
    post = say(ben, topic, "Version 0")
    say(keeper, topic, "An answer, from which on every text is kept.")
    path, client, counts = address("posts_post_change", post.pk), as_(keeper), []
    for upto in (2, 12):
        for n in range(post.revision, upto):
            post = revising.revise(ben, post, render_text(f"Version {n}"), base=n)
        counts.append(counted(client, path))
    assert counts[0] == counts[1] <= MOST


def test_a_members_page_takes_the_same_queries_with_few_and_with_many_sessions(as_, root, eve):
    path, client, counts = address("accounts_user_change", eve.pk), as_(root), []
    for upto in (3, 30):
        for n in range(UserSession.objects.count(), upto):
            UserSession.objects.create(
                user=eve, ip="203.0.113.7", session_key=f"key{n}", user_agent="Browser"
            )
            EmailAddress.objects.create(user=eve, email=f"eve{n}@example.org")
            eve.groups.add(Group.objects.create(name=f"Group {n}"))
        counts.append(counted(client, path))
    assert counts[0] == counts[1] <= MOST
