from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum import markup
from forum.posts.composing import composed
from forum.web.limiting import renders_too_often


@require_POST
def preview(request):
    """The body as it would be shown: an HTML fragment."""
    if not request.user.is_authenticated:
        return HttpResponse(
            _("Sign in to see a preview."), status=403, content_type="text/plain; charset=utf-8"
        )
    if renders_too_often(request.user):
        words = _("That was many previews in a short time. Please wait a minute.")
        return HttpResponse(
            words, status=429, headers={"Retry-After": "60"}, content_type="text/plain; charset=utf-8"
        )
    try:
        text = composed(request.POST.get("body", ""))
    except markup.Refused as refused:
        return HttpResponse(str(refused), status=422, content_type="text/plain; charset=utf-8")
    return render(request, "posts/_preview.html", {"text": text})
