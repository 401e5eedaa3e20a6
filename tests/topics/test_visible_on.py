"""The topics of one board that somebody sees, asked without the names of all boards: the same as among all that they see."""

import pytest
from django.utils import timezone

from forum.topics.models import Topic

STATES = {
    "open": {},
    "removed": {"removed_at": timezone.now()},
    "withheld": {"removed_at": timezone.now(), "is_withheld": True},
    "merged": {"removed_at": timezone.now(), "merged_at": timezone.now()},
    "deleted for good": {"removed_at": timezone.now(), "erased_at": timezone.now()},
}


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("ben", {"open"}),
        ("mod", {"open", "removed"}),
        ("root", {"open", "removed", "withheld"}),
    ],
)
def test_a_board_shows_who_reads_it_what_all_lists_show(name, seen, request, ada, board, start, staff_board):
    reader = request.getfixturevalue(name)
    for state, changes in STATES.items():
        Topic.objects.filter(pk=start(ada, board, title=state).pk).update(**changes)
    on_board = Topic.objects.visible_on(board, reader)
    assert {topic.title for topic in on_board} == seen
    assert set(on_board) == set(Topic.objects.visible_to(reader).filter(board=board))
    assert not Topic.objects.visible_on(staff_board, request.getfixturevalue("ben")).exists()
