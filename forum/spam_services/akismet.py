"""Akismet, where the owner has a key: what it calls spam waits for approval. It gets text, name and network."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from forum.posts.approval import Evidence, Reason, Writing
from forum.spam_services.asking import ask

ADDRESS = "https://rest.akismet.com/1.1/comment-check"


def judge(writing: Writing) -> Evidence | None:
    key = settings.SPAM_SERVICES.akismet_key
    if not key:
        return None
    sent = {
        "api_key": key,
        "blog": settings.FORUM_URL,
        "user_ip": writing.ip or "",
        "comment_type": "forum-post" if writing.is_topic else "reply",
        "comment_author": writing.author.username,
        "comment_content": f"{writing.title}\n\n{writing.text.source}".strip(),
    }
    return {} if ask("Akismet", ADDRESS, sent) == "true" else None


AKISMET = Reason(
    name="akismet",
    words=lambda evidence: _("Akismet takes it for spam."),
    author_words=lambda evidence: _("A spam filter wants a moderator to look at it."),
    judge=judge,
    of_edits=True,
)
