"""Following a topic by mail: a visitor gives an address, and confirms it by a link that is mailed there."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from forum import limits
from forum.boards.models import path_of
from forum.follows import following_by_mail
from forum.follows.models import Follow
from forum.mail.follow_confirmation import read_token
from forum.mail.send_checks import has_confirmed_address
from forum.mail.unsubscribe import visitors_see
from forum.pages.client_limits import client_network
from forum.pages.following_by_mail.forms import AddressForm
from forum.pages.forms import posted
from forum.pages.middleware.csrf import visitors_may_post
from forum.pages.responses import SeeOther, form_page
from forum.pages.topics.lookup import topic_or_404
from forum.site.models import SiteSettings


@visitors_may_post
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, topic_id: int, slug: str) -> HttpResponse:
    """Take a visitor's address. The response is the same whatever is known of it."""
    topic = topic_or_404(request.user, topic_id)
    if not SiteSettings.current().takes_mail_followers or not visitors_see(topic):
        raise Http404
    if request.user.is_authenticated:
        return SeeOther(topic.get_absolute_url())
    path = path_of(request.user, topic.board_id)
    if not settings.HAS_MAIL:
        status = 422 if request.method == "POST" else 200
        return render(
            request, "following_by_mail/no_mail.html", {"topic": topic, "path": path}, status=status
        )
    form = AddressForm(posted(request))
    is_asked = form.is_valid()
    if is_asked:
        following_by_mail.enforce_limits(form.cleaned_data["address"], client_network(request))
        following_by_mail.request_follow(form.cleaned_data["address"], topic, get_language() or "")
    context = {
        "topic": topic,
        "path": path,
        "form": form,
        "is_asked": is_asked,
    }
    return form_page(request, "following_by_mail/ask.html", context)


@csrf_exempt  # the token in the address is the permission, and mail programs send nothing else
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    follow = read_token(token)
    if follow is None or follow.topic is None or not follow.address or not visitors_see(follow.topic):
        return render(request, "following_by_mail/gone.html", status=404)
    if request.method == "POST":
        limits.enforce("mail-link", token)
        is_confirmed = following_by_mail.confirm_follow(follow)
        if is_confirmed and (member := _member_at(follow.address)):
            following_by_mail.move_to_member(member, follow)
    else:
        is_confirmed = follow.state != Follow.State.UNCONFIRMED
    context = {"topic": follow.topic, "token": token, "is_confirmed": is_confirmed}
    return render(request, "following_by_mail/confirm.html", context)


def _member_at(address: str) -> User | None:
    """Return the member with this confirmed address, or None."""
    member = User.objects.filter(email=address, closed_at=None).first()
    return member if member is not None and has_confirmed_address(member) else None
