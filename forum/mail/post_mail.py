"""The mail about a post, and the headers by which mail programs thread it with its topic."""

from email.header import Header
from email.headerregistry import Address

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from forum.boards.models import permissions_of
from forum.mail.composing import MailContent, header_text
from forum.mail.paragraphs import in_sentence, one_line
from forum.mail.send_checks import post_to_send
from forum.markup import mail_excerpt
from forum.markup.mail_excerpts import MailExcerpt
from forum.notifications.kinds import KINDS
from forum.notifications.models import Delivery, NotificationPreference
from forum.notifications.subjects import Subject
from forum.polls.words import words_of_polls
from forum.posts.models import Post
from forum.site.absolute_addresses import absolute, hostname
from forum.site.models import SiteSettings
from forum.topics.models import Topic
from forum.topics.participants import seen_from
from forum.topics.rules import may

LONGEST_TEXT = 500


def compose(delivery: Delivery, site: SiteSettings) -> MailContent:
    post = post_to_send(delivery)
    has_text = holds_text(delivery, post.topic, site)
    context = {
        "sentence": sentence_about(post, delivery.kind),
        "place": one_line(post.topic.board.name) if post.topic.board else _("private conversation"),
        "excerpt": excerpt_for(delivery, post) if has_text else None,
        "poll": words_of_polls([post.topic_id]).get(post.topic_id) if has_text and post.is_first else None,
        "is_hidden": not has_text,
        "is_conversation": post.topic.is_conversation,
        "link": absolute(post.get_absolute_url()),
    }
    subject = post.topic.title if post.is_first else f"Re: {post.topic.title}"
    headers = threading_headers(post, site.name)
    if revision := delivery.detail.get("revision"):
        # A mail program shows no second mail that bears the name of one it has.
        headers |= {"Message-ID": _message_id(post, revision)}
    return MailContent(subject, "post", context, headers)


def holds_text(delivery: Delivery, topic: Topic, site: SiteSettings) -> bool:
    """Whether the forum, and of conversations their reader too, lets mails say what was written in the topic."""
    if site.hides_private_text and not may(AnonymousUser(), "see", topic):
        return False
    if not topic.is_conversation:
        return True
    return delivery.member is not None and not NotificationPreference.of(delivery.member).hides_messages


def excerpt_for(delivery: Delivery, post: Post) -> MailExcerpt:
    """Without quotations for whoever came to a conversation later: they may be of what was said before."""
    return mail_excerpt(
        post.html,
        home=settings.FORUM_URL,
        length=LONGEST_TEXT,
        has_quotations=not _came_later(delivery, post.topic),
    )


def _came_later(delivery: Delivery, topic: Topic) -> bool:
    if delivery.member is None or not topic.is_conversation:
        return False
    return (seen_from(permissions_of(delivery.member), topic) or 1) > 1


def sentence_about(post: Post, kind: str) -> str:
    return KINDS[kind].sentence(Subject(), in_sentence(post.author.full_name), in_sentence(post.topic.title))


def threading_headers(post: Post, forum_name: str) -> dict[str, str]:
    """Return the headers by which a mail program shows the posts of a topic as one thread, of one list."""
    topic, root = post.topic, f"<topic-{post.topic_id}@{hostname()}>"
    headers = {
        "Message-ID": root if post.is_first else _message_id(post),
        "List-ID": _list_id(topic, forum_name),
        "List-Archive": f"<{absolute(topic.get_absolute_url())}>",
    }
    if not post.is_first:
        above = post.reply_to
        parent = root if above is None or above.is_first else _message_id(above)
        headers |= {"In-Reply-To": parent, "References": root if parent == root else f"{root} {parent}"}
    return headers


def _message_id(post: Post, revision: int = 1) -> str:
    edition = f".{revision}" if revision > 1 else ""
    return f"<post-{post.pk}{edition}.topic-{post.topic_id}@{hostname()}>"


def _list_id(topic: Topic, forum_name: str) -> str:
    # The name is for people and goes as a quoted or encoded word; the number never changes.
    name = header_text(f"{forum_name} | {topic.board.name if topic.board else _('Conversations')}")
    if name.isascii():
        words = str(Address(display_name=name)).removesuffix("<>").strip()
    else:
        # Only the words are encoded: inside of the brackets stands what programs compare.
        words = Header(name, "utf-8").encode(linesep="")
    # All conversations are one list: what is sorted by it says in no header which one it is.
    place = "conversations" if topic.is_conversation else f"board-{topic.board_id}"
    return f"{words} <{place}.{hostname()}>"
