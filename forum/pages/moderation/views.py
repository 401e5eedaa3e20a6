"""The moderators' tools in the page: each asks for a reason, then does one act on one topic."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from forum.boards.tree import Tree
from forum.moderation import moderating
from forum.pages.moderation.forms import MoveForm, ReasonForm
from forum.pages.responses import SeeOther, to_sign_in
from forum.topics import rules
from forum.topics.models import Topic


@dataclass(frozen=True)
class Tool:
    name: str
    heading: Promise
    effect: Promise
    button: Promise
    done: Promise
    act: Callable[..., bool]
    needs_reason: bool = False
    is_harsh: bool = False


def view_of(tool: Tool):
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request, topic_id, slug):
        topic = moderated(request, topic_id)
        if topic is None:
            return to_sign_in(request.path)
        form = ReasonForm(request.POST if request.method == "POST" else None, required=tool.needs_reason)
        if request.method != "POST" or not form.is_valid():
            return tool_page(request, topic, tool, form)
        return finish(request, topic, tool, tool.act(request.user, topic, form.cleaned_data["reason"]))

    return view


MOVE = Tool(
    "move",
    _("Move this topic"),
    _(
        "Its posts and followers go with it, and links to it keep working. "
        "Members who may not see the other board lose sight of it."
    ),
    _("Move topic"),
    _("The topic has been moved."),
    moderating.move,
)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request, topic_id, slug):
    topic = moderated(request, topic_id)
    if topic is None:
        return to_sign_in(request.path)
    form = MoveForm(request.POST if request.method == "POST" else None, by=request.user, topic=topic)
    if request.method != "POST" or not form.is_valid():
        return tool_page(request, topic, MOVE, form)
    cleaned = form.cleaned_data
    return finish(
        request, topic, MOVE, moderating.move(request.user, topic, cleaned["board"], cleaned["reason"])
    )


def moderated(request, topic_id) -> Topic | None:
    """The topic, if this person moderates it; None for a visitor, who may be a moderator once signed in."""
    topic = get_object_or_404(Topic.objects.visible_to(request.user).select_related("board"), pk=topic_id)
    if not request.user.is_authenticated:
        return None
    if not rules.can_moderate(request.user, topic):
        raise PermissionDenied
    return topic


def tool_page(request, topic, tool: Tool, form):
    context = {"topic": topic, "path": Tree(request.user).path(topic.board_id), "tool": tool, "form": form}
    return render(request, "moderation/tool.html", context, status=422 if form.errors else 200)


def finish(request, topic, tool: Tool, done: bool):
    messages.success(request, str(tool.done) if done else _("That had been done already."))
    return SeeOther(topic.get_absolute_url())


lock = view_of(
    Tool(
        "lock",
        _("Lock this topic"),
        _("Everybody can read it, nobody but moderators can reply."),
        _("Lock topic"),
        _("The topic is locked."),
        moderating.lock,
    )
)
unlock = view_of(
    Tool(
        "unlock",
        _("Unlock this topic"),
        _("Members can reply again."),
        _("Unlock topic"),
        _("The topic is open again."),
        moderating.unlock,
    )
)
pin = view_of(
    Tool(
        "pin",
        _("Pin this topic"),
        _("It stands above the others on its board."),
        _("Pin topic"),
        _("The topic is pinned."),
        moderating.pin,
    )
)
unpin = view_of(
    Tool(
        "unpin",
        _("Unpin this topic"),
        _("It stands among the others again, by its latest post."),
        _("Unpin topic"),
        _("The topic is no longer pinned."),
        moderating.unpin,
    )
)
remove = view_of(
    Tool(
        "remove",
        _("Remove this topic"),
        _("Only moderators see it from now on. It can be restored."),
        _("Remove topic"),
        _("The topic has been removed."),
        moderating.remove,
        needs_reason=True,
        is_harsh=True,
    )
)
restore = view_of(
    Tool(
        "restore",
        _("Restore this topic"),
        _("Everybody who sees the board sees it again."),
        _("Restore topic"),
        _("The topic is back."),
        moderating.restore,
    )
)
