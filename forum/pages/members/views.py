from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from forum.pages.addresses import row_number
from forum.pages.follows.control import Control
from forum.pages.old_addresses import views as old
from forum.pages.responses import moved_to
from forum.posts.models import Post
from forum.topics.models import Topic

PER_PAGE = 20


def member(request, username):
    member = get_user_model().objects.named(username).filter(closed_at=None).first()
    if member is None:
        return old.member(request, username)
    address = reverse("member", args=[member.username])
    if member.username != username:
        return moved_to(request, address)
    shows_topics = request.GET.get("show") == "topics"
    rows = topics_of(member, request.user) if shows_topics else posts_of(member, request.user)
    found = list(older(rows, request.GET.get("before"))[: PER_PAGE + 1])
    control = Control(request.user, member, request.get_full_path())
    control.look_in(request)
    context = {
        "member": member,
        "control": control,
        "address": address,
        "shows_topics": shows_topics,
        "found": found[:PER_PAGE],
        "before": found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None,
        "is_first": "before" not in request.GET,
    }
    return render(request, "members/member.html", context)


def posts_of(member, reader) -> QuerySet[Post]:
    return Post.objects.visible_to(reader).filter(author=member).select_related("topic", "topic__board")


def topics_of(member, reader) -> QuerySet[Topic]:
    return Topic.objects.visible_to(reader).filter(author=member).listed()


def older(rows, before: str | None):
    """The rows from the newest on, or from behind the one that `before` names. No page costs more than the first."""
    if before is not None:
        if row_number(before) is None:
            raise Http404
        # Looked for among what the reader sees: the answer must not tell that there is something else.
        moment = rows.filter(pk=before).values_list("created_at", flat=True).first()
        if moment is None:
            raise Http404
        rows = rows.filter(Q(created_at__lt=moment) | Q(created_at=moment, pk__lt=before))
    return rows.order_by("-created_at", "-pk")
