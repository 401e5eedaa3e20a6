"""Two people save forms of the admin at one moment."""

import pytest
from django.contrib.auth import get_user_model

from forum.boards.models import Board
from tests.admin.conftest import address
from tests.conftest import join
from tests.races.racing import at_once, failures

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_boards_are_not_put_inside_each_other(as_, root):
    for name in ("left", "right"):
        Board.objects.create(name=name, slug=name)
    left, right = Board.objects.order_by("pk")
    form = {
        "takes_topics": "on",
        "position": 0,
        "topic_fields-TOTAL_FORMS": 0,
        "topic_fields-INITIAL_FORMS": 0,
        "grants-TOTAL_FORMS": 0,
        "grants-INITIAL_FORMS": 0,
    }

    def put(client, board, parent):
        said = form | {"name": board.name, "slug": board.slug, "parent": parent.pk}
        return lambda: client.post(address("boards_board_change", board.pk), said).status_code

    for _ in range(5):
        Board.objects.update(parent=None)
        outcomes = at_once([put(as_(root), left, right), put(as_(root), right, left)])
        assert failures(outcomes) == []
        assert sorted(outcomes) == [200, 302]
        assert Board.objects.filter(parent=None).count() == 1


def test_two_superusers_who_strip_each_other_do_not_both_succeed(as_, root):
    other = join("other", is_staff=True, is_superuser=True)

    def strip(client, member):
        return lambda: client.post(address("accounts_user_change", member.pk), {}).status_code

    for _ in range(5):
        get_user_model().objects.update(is_staff=True, is_superuser=True)
        outcomes = at_once([strip(as_(root), other), strip(as_(other), root)])
        assert failures(outcomes) == []
        assert get_user_model().objects.filter(is_superuser=True).count() == 1
