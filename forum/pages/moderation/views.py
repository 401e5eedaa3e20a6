"""Moderation acts on a topic: each page asks for a reason, then does the act."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.boards.tree import Tree
from forum.moderation.acts import Act
from forum.pages.forms import posted
from forum.pages.moderation.forms import form_for
from forum.pages.responses import SeeOther, form_page, to_sign_in
from forum.pages.topics.lookup import topic_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def act_on_topic(request: HttpRequest, topic_id: int, slug: str, act: Act[Any]) -> HttpResponse:
    topic = topic_or_404(request.user, topic_id)
    # After the topic was found: being asked to sign in would tell a visitor of a topic out of their sight.
    if not request.user.is_authenticated:
        return to_sign_in(request.path)
    if not act.on.may_moderate(request.user, topic):
        raise PermissionDenied
    form = form_for(act, posted(request), by=request.user, things=[topic])
    if not form.is_valid():
        path = Tree(request.user).path(topic.board_id)
        context = {"topic": topic, "path": path, "act": act, "form": form}
        return form_page(request, "moderation/act.html", context)
    if act(request.user, topic, **form.cleaned_data):
        messages.success(request, str(act.done) or act.done_to_many % {"count": 1})
    else:
        messages.success(request, _("That had been done already."))
    return SeeOther(topic.get_absolute_url())
