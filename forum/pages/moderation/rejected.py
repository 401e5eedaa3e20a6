"""A text that no moderator approved, for its author to read and to copy."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forum.moderation.models import RejectedPost
from forum.pages.requests import MemberRequest


@login_required
@never_cache
@require_safe
def rejected_post(request: MemberRequest, rejected_id: int) -> HttpResponse:
    kept = get_object_or_404(
        RejectedPost.objects.select_related("topic", "board"), pk=rejected_id, author=request.user
    )
    return render(request, "moderation/rejected.html", {"rejected": kept})
