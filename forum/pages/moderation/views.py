"""The moderators' tools in the page of a topic: each asks for a reason, then does one act on it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forum.boards.tree import Tree
from forum.moderation import acts
from forum.pages.moderation.forms import form_for
from forum.pages.responses import SeeOther, to_sign_in
from forum.topics.models import Topic


@require_http_methods(["GET", "HEAD", "POST"])
def act_on_topic(request: HttpRequest, topic_id: int, slug: str, name: str) -> HttpResponse:
    act = acts.find("topic", name)
    if act is None or act.change is None:
        raise Http404
    topic = get_object_or_404(Topic.objects.visible_to(request.user).select_related("board"), pk=topic_id)
    if not request.user.is_authenticated:
        return to_sign_in(request.path)
    if not act.on.may_moderate(request.user, topic):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    form = form_for(act, sent, by=request.user, things=[topic])
    if not form.is_valid():
        path = Tree(request.user).path(topic.board_id)
        context = {"topic": topic, "path": path, "act": act, "form": form}
        return render(request, "moderation/act.html", context, status=422 if form.errors else 200)
    if act(request.user, topic, **form.cleaned_data):
        messages.success(request, str(act.done) or act.done_to_many % {"count": 1})
    else:
        messages.success(request, _("That had been done already."))
    return SeeOther(topic.get_absolute_url())
