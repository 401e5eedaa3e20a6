"""Warning the author of a post, by those who moderate its board."""

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from forum.moderation import warning_acts
from forum.pages.addresses import next_or
from forum.pages.moderation.views import act_page
from forum.pages.posts.addresses import post_address
from forum.pages.posts.lookup import post_or_404
from forum.pages.requests import ForumRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def warn(request: ForumRequest, post_id: int) -> HttpResponse:
    post = post_or_404(request, post_id)
    context = {"topic": post.topic, "excerpt": post.html if request.user.is_authenticated else ""}
    if request.user.is_authenticated:
        context["back"] = next_or(request, post_address(request.user, post))
    return act_page(request, warning_acts.warn_post, post, context)
