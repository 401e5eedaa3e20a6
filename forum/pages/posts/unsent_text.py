"""What a member has typed in a reply box, kept in their session while another act on that page loads it anew."""

from typing import Any

from django.http import HttpRequest

from forum.pages.addresses import row_number
from forum.topics.models import Topic

UNSENT = "unsent"
MOST = 3  # topics; a fourth replaces the oldest
LONGEST = 100_000  # characters


def keep(request: HttpRequest, topic: Topic) -> None:
    """Keep what the reply box held when a button beside it was pressed."""
    if "body" not in request.POST:
        return
    fields: dict[str, Any] = {"body": request.POST["body"][:LONGEST]}
    if reply_to := request.POST.get("reply_to", "")[:19]:
        fields["reply_to"] = reply_to
    if "follow_asked" in request.POST:
        fields["follow"] = "follow" in request.POST
    others = [(key, kept) for key, kept in request.session.get(UNSENT, {}).items() if key != str(topic.pk)]
    if fields["body"].strip():
        others.append((str(topic.pk), fields))
    request.session[UNSENT] = dict(others[-MOST:])


def keep_beside(request: HttpRequest) -> None:
    """The same for a button beside a post, which names the topic whose reply box it sends along."""
    topic_id = row_number(request.POST.get("topic", ""))
    topic = Topic.objects.visible_to(request.user).filter(pk=topic_id or 0).first()
    if topic is not None:
        keep(request, topic)


def kept(request: HttpRequest, topic: Topic) -> dict[str, Any]:
    """Return the fields of the topic's reply form that were kept."""
    fields: dict[str, Any] = request.session.get(UNSENT, {}).get(str(topic.pk), {})
    return fields


def forget(request: HttpRequest, topic: Topic) -> None:
    texts = request.session.get(UNSENT, {})
    if str(topic.pk) in texts:
        request.session[UNSENT] = {key: fields for key, fields in texts.items() if key != str(topic.pk)}
