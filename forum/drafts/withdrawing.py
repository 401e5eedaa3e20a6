"""Taking back what waits for approval: its text is a draft again, where it was written."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.drafts import places, saving
from forum.drafts.models import Draft
from forum.drafts.saving import Content
from forum.posts.models import PendingPost, Post
from forum.posts.pending_edits import PendingEdit
from forum.posts.publishing import lock_author
from forum.refusals import Refusal
from forum.topics.models import Topic


class NoLongerWaiting(Refusal):
    code = "no_longer_waiting"
    sentence = _("This text isn’t waiting any more.")


@transaction.atomic
def withdraw(author: User, pending_id: int) -> Draft | None:
    """Return the draft that has the text now, behind what was in it; None if its author cannot write there any more.

    Raise NoLongerWaiting if a moderator was faster, or what keeps the text from being a draft.
    """
    # Whoever approves it holds this lock, too.
    author = lock_author(author)
    pending = PendingPost.objects.filter(author=author, pk=pending_id).first()
    if pending is None:
        raise NoLongerWaiting
    there = pending.place
    place = places.for_reply(there) if isinstance(there, Topic) else places.for_new_topic(there)
    draft = None
    if places.is_there(author, place):
        present = saving.find(author, place)
        draft = saving.save(
            author, place, _content(pending, present), known=present.sequence if present else 0
        )
    pending.delete()
    return draft


@transaction.atomic
def withdraw_edit(author: User, post: Post) -> Draft | None:
    """The same of an edit that waits. Whoever approves it has the post locked meanwhile, too."""
    author = lock_author(author)
    pending = PendingEdit.objects.select_for_update(of=("self",)).filter(author=author, post=post).first()
    if pending is None:
        raise NoLongerWaiting
    place, draft = places.for_edit(post), None
    if places.is_there(author, place):
        present = saving.find(author, place)
        title = pending.title or (post.topic.title if post.is_first else "")
        content = Content(pending.source, title, {"base": [str(pending.base)]})
        if present is None or present.is_empty:
            draft = saving.save(author, place, content, known=present.sequence if present else 0)
    pending.delete()
    return draft


def _content(pending: PendingPost, present: Draft | None) -> Content:
    fields: dict[str, Any] = {"follow_asked": ["1"]} | ({"follow": ["on"]} if pending.follow else {})
    if pending.reply_to_id:
        fields["reply_to"] = [str(pending.reply_to_id)]
    if pending.board_id:
        fields["tags"] = [tag.slug for tag in pending.tags.all()]
    fields |= _fields_of_poll(pending.additions.get("poll"))
    if present is None or present.is_empty:
        return Content(pending.source, pending.title, fields)
    # Nothing that was written is lost, in either of the two.
    title = present.title or pending.title
    other_title = [pending.title] if pending.title not in ("", title) else []
    body = "\n\n".join([present.body, *other_title, pending.source]).lstrip("\n")
    return Content(body, title, fields | present.fields)


def _fields_of_poll(facts: dict[str, Any] | None) -> dict[str, list[str]]:
    """What the form of a new topic calls what `polls.making` calls otherwise."""
    if not facts:
        return {}
    fields = {
        "poll_question": [facts["question"]],
        "poll_option": list(facts["options"]),
        "poll_most": [str(facts["most_choices"])],
        "poll_results": [facts["results"]],
    }
    if facts["ends_at"] and (ends_at := parse_datetime(facts["ends_at"])):
        # As the author, who asks for this, would type it.
        fields["poll_ends_at"] = [timezone.localtime(ends_at).strftime("%Y-%m-%dT%H:%M")]
    if not facts["is_secret"]:
        fields["poll_public"] = ["on"]
    if facts["is_final"]:
        fields["poll_final"] = ["on"]
    return fields
