"""What is asked of a post because of its files, before it is published or changed."""

import re
from collections import Counter
from html import escape
from urllib.parse import unquote

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.attachments.models import Attachment
from forum.attachments.uses import ADDRESS, keys_in
from forum.boards.models import Board, read_permissions
from forum.html_entities import unescape
from forum.markup.remote_pictures import undescribed_addresses
from forum.markup.unicode_text import set_apart
from forum.posts.models import Post
from forum.posts.post_text import PostText, TextRefused
from forum.posts.publishing import Hold, Submission
from forum.topics.models import Topic
from forum.topics.rules import may

PICTURE_WITHOUT_WORDS = re.compile(r'<img (?=[^>]*\balt="\s*")[^>]*\bsrc="([^"]*)"')


def check_files(submission: Submission, place: Topic | Board) -> Hold | None:
    """Refuse files where the author may not attach any, and pictures without words where the board wants some."""
    _refuse_files(submission.author, submission.text.rendered.html, place)
    return None


def check_edit(by: User, post: Post, text: PostText) -> None:
    """The same of what an edit brings in: what the post has already may stay."""
    _refuse_files(by, text.rendered.html, post.topic, before=post.html)


def _refuse_files(by: User, html: str, place: Topic | Board, before: str = "") -> None:
    keys = set(keys_in(html)).difference(keys_in(before))
    may_not = keys and not may(read_permissions(by), "attach", place)
    if may_not and Attachment.objects.filter(owner=by, key__in=keys).exists():
        raise TextRefused(_("You can’t attach files on this board. Take them out of your text."))
    if undescribed := _pictures_without_words(html) - _pictures_without_words(before):
        board = place if isinstance(place, Board) else place.board
        if board is not None and board.requires_descriptions:
            names = ", ".join(set_apart(_name_of(address)) for address in undescribed)
            raise TextRefused(
                _(
                    "Pictures on this board need a description, for those who can’t see them. "
                    "Write it between the brackets, as in ![A red boat](…). Not described yet: %(names)s."
                )
                % {"names": names}
            )


def _name_of(address: str) -> str:
    """A file of the forum is known to its author by its name, a picture of another site by its address."""
    is_ours = ADDRESS.match(address) is not None
    return unquote(unescape(address).rpartition("/")[2]) if is_ours else unescape(address)


def _pictures_without_words(html: str) -> Counter[str]:
    """By address: one in place of another is a new picture, though there are no more of them."""
    return Counter([*PICTURE_WITHOUT_WORDS.findall(html), *map(escape, undescribed_addresses(html))])
