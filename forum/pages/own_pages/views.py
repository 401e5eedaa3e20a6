from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from forum.own_pages.models import OwnPage
from forum.pages.responses import moved_to
from forum.site.slugs import find_by_slug


def own_page(request: HttpRequest, slug: str) -> HttpResponse:
    page = find_by_slug(OwnPage.objects.visible_to(request.user), slug)
    if page is None:
        raise Http404
    if page.slug != slug:
        return moved_to(request, page.get_absolute_url())
    return render(request, "own_pages/page.html", {"page": page})
