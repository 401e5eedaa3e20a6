"""Pictures of cards, for those who may read a post that has the link."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from forum.link_cards.models import LinkCard
from forum.pages.attachments.serving import disposition_of, sent
from forum.site.models import SiteSettings


@require_safe
def picture(request: HttpRequest, key: str) -> HttpResponseBase:
    shown = LinkCard.objects.exclude(stored_as="").visible_to(request.user)
    card = get_object_or_404(shown, key=key)
    if not SiteSettings.current().shows_link_cards:
        raise Http404
    return sent(
        request, disposition_of("card.webp", is_picture=True), card.stored_as, "image/webp", card.size
    )
