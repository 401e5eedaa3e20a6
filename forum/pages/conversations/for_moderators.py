"""Writing to a member for the moderators of a board, and the conversations that belong to them.

`?post=` names the post in the menu of which it is begun, to whose author it goes.
"""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forum.conversations import rules, team
from forum.conversations.listing import rows_of
from forum.moderation.writing_acts import log_conversation
from forum.pages.addresses import row_number
from forum.pages.client_limits import client_ip
from forum.pages.conversations.forms import TeamForm
from forum.pages.conversations.views import PER_PAGE
from forum.pages.errors.refusals import with_retry_after
from forum.pages.moderation.access import moderators_only
from forum.pages.pagination import Pages
from forum.pages.posts.forms import add_refusal, new_key, with_new
from forum.pages.posts.preview import Preview
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther
from forum.posts.models import Post
from forum.refusals import Refusal

LONGEST_TITLE = 120  # characters of the topic's title that go into that of the conversation


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    post = post_or_404(request)
    if request.method != "POST":
        title = _("About your post in “%(topic)s”") % {"topic": post.topic.title[:LONGEST_TITLE]}
        return page(request, post, TeamForm(by=request.user, initial={"title": title}))
    form = TeamForm(request.POST, by=request.user, options=request.site_settings.markup_options)
    if not form.is_valid():
        return page(request, post, form, status=422)
    if "preview" in request.POST:
        preview = Preview.of_form(form, None, request.user)
        return preview.on(page(request, post, form, preview=preview))
    try:
        message = team.start(
            form.submission(
                ip=client_ip(request), title=form.cleaned_data["title"], site=request.site_settings
            ),
            post.topic.its_board,
            post.author,
            as_team=form.cleaned_data["written_as"] == "team",
            post=post,
            then=partial(log_conversation, request.user, post),
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
        form.data = with_new(request.POST, key=new_key())
        return with_retry_after(page(request, post, form, status=refusal.status), refusal)
    form.count_replaced()
    return SeeOther(message.topic.get_absolute_url())


def post_or_404(request: MemberRequest) -> Post:
    """The post that is named, if its author can be written to for the moderators of its board."""
    posts = Post.objects.placed_for(request.user).select_related("author", "topic__board")
    post = posts.filter(pk=row_number(request.GET.get("post", "")) or 0).first()
    if post is None or not rules.can_write_as_team(request.user, post.topic.board_id, post.author):
        raise Http404
    return post


def page(
    request: MemberRequest, post: Post, form: TeamForm, *, preview: Preview | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "preview": preview,
        "post": post,
        "member": post.author,
        "board": post.topic.its_board,
        "started": team.started_about(request.user, post),
    }
    return render(request, "conversations/new_for_moderators.html", context, status=status)


@moderators_only
@require_safe
def conversations(request: MemberRequest) -> HttpResponse:
    """Those that wait for an answer come first."""
    topics = team.conversations_of_team(request.user)
    pages = Pages.of(request, request.path, topics.count(), PER_PAGE)
    waiting_first = team.unanswered_first(topics).select_related("author", "last_poster", "moderators_of")
    rows = rows_of(request.user, list(waiting_first[pages.slice]))
    return render(request, "conversations/of_moderators.html", {"rows": rows, "pages": pages})
