"""The list of posts by board asks differently for large boards and small ones, and shows the same."""

import pytest

from forum.admin.posts import PostBoardFilter

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.mark.parametrize("large_from", [0, 20_000])
def test_a_board_shows_its_own_posts_alone(
    as_, root, ada, topic, board, start, members_board, monkeypatch, large_from
):
    start(ada, members_board, "Elsewhere", "Quite another text")
    monkeypatch.setattr(PostBoardFilter, "LARGE", large_from)
    page = as_(root).get(f"/admin/posts/post/?board={board.pk}").text
    assert topic.posts.get().text[:20] in page
    assert "Quite another text" not in page
