from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum import markup
from forum.limits import Over
from forum.pages.errors.refusals import refusal_of_limit
from forum.posts.post_text import composed


@require_POST
def preview(request):
    """The body as it would be shown: an HTML fragment."""
    if not request.user.is_authenticated:
        return HttpResponse(
            _("Sign in to see a preview."), status=403, content_type="text/plain; charset=utf-8"
        )
    try:
        text = composed(request.POST.get("body", ""), request.user)
    except Over as over:
        response = HttpResponse(
            refusal_of_limit(over),
            status=over.status,
            headers={"Retry-After": str(over.retry_after)},
            content_type="text/plain; charset=utf-8",
        )
        response._has_been_logged = True  # type: ignore[attr-defined]  # see `too_many`
        return response
    except markup.Refused as refused:
        return HttpResponse(str(refused), status=422, content_type="text/plain; charset=utf-8")
    return render(request, "posts/_preview.html", {"text": text})
