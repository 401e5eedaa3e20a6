"""The mail about a post: who said what where, why somebody gets it, and the headers that thread it by topic."""

from email.header import Header
from email.headerregistry import Address

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from accounts.mail_paragraphs import one_line
from forum.boards.models import Board
from forum.mail.composing import Letter, in_header
from forum.mail.send_checks import post_to_send
from forum.markup import mail_excerpt
from forum.notifications.kinds import KINDS
from forum.notifications.models import Delivery
from forum.notifications.subjects import Subject
from forum.posts.models import Post
from forum.site.addresses import absolute, hostname
from forum.topics.models import Topic
from forum.topics.permissions import may

LONGEST_TEXT = 500


def letter(delivery: Delivery) -> Letter:
    """Raises Skip where the post is not for this reader any more."""
    post = post_to_send(delivery)
    topic = post.topic
    is_told = not (delivery.site.hides_private_text and not is_public(topic.board))
    context = {
        "sentence": KINDS[delivery.kind].sentence(
            Subject(), one_line(post.author.full_name), one_line(topic.title)
        ),
        "board": one_line(topic.board.name),
        "said": mail_excerpt(post.html, home=settings.FORUM_URL, length=LONGEST_TEXT) if is_told else None,
        "is_hidden": not is_told,
        "link": absolute(post.get_absolute_url()),
        "kind": KINDS[delivery.kind],
    }
    subject = topic.title if post.is_first else f"Re: {topic.title}"
    headers = threading_headers(post, delivery.site.name)
    if revision := delivery.detail.get("revision"):
        # A mail program shows no second mail that bears the name of one it has.
        headers |= {"Message-ID": message_id(post, revision)}
    return Letter(subject, "post", context, headers)


def is_public(board: Board) -> bool:
    return may(AnonymousUser(), "see", board)


def threading_headers(post: Post, forum: str) -> dict[str, str]:
    """By these a mail program shows the posts of a topic as one thread, and knows which list they belong to."""
    topic, root = post.topic, topic_id(post.topic)
    headers = {
        "Message-ID": root if post.is_first else message_id(post),
        "List-ID": list_id(topic, forum),
        "List-Archive": f"<{absolute(topic.get_absolute_url())}>",
    }
    if not post.is_first:
        above = post.reply_to
        parent = root if above is None or above.is_first else message_id(above)
        headers |= {"In-Reply-To": parent, "References": root if parent == root else f"{root} {parent}"}
    return headers


def topic_id(topic: Topic) -> str:
    return f"<topic-{topic.pk}@{hostname()}>"


def message_id(post: Post, revision: int = 1) -> str:
    edition = f".{revision}" if revision > 1 else ""
    return f"<post-{post.pk}{edition}.topic-{post.topic_id}@{hostname()}>"


def list_id(topic: Topic, forum: str) -> str:
    # The name is for people and goes as a quoted or encoded word; the number never changes.
    name = in_header(f"{forum} | {topic.board.name}")
    if name.isascii():
        words = str(Address(display_name=name)).removesuffix("<>").strip()
    else:
        # Only the words are encoded: inside of the brackets stands what programs compare.
        words = Header(name, "utf-8").encode(linesep="")
    return f"{words} <board-{topic.board_id}.{hostname()}>"
