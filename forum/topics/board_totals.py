from django.db import transaction
from django.db.models import Count, Sum

from forum.boards.models import Board
from forum.topics.models import Topic


@transaction.atomic
def recount_board(board_id: int) -> None:
    """Set the board's totals by a recount. Called by a job, so it may run late or twice."""
    # Of two workers that count at once, the one that counted earlier must not write later.
    if not Board.objects.select_for_update(no_key=True).only("pk").filter(pk=board_id).first():
        return
    totals = (
        Topic.objects.filter(board=board_id)
        .not_removed()
        .aggregate(topics=Count("id"), posts=Sum("post_count"))
    )
    Board.objects.filter(pk=board_id).update(topic_count=totals["topics"], post_count=totals["posts"] or 0)
