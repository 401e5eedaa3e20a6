"""What a member has typed in a reply box, kept while another act on that page loads it anew: as their draft.

Where the draft cannot take it, for another tab has a newer one, their session keeps it.
"""

from typing import Any

from django.http import HttpRequest, QueryDict

from accounts.models import User
from forum import limits
from forum.drafts import places
from forum.pages.addresses import row_number
from forum.pages.drafts.box import save_sent
from forum.refusals import Refusal
from forum.topics.models import Topic

UNSENT = "unsent"
MOST = 3  # topics; a fourth replaces the oldest
LONGEST = 100_000  # characters


def keep(request: HttpRequest, topic: Topic, box: QueryDict | None = None) -> None:
    """Keep what the reply box held when a button beside it was pressed: what was sent, unless `box` says otherwise.

    Raise LimitExceeded where one member sends more than anybody presses buttons; the page that says so has the text.
    """
    sent = request.POST if box is None else box
    if sent.get("body") and request.user.is_authenticated:
        limits.enforce("unsent", request.user.pk)
    if "body" not in sent or (
        request.user.is_authenticated and saved_as_draft(request, request.user, topic, sent)
    ):
        return
    fields: dict[str, Any] = {"body": sent["body"][:LONGEST]}
    if reply_to := sent.get("reply_to", "")[:19]:
        fields["reply_to"] = reply_to
    if "follow_asked" in sent:
        fields["follow"] = "follow" in sent
    others = [(key, kept) for key, kept in request.session.get(UNSENT, {}).items() if key != str(topic.pk)]
    if fields["body"].strip():
        others.append((str(topic.pk), fields))
    request.session[UNSENT] = dict(others[-MOST:])


def saved_as_draft(request: HttpRequest, member: User, topic: Topic, sent: QueryDict) -> bool:
    """Whether the draft has taken it; what the session had of it before is older then."""
    try:
        save_sent(sent, member, places.for_reply(topic))
    except Refusal:
        return False
    forget(request, topic.pk)
    return True


def keep_beside(request: HttpRequest) -> None:
    """The same for a button beside a post, which names the topic whose reply box it sends along."""
    topic_id = row_number(request.POST.get("topic", ""))
    topic = Topic.objects.readable_by(request.user).filter(pk=topic_id or 0).first()
    if topic is not None:
        keep(request, topic)


def kept(request: HttpRequest, topic: Topic) -> dict[str, Any]:
    """Return the fields of the topic's reply form that were kept."""
    fields: dict[str, Any] = request.session.get(UNSENT, {}).get(str(topic.pk), {})
    return fields


def forget(request: HttpRequest, topic_id: int) -> None:
    texts = request.session.get(UNSENT, {})
    if str(topic_id) in texts:
        request.session[UNSENT] = {key: fields for key, fields in texts.items() if key != str(topic_id)}
