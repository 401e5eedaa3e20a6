from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from forum.boards.models import Board
from forum.boards.tree import Tree
from forum.follows.models import FollowPreference
from forum.pages import visitor_drafts
from forum.pages.addresses import at_address_or_404
from forum.pages.client_limits import client_ip
from forum.pages.middleware.csrf import visitors_may_post
from forum.pages.pagination import number_in_query
from forum.pages.posts.addresses import per_page, post_address
from forum.pages.posts.forms import TopicForm, add_refusal, new_key, with_new
from forum.pages.requests import ForumRequest
from forum.pages.responses import SeeOther, moved_to, to_pending_post
from forum.pages.topics.lookup import topic_or_404
from forum.pages.topics.page import topic_page
from forum.pages.topics.reading import first_unread, is_looked_at
from forum.pages.visitor_page_cache import is_shared_page, shared_page, topic_page_key
from forum.posts import publishing
from forum.posts.models import PER_PAGE, PendingPost, Post
from forum.posts.post_text import PostText
from forum.refusals import Refusal
from forum.topics import rules
from forum.topics.models import Topic
from forum.topics.view_counts import count_view


@require_safe
def topic(request: ForumRequest, topic_id: int, slug: str) -> HttpResponse:
    topic = topic_or_404(request.user, topic_id)
    if slug != topic.slug:
        return moved_to(request, topic.get_absolute_url())
    first = number_in_query(request, "from")
    if first is not None and per_page(request.user) == PER_PAGE:
        # Another reader's page begins there; here it is one of the forum's own.
        return HttpResponseRedirect(Post(number=first, topic=topic).address().partition("#")[0])
    response = topic_response(request, topic)
    if is_looked_at(request):
        count_view(topic.pk)
    return response


def topic_response(request: ForumRequest, topic: Topic) -> HttpResponse:
    """The topic's page; visitors share it until the topic or the site changes.

    Beside the topic it shows its authors' numbers of posts, which may be a minute old.
    """
    if not is_shared_page(request):
        return topic_page(request, topic)
    return shared_page(topic_page_key(request, topic), lambda: topic_page(request, topic))


@require_safe
def unread(request: HttpRequest, topic_id: int, slug: str) -> HttpResponse:
    """Redirect to the first unread post."""
    topic = topic_or_404(request.user, topic_id)
    post = first_unread(request.user, topic)
    if post is None:
        return SeeOther(topic.get_absolute_url())
    post.topic = topic
    return SeeOther(post_address(request.user, post))


@require_safe
def by_number(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Redirect to the topic if its number is right, whatever comes after: an old title, a stray sign, half a slug."""
    return moved_to(request, topic_or_404(request.user, topic_id).get_absolute_url())


@visitors_may_post
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    board = at_address_or_404(Board.objects.visible_to(request.user), slug)
    if board.slug != slug and request.method != "POST":
        return moved_to(request, reverse("topic-new", args=[board.slug]))
    form_name = f"new:{board.pk}"
    if not request.user.is_authenticated:
        return visitor_drafts.sign_in_to_go_on(request, form_name)
    if not rules.can_start(request.user, board):
        raise PermissionDenied if board.takes_topics else Http404
    if request.method != "POST":
        initial = {"follow": FollowPreference.of(request.user).follows_started}
        initial |= visitor_drafts.draft(request, form_name)
        return topic_form_page(request, board, TopicForm(initial=initial))
    form = TopicForm(request.POST, by=request.user)
    if not form.is_valid():
        return topic_form_page(request, board, form, status=422)
    if "preview" in request.POST:
        return topic_form_page(request, board, form, preview=form.text)
    try:
        draft = form.draft(
            ip=client_ip(request), title=form.cleaned_data["title"], tags=form.cleaned_data["tags"]
        )
        post = publishing.start(board, draft)
    except Refusal as refusal:
        add_refusal(form, refusal)
        form.data = with_new(request.POST, key=new_key())
        return topic_form_page(request, board, form, status=refusal.status)
    visitor_drafts.delete_draft(request, form_name)
    if isinstance(post, PendingPost):
        return to_pending_post(request, post)
    return SeeOther(post.topic.get_absolute_url())


def topic_form_page(
    request: HttpRequest,
    board: Board,
    form: TopicForm,
    *,
    preview: PostText | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"board": board, "path": Tree(request.user).path(board.pk), "form": form, "preview": preview}
    return render(request, "topics/new.html", context, status=status)
