"""What each background job does, in words for whoever runs the forum."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WORDS: dict[str, Any] = {
    "post.published": gettext_lazy("Notify people about a new post"),
    "message.published": gettext_lazy("Notify people about a new message of a conversation"),
    "post.edited": gettext_lazy("Notify people an edit mentions or quotes"),
    "links.shown": gettext_lazy("Look for links of a post that may become cards"),
    "post.removed": gettext_lazy("Count again after a post was removed"),
    "post.restored": gettext_lazy("Count again after a post was restored"),
    "topic.moderated": gettext_lazy("Count again after a topic changed"),
    "topic.moved": gettext_lazy("Count again after a topic was moved"),
    "topic.retagged": gettext_lazy("Find similar topics after new tags"),
    "member.followed": gettext_lazy("Notify a member about a new follower"),
    "follow.requested": gettext_lazy("Ask a visitor to confirm following by email"),
    "author.moderated": gettext_lazy("Notify an author about what a moderator did"),
    "day.began": gettext_lazy("Daily clean-up"),
    "topics.tally": gettext_lazy("Count the replies of the last week, month and year"),
    "texts.rerender": gettext_lazy("Format texts again"),
    "search.reindex": gettext_lazy("Index posts for search"),
    "member.cleanup": gettext_lazy("Remove the recent posts of a member"),
    "member.cleanup_undone": gettext_lazy("Restore the posts of a member"),
}
SUBJECTS = {"post_id": gettext_lazy("post"), "topic_id": gettext_lazy("topic")}


def job_words(name: str, payload: dict[str, Any]) -> str:
    """Return what the job does and what it is about: “Notify people about a new post (post 17)”."""
    words = str(WORDS.get(name, name))
    for key, noun in SUBJECTS.items():
        if number := payload.get(key):
            return _("%(what)s (%(noun)s %(number)s)") % {"what": words, "noun": noun, "number": number}
    return words
