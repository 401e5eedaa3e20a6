"""The pages of the links in mails. Opening one changes nothing; its button does."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from forum import limits
from forum.follows import following
from forum.mail import unsubscribe as unsubscribing
from forum.mail.unsubscribe import UnsubscribeLink, read_token, visible_thing
from forum.pages.forms import posted
from forum.pages.responses import form_page
from forum.pages.unsubscribe.forms import LevelForm


def link_or_404(request: HttpRequest, token: str) -> UnsubscribeLink:
    """Return what the link is for. Raise Http404 if it is void, or another member is signed in."""
    link = read_token(token)
    if link is None:
        raise Http404
    if request.user.is_authenticated and link.member is not None and link.member.pk != request.user.pk:
        raise Http404
    return link


@csrf_exempt  # the token in the address is the permission, and mail programs send nothing else
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    link = link_or_404(request, token)
    if request.method == "POST":
        limits.enforce("mail-link", token)
        if "again" in request.POST:
            unsubscribing.resubscribe(link)
        else:
            unsubscribing.unsubscribe(link)
        link = link_or_404(request, token)
    context = {
        "link": link,
        "thing": visible_thing(link),
        "token": token,
        "is_changed": request.method == "POST",
    }
    return render(request, "unsubscribe/unsubscribe.html", context)


@csrf_exempt  # as above
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def level(request: HttpRequest, token: str) -> HttpResponse:
    link = link_or_404(request, token)
    if link.member is None or not link.is_of_follow or link.follow is None:
        raise Http404
    form = LevelForm(posted(request), follow=link.follow)
    is_saved = form.is_valid()
    if is_saved:
        limits.enforce("mail-link", token)
        following.choose(link.member, link.follow.thing, form.cleaned_data["level"])
    context = {"thing": visible_thing(link), "token": token, "form": form, "is_saved": is_saved}
    return form_page(request, "unsubscribe/level.html", context)
