"""Reporting illegal content, by anybody; the receipt of a report; confirming its address; objecting to the decision."""

from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from forum import limits
from forum.illegal_content import notice_mail, notifying, objecting, words
from forum.illegal_content.models import LONGEST_ADDRESS, Notice, Objection, Thing, column_of
from forum.illegal_content.notifying import Said
from forum.markup import excerpt
from forum.pages.client_limits import client_network
from forum.pages.errors.refusals import with_retry_after
from forum.pages.forms import posted
from forum.pages.illegal_content.forms import NoticeForm, ObjectionForm
from forum.pages.middleware.csrf import visitors_may_post
from forum.pages.posts.forms import new_key
from forum.pages.posts.lookup import readable_post_or_404
from forum.pages.responses import SeeOther, form_page
from forum.pages.topics.lookup import topic_or_404
from forum.posts.models import Post
from forum.refusals import Refusal
from forum.site.absolute_addresses import absolute
from forum.topics.models import Topic

LONGEST_EXCERPT = 300  # characters
SALT = "folkmoot.notice.seen"
SEEN_FOR = 24 * 60 * 60  # seconds


@visitors_may_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_post(request: HttpRequest, post_id: int) -> HttpResponse:
    try:
        post = readable_post_or_404(request, post_id)
    except Http404:
        require_seen(request, f"post:{post_id}")
        post = get_object_or_404(Post.objects.select_related("topic", "author"), pk=post_id)
        return notice_page(request, post, reverse("post", args=[post.pk]), {"is_gone": True})
    path = reverse("post", args=[post.pk])
    text = excerpt(post.text, LONGEST_EXCERPT)
    return notice_page(request, post, path, {"post": post, "topic": post.topic, "excerpt": text})


@visitors_may_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_topic(request: HttpRequest, topic_id: int, slug: str) -> HttpResponse:
    try:
        topic = topic_or_404(request.user, topic_id)
    except Http404:
        require_seen(request, f"topic:{topic_id}")
        topic = get_object_or_404(Topic, pk=topic_id)
        # Its present title is not theirs to know.
        return notice_page(request, topic, reverse("topic", args=[topic.pk, slug]), {"is_gone": True})
    return notice_page(request, topic, topic.get_absolute_url(), {"topic": topic})


@visitors_may_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_member(request: HttpRequest, username: str) -> HttpResponse:
    member = get_object_or_404(User.objects.named(username).filter(closed_at=None))
    return notice_page(request, member, reverse("member", args=[member.username]), {"member": member})


def require_seen(request: HttpRequest, name: str) -> None:
    """Raise Http404 unless the form was shown to them while they saw the thing: what they wrote must not be lost."""
    try:
        seen = signing.TimestampSigner(salt=SALT).unsign(request.POST.get("seen", ""), max_age=SEEN_FOR)
    except signing.BadSignature:
        raise Http404 from None
    if seen != name:
        raise Http404


def name_of(thing: Thing) -> str:
    return f"{column_of(thing)}:{thing.pk}"


def notice_page(request: HttpRequest, thing: Thing, path: str, context: dict[str, Any]) -> HttpResponse:
    """Show the form, or take it."""
    seen = signing.TimestampSigner(salt=SALT).sign(name_of(thing))
    member = request.user if request.user.is_authenticated else None
    own = {"name": member.name, "email": member.email} if member else {}
    form = NoticeForm(posted(request), initial={"key": new_key(), "seen": seen, **own})
    context |= {"form": form, "back": path, "address": absolute(path)[:LONGEST_ADDRESS]}
    if not form.is_valid():
        return form_page(request, "illegal_content/notice.html", context)
    sent = form.cleaned_data
    said = Said(
        category=form.categories[sent["category"]],
        explanation=sent["explanation"],
        address=context["address"],
        name=sent["name"],
        email=sent["email"],
        key=sent["key"],
        network=client_network(request),
    )
    try:
        notice = notifying.send(member, thing, said)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        page = render(request, "illegal_content/notice.html", context, status=refusal.status)
        return with_retry_after(page, refusal)
    return SeeOther(reverse("notice", args=[notice.secret]))


@never_cache
@require_safe
def receipt(request: HttpRequest, secret: str) -> HttpResponse:
    """What became of a report, for whoever has its address."""
    notice = get_object_or_404(Notice.objects.select_related("case"), secret=secret)
    objection = Objection.objects.filter(notice=notice).first()
    context = {
        "notice": notice,
        "case": notice.case,
        "decision": words.decision_words(notice.case) if notice.case.decided_at else [],
        "objection": objection,
        "objection_words": words.objection_words(objection) if objection and objection.decided_at else [],
        "objecting": notice_mail.objection_token(notice) if objecting.can_object(notice) else "",
    }
    return render(request, "illegal_content/receipt.html", context)


@csrf_exempt  # the token in the address is the permission, and mail programs send nothing else
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A button, for programs that look after mail open each link."""
    notice = notice_mail.read_token(token, notice_mail.CONFIRM_SALT)
    if notice is None:
        raise Http404
    if request.method == "POST":
        limits.enforce("mail-link", token)
        notifying.confirm(notice)
        return SeeOther(reverse("notice", args=[notice.secret]))
    return render(request, "illegal_content/confirm.html", {"notice": notice, "token": token})


@csrf_exempt  # as above
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, token: str) -> HttpResponse:
    notice = notice_mail.read_token(token, notice_mail.OBJECT_SALT)
    if notice is None:
        raise Http404
    if request.method != "POST" and not objecting.can_object(notice):
        return SeeOther(reverse("notice", args=[notice.secret]))
    form = ObjectionForm(posted(request))
    context = {
        "form": form, "notice": notice, "decision": words.decision_words(notice.case), "token": token,
    }  # fmt: skip
    if not form.is_valid():
        return form_page(request, "illegal_content/object.html", context)
    try:
        limits.enforce("mail-link", token)
        objecting.object_to(notice, form.cleaned_data["words"])
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return render(request, "illegal_content/object.html", context, status=refusal.status)
    return SeeOther(reverse("notice", args=[notice.secret]))
