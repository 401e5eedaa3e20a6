"""What is asked of a new post because of its files, before it is published."""

import re

from django.utils.translation import gettext_lazy as _

from forum.attachments.models import Attachment
from forum.attachments.uses import keys_in
from forum.boards.models import Board, read_permissions
from forum.posts.post_text import TextRefused
from forum.posts.publishing import Hold, Submission
from forum.topics.models import Topic
from forum.topics.rules import may

PICTURE_WITHOUT_WORDS = re.compile(r'<img [^>]*\balt="\s*"')


def check_files(submission: Submission, place: Topic | Board) -> Hold | None:
    """Refuse files where the author may not attach any, and pictures without words where the board wants some."""
    html = submission.text.rendered.html
    keys = keys_in(html)
    own = Attachment.objects.filter(owner=submission.author, key__in=keys)
    if keys and not may(read_permissions(submission.author), "attach", place) and own.exists():
        raise TextRefused(_("You can’t attach files on this board. Take them out of your text."))
    if PICTURE_WITHOUT_WORDS.search(html):
        board = place if isinstance(place, Board) else place.board
        if board.requires_descriptions:
            raise TextRefused(
                _(
                    "Pictures on this board need a description, for those who can’t see them. "
                    "Write it between the brackets, as in ![A red boat](…)."
                )
            )
    return None
