"""The way back for whoever stopped following, or unmuted, many at once."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from forum.follows.models import Follow
from forum.follows.restoring import restore_many
from forum.pages.addresses import next_or, row_number
from forum.pages.client_limits import limited
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther
from forum.pages.undo_messages import success_with_undo


def say_stopped(request: MemberRequest, follows: Sequence[Follow]) -> None:
    """Say how many of these, as they were, are followed or muted no longer, with a button that takes it back."""
    muted = [follow.pk for follow in follows if follow.is_muted]
    followed = [follow.pk for follow in follows if not follow.is_muted]
    n = len(follows)
    text = ngettext("Unfollowed %(n)d.", "Unfollowed %(n)d.", n)
    if not followed:
        text = ngettext("Unmuted %(n)d.", "Unmuted %(n)d.", n)
    lists = {"follow": ".".join(map(str, followed)), "mute": ".".join(map(str, muted))}
    success_with_undo(request, text % {"n": n}, f"{reverse('my-follows-undo')}?{urlencode(lists)}")


@login_required
@require_POST
@limited("follow")
def undo(request: MemberRequest) -> HttpResponse:
    followed, muted = (_ids(request.GET.get(name, "")) for name in ("follow", "mute"))
    n, wanted = restore_many(request.user, followed, muted), len({*followed, *muted})
    if not n:
        messages.warning(request, _("Nothing changed."))
    elif n < wanted:
        text = ngettext("%(n)d of %(all)d is back.", "%(n)d of %(all)d are back.", n)
        messages.warning(request, text % {"n": n, "all": wanted})
    elif followed:
        messages.success(request, ngettext("Following %(n)d again.", "Following %(n)d again.", n) % {"n": n})
    else:
        messages.success(request, ngettext("Muted %(n)d again.", "Muted %(n)d again.", n) % {"n": n})
    return SeeOther(next_or(request, reverse("my-follows")))


def _ids(written: str) -> list[int]:
    """Return the numbers in a part of the address that anybody may have made up."""
    return [number for part in written.split(".") if (number := row_number(part)) is not None]
