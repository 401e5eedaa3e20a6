"""Where the links in mails lead, and where a visitor asks for mail. Opening a link changes nothing; its button does."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from forum import limits
from forum.boards.tree import Tree
from forum.follows import following, following_by_mail
from forum.follows.models import Level
from forum.mail import unsubscribe
from forum.mail.event_mail import follow_to_confirm
from forum.mail.send_checks import is_confirmed
from forum.mail.unsubscribe import Grip
from forum.pages.client_limits import count_asking_for_mail
from forum.pages.middleware.csrf import visitors_may_post
from forum.pages.responses import SeeOther
from forum.pages.unsubscribe.forms import AddressForm, LevelForm
from forum.site.models import SiteSettings
from forum.topics.models import Topic


def held(request, token: str) -> Grip:
    """What the link is good for. Another member who is signed in here finds nothing behind it."""
    found = unsubscribe.grip(token)
    if found is None:
        raise Http404
    if request.user.is_authenticated and found.member is not None and found.member.pk != request.user.pk:
        raise Http404
    return found


@csrf_exempt  # the token in the address is the permission, and mail programs send nothing else
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token):
    found = held(request, token)
    if request.method == "POST":
        limits.enforce("mail-link", token)
        if "again" in request.POST:
            unsubscribe.resume(found)
        else:
            unsubscribe.stop(found)
        found = held(request, token)
    context = {
        "grip": found,
        "thing": unsubscribe.thing_in_sight(found),
        "token": token,
        "acted": request.method == "POST",
    }
    return render(request, "unsubscribe/stop.html", context)


@csrf_exempt  # as above
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def level(request, token):
    found = held(request, token)
    if found.member is None or not found.is_of_follow or found.follow is None:
        raise Http404
    form = LevelForm(request.POST if request.method == "POST" else None, follow=found.follow)
    saved = request.method == "POST" and form.is_valid()
    if saved:
        limits.enforce("mail-link", token)
        following.follow(found.member, found.follow.thing, form.cleaned_data["level"])
    context = {
        "grip": found,
        "thing": unsubscribe.thing_in_sight(found),
        "token": token,
        "form": form,
        "saved": saved,
    }
    return render(request, "unsubscribe/level.html", context, status=422 if form.errors else 200)


@csrf_exempt  # as above
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    follow = follow_to_confirm(token)
    if follow is None or follow.topic is None or not follow.address:
        return render(request, "unsubscribe/gone.html", status=404)
    if not unsubscribe.visitors_see(follow.topic):
        return render(request, "unsubscribe/gone.html", status=404)
    if request.method == "POST":
        limits.enforce("mail-link", token)
        confirmed = following_by_mail.confirm(follow)
        if confirmed and (member := member_at(follow.address)):
            following_by_mail.give_to(member, follow)
    else:
        confirmed = follow.level != Level.ASKED
    context = {"topic": follow.topic, "token": token, "is_confirmed": confirmed}
    return render(request, "unsubscribe/confirm.html", context)


def member_at(address: str) -> Any:
    """The member whose address this is, as is known for certain; None where there is no such."""
    member = get_user_model().objects.filter(email=address, closed_at=None).first()
    return member if member is not None and is_confirmed(member) else None


@visitors_may_post
@require_http_methods(["GET", "HEAD", "POST"])
def follow_by_mail(request, topic_id, slug):
    """A visitor leaves an address. Whatever is known of it, the answer is the same."""
    topics = Topic.objects.visible_to(request.user).select_related("board")
    topic = get_object_or_404(topics, pk=topic_id)
    if not SiteSettings.current().takes_mail_followers or not unsubscribe.visitors_see(topic):
        raise Http404
    if request.user.is_authenticated:
        return SeeOther(topic.get_absolute_url())
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        count_asking_for_mail(request, form.cleaned_data["address"])
        following_by_mail.ask(form.cleaned_data["address"], topic, get_language() or "")
        return ask_page(request, topic, form, asked=True)
    return ask_page(request, topic, form)


def ask_page(request, topic, form, *, asked=False):
    context = {
        "topic": topic,
        "path": Tree(request.user).path(topic.board_id),
        "form": form,
        "asked": asked,
        "has_mail": settings.HAS_MAIL,
    }
    return render(request, "unsubscribe/ask.html", context, status=422 if form.errors else 200)
