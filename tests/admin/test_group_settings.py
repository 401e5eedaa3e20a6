"""Titles of groups, groups that fill themselves, and global moderators: all on the page of a group."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.boards.models import Board, Grant, read_grants
from forum.boards.presets import Preset
from forum.jobs.enqueuing import enqueue
from forum.jobs.running import run_due
from forum.moderation import appointing, topic_acts
from forum.topics.rules import may
from tests.admin.conftest import address
from tests.conftest import join, opened

pytestmark = pytest.mark.every_database


@pytest.fixture
def group(db):
    return Group.objects.create(name="Translators")


def save(client, group, **said):
    return client.post(address("auth_group_change", group.pk), {"name": group.name, **said})


def run():
    while run_due():
        pass


def fresh(member):
    return type(member).objects.get(pk=member.pk)


# Titles


def test_its_title_and_colour_are_shown_beside_posts_and_on_member_pages(as_, root, ada, ben, topic, say):
    group = Group.objects.create(name="Translators")
    group.user_set.add(ada)
    say(ben, topic)
    assert "group-title" not in as_().get(topic.get_absolute_url()).text
    save(as_(root), group, title="Speaks Finnish", colour="5")
    page = as_().get(topic.get_absolute_url()).text
    assert page.count('<b class="group-title hue-5"><bdi>Speaks Finnish</bdi></b>') == 1
    assert "group-title" in as_().get("/u/ada/").text
    assert "group-title" not in as_().get("/u/ben/").text
    save(as_(root), group, title="", colour="5")
    assert "group-title" not in as_().get(topic.get_absolute_url()).text


def test_a_title_goes_with_its_group(as_, root, ada, topic, group):
    group.user_set.add(ada)
    save(as_(root), group, title="Polyglot")
    as_(root).post(address("auth_group_delete", group.pk), {"post": "yes"})
    assert not Group.objects.exists()
    assert "Polyglot" not in as_().get(topic.get_absolute_url()).text


def test_titles_cost_no_query_however_many_posts_and_groups(as_, root, ada, ben, eve, topic, say):
    def counted():
        client = as_(eve)
        client.get(topic.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(topic.get_absolute_url())
        return len(queries)

    none = counted()
    counts = []
    for n in range(3):
        group = Group.objects.create(name=f"Group {n}")
        group.user_set.add(ada, ben)
        save(as_(root), group, title=f"Title {n}")
        say(ben, topic)
        counts.append(counted())
    assert counts == [none] * 3


@pytest.mark.parametrize(
    "nonsense", [{"title": "x" * 31}, {"colour": "url(x)"}, {"days": "-1"}, {"posts": "10000000"}]
)
def test_nonsense_is_said_beside_the_field(as_, root, group, nonsense):
    answer = save(as_(root), group, **nonsense)
    assert answer.status_code == 200
    assert "errorlist" in answer.text


# Groups that fill themselves


def test_members_come_by_days_and_posts_and_go_again(as_, root, ada, ben, eve, board, start, say, group):
    for member, days in ((ada, 30), (ben, 3), (eve, 30)):
        type(member).objects.filter(pk=member.pk).update(date_joined=timezone.now() - timedelta(days=days))
    topics = [start(ada, board, title=f"Topic {n}") for n in range(3)]
    for topic in topics:
        say(ben, topic)
    save(as_(root), group, days=7, posts=3)
    run()
    assert list(group.user_set.all()) == [ada]
    topic_acts.remove(root, topics[0], "Off topic")
    with transaction.atomic():
        enqueue("day.began")
    run()
    assert not group.user_set.exists()


def test_one_is_made_with_its_rule(as_, root, ada, topic):
    said = {"name": "Regulars", "posts": 1, "title": "Regular"}
    assert as_(root).post(address("auth_group_add"), said).status_code == 302
    run()
    assert list(Group.objects.get(name="Regulars").user_set.all()) == [ada]


def test_a_member_comes_in_with_the_post_that_was_missing(as_, root, ada, topic, say, group):
    save(as_(root), group, posts=2)
    run()
    assert not group.user_set.exists()
    say(ada, topic)
    run()
    assert list(group.user_set.all()) == [ada]


def test_the_group_opens_boards_like_any_other(as_, root, ada, ben, topic, group):
    board = Board.objects.create(name="Regulars", slug="regulars")
    Grant.objects.create(board=board, audience="group", group=group, verbs=["see"])
    save(as_(root), group, posts=1)
    run()
    assert may(fresh(ada), "see", board)
    assert not may(fresh(ben), "see", board)


def test_nobody_is_named_as_a_member_of_an_automatic_group(as_, root, ben, group):
    answer = save(as_(root), group, posts=2, add_members="ben")
    assert "This group is automatic" in answer.text
    assert not group.user_set.exists()


def test_without_a_rule_its_members_stay_and_are_named_again(as_, root, ada, ben, topic, group):
    save(as_(root), group, posts=1)
    run()
    save(as_(root), group, add_members="ben")
    with transaction.atomic():
        enqueue("day.began")
    run()
    assert set(group.user_set.all()) == {ada, ben}


def test_the_moderators_of_a_board_are_not_made_automatic(as_, root, ben, board):
    appointing.appoint(root, board, ben)
    answer = save(as_(root), ben.groups.get(), posts=0)
    assert "named on the page of a board" in answer.text


def test_closed_accounts_come_into_none(as_, root, group):
    join("gone", closed_at=timezone.now())
    save(as_(root), group, days=0)
    run()
    assert list(group.user_set.all()) == [root]


# New members


def test_new_members_are_a_group_by_the_rule_of_writing_limits(ada, ben, board, start, say):
    welcome = Board.objects.create(name="Welcome", slug="welcome")
    Grant.objects.create(board=welcome, audience="new_members", verbs=["see"])
    type(ben).objects.filter(pk=ben.pk).update(date_joined=timezone.now() - timedelta(days=2))
    assert may(ada, "see", welcome)
    assert not may(fresh(ben), "see", welcome)
    topic = start(ada, board)
    say(ada, topic)
    say(ada, topic)
    assert not may(fresh(ada), "see", welcome)


def test_readers_of_a_board_for_new_members_are_the_same_both_ways(
    ada, ben, root, board, start, say, django_user_model
):
    welcome = Board.objects.create(name="Welcome", slug="welcome")
    Grant.objects.create(board=welcome, audience="new_members", verbs=["see"])
    topic = start(ada, board)
    say(ada, topic)
    say(ada, topic)
    at_once = set(django_user_model.objects.filter(read_grants().readers_of(welcome.pk)))
    assert (
        at_once
        == {member for member in django_user_model.objects.all() if may(member, "see", welcome)}
        == {ben, root}
    )


# Global moderators


def test_global_moderators_moderate_every_board_by_one_box(as_, root, ben, board, staff_board, group, topic):
    group.user_set.add(ben)
    save(as_(root), group, moderates_everywhere="on")
    later = opened("Later", Preset.MEMBERS)
    empty = Board.objects.create(name="Empty", slug="empty")
    inner = Board.objects.create(name="Inner", slug="inner", parent=staff_board)
    for each in (board, staff_board, later, empty, inner):
        assert may(fresh(ben), "moderate", each)
    assert topic_acts.lock(fresh(ben), topic, "Enough")
    assert "Moderator" in as_().get("/u/ben/").text
    page = as_(root).get(address("auth_group_change", group.pk)).text
    assert 'name="moderates_everywhere" id="id_moderates_everywhere" checked' in page.replace(
        ' aria-describedby="id_moderates_everywhere_helptext"', ""
    )
    save(as_(root), group)
    for each in (board, staff_board, later, empty):
        assert not may(fresh(ben), "moderate", each)


def test_what_a_board_says_of_others_stays_as_it_is(as_, root, ada, ben, eve, board, members_board, group):
    group.user_set.add(ben)
    inner = Board.objects.create(name="Inner", slug="inner", parent=members_board)
    save(as_(root), group, moderates_everywhere="on")
    assert may(eve, "reply", inner)
    assert not may(eve, "moderate", inner)
    assert not inner.grants.exists()
    appointing.appoint(root, inner, ada)
    assert not inner.grants.filter(group=group).exists()
    appointing.dismiss(root, inner, ada)
    assert not inner.grants.exists()


def test_the_page_of_permissions_names_them(as_, root, ben, board, group):
    group.user_set.add(ben)
    save(as_(root), group, moderates_everywhere="on")
    assert (
        "Global moderators, who moderate every board:" in as_(root).get(address("boards_board_matrix")).text
    )
    assert (
        "Translators (every board)" in as_(root).get(address("boards_board_seen_by"), {"member": "ben"}).text
    )


def test_only_superusers_make_them(as_, keeper, group):
    assert save(as_(keeper), group, moderates_everywhere="on").status_code == 403
    assert not Grant.objects.filter(group=group).exists()
