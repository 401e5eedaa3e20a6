"""Starting a conversation: `?to=` names members in advance, `?about=` a post that is quoted.

With one member in the address the draft is that of a conversation with them: what was begun for another must not stand
there, under the name of that one.
"""

from typing import cast
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from forum.conversations import rules, taking_part
from forum.drafts import places
from forum.pages import visitor_drafts
from forum.pages.addresses import row_number
from forum.pages.attachments.attaching import attach, has_files
from forum.pages.attachments.places import attaches_at
from forum.pages.attachments.uploading import takes_attachments
from forum.pages.client_limits import client_ip
from forum.pages.conversations.forms import LONGEST_NAMES, ConversationForm
from forum.pages.drafts import box as drafts
from forum.pages.errors.refusals import with_retry_after
from forum.pages.middleware.csrf import visitors_may_post
from forum.pages.posts.forms import add_refusal, new_key, with_new
from forum.pages.posts.preview import Preview
from forum.pages.posts.quotations import quotation
from forum.pages.requests import ForumRequest, MemberRequest
from forum.pages.responses import SeeOther
from forum.posts.models import Post
from forum.refusals import Refusal


@visitors_may_post
@takes_attachments
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ForumRequest) -> HttpResponse:
    member = member_in_address(request)
    if not request.user.is_authenticated:
        return visitor_drafts.sign_in_to_go_on(request, places.for_conversation(member))
    return new_of_member(cast("MemberRequest", request), member)


def new_of_member(request: MemberRequest, member: User | None) -> HttpResponse:
    why_not = rules.why_not_start(request.user, request.site_settings)
    if request.method != "POST":
        return empty_form(request, why_not, member)
    if "save_draft" in request.POST:
        return save_draft(request, why_not, member)
    form = ConversationForm(request.POST, by=request.user, options=request.site_settings.markup_options)
    place = places.for_conversation(member)
    form.draft = drafts.sent_again(request, place)
    if why_not:
        form.add_error(None, why_not)
        return page(request, form, member, why_not, status=403)
    if has_files(request):
        status = attach(request, request.user, form, taking_part.not_begun(request.user))
        return page(request, form, member, status=status)
    if not form.is_valid():
        return page(request, form, member, status=422)
    if "preview" in request.POST:
        preview = Preview.of_form(form, None, request.user)
        return preview.on(page(request, form, member, preview=preview))
    try:
        submission = form.submission(
            ip=client_ip(request),
            title=form.cleaned_data["title"],
            when_stored=drafts.when_stored(request, request.user, place, form.typed),
            site=request.site_settings,
        )
        post = taking_part.start(submission, form.cleaned_data["to"])
    except Refusal as refusal:
        if isinstance(refusal, taking_part.CannotWriteTo):
            form.add_error("to", str(refusal))
        else:
            add_refusal(form, refusal)
        form.data = with_new(request.POST, key=new_key())
        return with_retry_after(page(request, form, member, status=refusal.status), refusal)
    form.count_replaced()
    visitor_drafts.delete_draft(request, place)
    return SeeOther(post.topic.get_absolute_url())


def empty_form(request: MemberRequest, why_not: str, member: User | None) -> HttpResponse:
    place = places.for_conversation(member)
    box = drafts.opened_for(request, request.user, place, place)
    usual = {"to": request.GET.get("to", "")[:LONGEST_NAMES].replace("\x00", "")}
    if (post := post_it_is_about(request)) is not None:
        usual["to"] = usual["to"] or post.author.username
        # What was said to a few is quoted to nobody else.
        if not post.topic.is_conversation:
            usual |= {
                "title": post.topic.title,
                "body": quotation(post, request.site_settings.markup_options),
            }
    return page(request, drafts.form_in(box, ConversationForm, usual), member, why_not)


def post_it_is_about(request: ForumRequest) -> Post | None:
    posts = Post.objects.readable_by(request.user).not_removed().select_related("author", "topic")
    return posts.filter(pk=row_number(request.GET.get("about", "")) or 0).first()


def member_in_address(request: ForumRequest) -> User | None:
    """The one member from whose page, or from whose post, it is begun."""
    name = request.GET.get("to", "").replace("\x00", "")
    if not name and (post := post_it_is_about(request)) is not None:
        name = post.author.username
    return User.objects.named(name).filter(closed_at=None).exclude(pk=request.user.pk or 0).first()


def address_of(member: User | None) -> str:
    """Of the form, with the member whose draft it has."""
    query = f"?{urlencode({'to': member.username})}" if member else ""
    return f"{reverse('conversation-new')}{query}"


def save_draft(request: MemberRequest, why_not: str, member: User | None) -> HttpResponse:
    place = places.for_conversation(member)
    refusal = drafts.save_by_button(request, request.user, place, place)
    if refusal is None:
        return SeeOther(reverse("drafts") if why_not else address_of(member))
    box = drafts.sent_again(request, place, refusal)
    form = drafts.form_in(box, ConversationForm, {"to": request.POST.get("to", "")})
    return page(request, form, member, why_not, status=refusal.status)


def page(
    request: MemberRequest,
    form: ConversationForm,
    member: User | None,
    why_not: str = "",
    *,
    preview: Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    form.attach_place = attaches_at(request.user, taking_part.not_begun(request.user))
    context = {
        "form": form,
        "address": address_of(member),
        "preview": preview,
        "why_not": why_not,
        "most": rules.MOST,
    }
    return render(request, "conversations/new.html", context, status=status)
