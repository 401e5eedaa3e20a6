from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from forum.pages.responses import SeeOther
from forum.posts.models import PendingPost


def see_place_of(request: HttpRequest, pending: PendingPost) -> SeeOther:
    """On to where the text will stand, with word that it waits."""
    messages.info(
        request, _("Your post waits for approval. It is shown here once a moderator has approved it.")
    )
    return SeeOther(pending.place.get_absolute_url())
