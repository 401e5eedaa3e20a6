from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.pages.errors.refusals import plain_refusal
from forum.pages.requests import ForumRequest
from forum.posts.post_text import render_text
from forum.refusals import NotAllowed, Refusal


@require_POST
def preview(request: ForumRequest) -> HttpResponse:
    """The rendered body, as an HTML fragment."""
    if not request.user.is_authenticated:
        return plain_refusal(NotAllowed(_("Sign in to see a preview.")))
    try:
        text = render_text(request.POST.get("body", ""), request.user, request.site_settings.markup_options)
    except Refusal as refusal:
        return plain_refusal(refusal)
    return render(request, "posts/_preview.html", {"text": text})
