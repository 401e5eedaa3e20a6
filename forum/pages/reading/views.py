"""Buttons that mark topics, boards, tags or everything as read, and posts as unread; each can be undone."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.boards.models import Board, permissions_of
from forum.markup.unicode_text import set_apart
from forum.notifications.marking_read import read_about, undo_read_about
from forum.pages.addresses import at_address_or_404, next_or, number_or_404
from forum.pages.client_limits import limited
from forum.pages.posts import unsent_text
from forum.pages.posts.lookup import any_post_or_404
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther
from forum.pages.topics.lookup import any_topic_or_404
from forum.pages.undo_messages import success_with_undo
from forum.reading import marking
from forum.reading.unread import EPOCH, since_epoch
from forum.topics.models import Tag, Topic


@login_required
@require_POST
@limited("mark-read")
def read_topic(request: MemberRequest, topic_id: int, slug: str) -> HttpResponse:
    topic = any_topic_or_404(request.user, topic_id)
    unsent_text.keep(request, topic)
    sent, now = request.POST.get("number"), timezone.now()
    number = topic.last_number if sent is None else number_or_404(sent)
    before = marking.mark_topic_read(request.user, topic, number)
    # Of what came after that number the bell has more to tell.
    if number >= topic.last_number:
        read_about(request.user, Q(topic=topic), now)
    text = _("“%(title)s” is marked as read.") % {"title": set_apart(topic.title)}
    success_with_undo(request, text, mark_address(topic, to=before, at=since_epoch(now)))
    return SeeOther(next_or(request, topic.get_absolute_url()))


@login_required
@require_POST
@limited("mark-read")
def unread_from(request: MemberRequest, post_id: int) -> HttpResponse:
    """Mark a post and those after it unread. It leads to the board, as the topic's page would mark them read again."""
    post = any_post_or_404(request, post_id)
    unsent_text.keep(request, post.topic)
    before = marking.mark_unread_from(request.user, post.topic, post.number)
    words = {"title": set_apart(post.topic.title), "n": post.number}
    text = _("“%(title)s” is marked as unread from post %(n)d on.") % words
    success_with_undo(request, text, mark_address(post.topic, to=before))
    return SeeOther(post.topic.list_address)


def mark_address(topic: Topic, **query: int) -> str:
    """Where a button leads that puts the mark back to the number `to`, and the bell to what it was before `at`."""
    return f"{reverse('topic-read-undo', args=[topic.pk, topic.slug])}?{urlencode(query)}"


@login_required
@require_POST
@limited("mark-read")
def undo_topic(request: MemberRequest, topic_id: int, slug: str) -> HttpResponse:
    topic = any_topic_or_404(request.user, topic_id)
    marking.set_mark(request.user, topic, number_or_404(request.GET.get("to", "")))
    if sent := request.GET.get("at"):
        undo_read_about(request.user, moment_or_404(sent))
    messages.success(request, _("It’s as it was before."))
    return SeeOther(next_or(request, topic.list_address))


@login_required
@require_POST
@limited("mark-read")
def read_board(request: MemberRequest, slug: str) -> HttpResponse:
    """With the boards below it that the reader sees."""
    board = at_address_or_404(Board.objects.visible_to(request.user), slug)
    permissions = permissions_of(request.user)
    boards = permissions.tree.inside(board.pk) & permissions.boards("see")
    at = marking.mark_boards_read(request.user, boards, shown_at(request))
    text = _("“%(name)s” is marked as read.") % {"name": set_apart(board.name)}
    return say_read(request, text, at, Q(topic__board__in=boards), board.get_absolute_url())


@login_required
@require_POST
@limited("mark-read")
def read_tag(request: MemberRequest, slug: str) -> HttpResponse:
    tag = at_address_or_404(Tag.objects.all(), slug)
    at = marking.mark_tag_read(request.user, tag, shown_at(request))
    text = _("“%(name)s” is marked as read.") % {"name": set_apart(tag.name)}
    return say_read(request, text, at, Q(topic__tags=tag), tag.get_absolute_url())


@login_required
@require_POST
@limited("mark-read")
def read_everything(request: MemberRequest) -> HttpResponse:
    at = marking.mark_everything_read(request.user, shown_at(request))
    return say_read(request, _("Everything is marked as read."), at, Q(), reverse("home"))


def say_read(request: MemberRequest, text: str, at: datetime, about: Q, address: str) -> HttpResponse:
    """Quiet the bell, too, about what is read now, and lead back with a button that undoes the lines of this moment."""
    read_about(request.user, about, at)
    success_with_undo(request, text, f"{reverse('read-undo')}?{urlencode({'at': since_epoch(at)})}")
    return SeeOther(next_or(request, address))


@login_required
@require_POST
@limited("mark-read")
def undo(request: MemberRequest) -> HttpResponse:
    """Undo what marked a board, a tag or everything as read at the moment in `?at=`, in microseconds since 1970."""
    at = moment_or_404(request.GET.get("at", ""))
    if marking.undo_lines(request.user, at):
        undo_read_about(request.user, at)
        messages.success(request, _("It’s as it was before."))
    else:
        messages.warning(request, _("Nothing changed."))
    return SeeOther(next_or(request, reverse("home")))


def shown_at(request: MemberRequest) -> datetime:
    """Up to when the page told what is unread: what was posted since has not been seen by whoever presses a button."""
    now, sent = timezone.now(), request.POST.get("until")
    return now if sent is None else min(moment_or_404(sent), now)


def moment_or_404(sent: str) -> datetime:
    try:
        return EPOCH + timedelta(microseconds=number_or_404(sent))
    except OverflowError as error:
        raise Http404 from error
