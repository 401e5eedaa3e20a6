"""The page that tells a member what a moderator did to them or to what they wrote, where the thing is out of sight."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from forum.moderation import acts
from forum.moderation.author_notification import is_told, title_and_boards
from forum.moderation.models import LogEntry
from forum.pages.requests import MemberRequest
from forum.posts import rules
from forum.posts.models import Post
from forum.topics.models import Topic


@login_required
@never_cache
@require_safe
def act_notice(request: MemberRequest, entry_id: int) -> HttpResponse:
    entries = LogEntry.objects.select_related("topic", "post", "member")
    entry = get_object_or_404(entries, pk=entry_id)
    act = acts.of(entry)
    if act is None or not is_told(entry, request.user):
        raise Http404
    post = own_post(entry)
    topic = Topic.objects.visible_to(request.user).filter(pk=entry.topic_id or 0).first()
    context = {
        "entry": entry,
        "sentence": act.notification % {"topic": title_and_boards(entry)["title"], "count": 1},
        "reason": entry.reason if entry.detail.get("tells_reason") and "undoes" not in entry.detail else "",
        "suspended_until": suspended_until(entry),
        "post": post if post and rules.can_read_own_removed(request.user, post) else None,
        "is_withheld": bool(entry.detail.get("is_withheld")),
        "address": topic.get_absolute_url() if topic else "",
    }
    return render(request, "moderation/act_notice.html", context)


def own_post(entry: LogEntry) -> Post | None:
    """The post that was acted on, or the first one of the topic."""
    if entry.topic is None:
        return None
    post = entry.post or entry.topic.posts.filter(number=1).first()
    if post is not None:
        post.topic = entry.topic
    return post


def suspended_until(entry: LogEntry) -> object:
    member: User | None = entry.member
    return member.suspended_until if member and member.is_suspended else None
