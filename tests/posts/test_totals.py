"""The number of posts beside a member: of those that its reader could see, whatever is moved, removed or closed."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import call_command

from forum.boards.models import Board
from forum.boards.presets import Preset, apply_preset
from forum.checks import counters
from forum.moderation import post_acts, topic_acts
from forum.posts import removing
from forum.posts.models import PostTotal
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def beside(as_, ada, board, start):
    """beside(reader) → the number of posts that a page says Ada has written, and that all totals are true."""
    here = start(ada, board, title="Where one looks")

    def act(reader):
        # A cookie keeps the page from being one of those that visitors share for a minute.
        browser = as_(reader)
        browser.cookies["seen"] = "x"
        page = browser.get(here.get_absolute_url()).text
        assert not list(counters.members_with_wrong_totals())
        return int(page.partition('class="post-facts"')[2].partition(" · ")[2].split()[0])

    return act


@pytest.fixture
def readers(ben, root):
    return {"visitor": None, "member": ben, "admin": root}


@pytest.fixture
def counts(beside, readers):
    """counts() → what a visitor, a member and an admin are told."""

    def act():
        return [beside(reader) for reader in readers.values()]

    return act


def test_posts_are_counted_for_those_who_see_their_board(
    counts, root, ada, members_board, staff_board, start
):
    assert counts() == [1, 1, 1]
    start(ada, members_board)
    assert counts() == [1, 2, 2]
    topic_acts.move(root, start(ada, members_board), board=staff_board)
    assert counts() == [1, 2, 3]


def test_a_board_that_is_closed_or_opened_changes_the_number_at_once(counts, ada, members_board, start):
    start(ada, members_board)
    apply_preset(members_board, Preset.STAFF)
    assert counts() == [1, 1, 2]
    apply_preset(members_board, Preset.PUBLIC)
    assert counts() == [2, 2, 2]


def test_a_topic_that_is_moved_takes_all_its_posts_along(
    counts, root, ada, ben, board, staff_board, start, say
):
    topic = start(ada, board)
    say(ben, topic)
    for _reply in range(2):
        say(ada, topic)
    removing.remove(ada, topic.posts.last())
    assert counts() == [3, 3, 3]
    topic_acts.move(root, topic, board=staff_board)
    assert counts() == [1, 1, 3]
    topic_acts.move(root, topic, board=board)
    assert counts() == [3, 3, 3]


def test_a_removed_topic_takes_its_posts_away_and_brings_them_back(counts, root, ada, board, start, say):
    topic = start(ada, board)
    post = say(ada, topic)
    topic_acts.remove(root, topic)
    assert counts() == [1, 1, 1]
    post_acts.remove(root, post)
    post_acts.restore(root, post)
    assert counts() == [1, 1, 1]
    topic_acts.restore(root, topic)
    assert counts() == [3, 3, 3]


def test_a_removed_topic_that_is_moved_is_counted_nowhere_until_it_is_back(
    counts, root, ada, board, staff_board, start
):
    topic = start(ada, board)
    topic_acts.remove(root, topic)
    topic_acts.move(root, topic, board=staff_board)
    assert counts() == [1, 1, 1]
    topic_acts.restore(root, topic)
    assert counts() == [1, 1, 2]


def test_taking_back_ones_only_post_takes_the_topic_out_of_the_number(counts, ada, board, start):
    topic = start(ada, board)
    removing.remove(ada, topic.posts.get())
    assert counts() == [1, 1, 1]


def test_what_is_wrong_is_found_and_mended(beside, ada, ben, board, capsys):
    PostTotal.objects.filter(member=ada).update(post_count=7)
    PostTotal.objects.create(member=ben, board=Board.objects.get(pk=board.pk), post_count=2)
    assert set(counters.members_with_wrong_totals()) == {ada, ben}
    call_command("check_forum", repair=True)
    assert f"member {ada.pk}: posts on each board" in capsys.readouterr().out
    PostTotal.objects.filter(member=ada).delete()
    assert set(counters.members_with_wrong_totals()) == {ada}
    call_command("check_forum", repair=True)
    assert beside(None) == 1


def test_the_admin_counts_what_its_reader_sees(as_, root, ada, board, members_board, staff_board, start):
    for place in (board, members_board):
        start(ada, place)
    topic_acts.move(root, start(ada, board), board=staff_board)
    staff = get_user_model().objects.create_user("sal", "sal@example.org", PASSWORD, is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename="view_user"))
    staff_board.grants.all().delete()
    for reader, number in ((root, 3), (staff, 2)):
        browser = as_(reader)
        assert f'<td class="field-posts">{number}</td>' in browser.get("/admin/accounts/user/").text
        page = browser.get(f"/admin/accounts/user/{ada.pk}/change/").text
        assert f'<div class="readonly">{number}</div>' in page
