from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from forum.drafts import places
from forum.moderation import post_acts
from forum.pages import visitor_drafts
from forum.pages.accounts.sign_in_reasons import REPLY_BOX
from forum.pages.addresses import next_or
from forum.pages.attachments.attaching import attach, has_files
from forum.pages.attachments.places import attaches_at
from forum.pages.attachments.uploading import takes_attachments
from forum.pages.client_limits import client_ip
from forum.pages.drafts import box as drafts
from forum.pages.errors.refusals import with_retry_after
from forum.pages.middleware.csrf import visitors_may_post
from forum.pages.pagination import number_in_query
from forum.pages.posts import unsent_text
from forum.pages.posts.addresses import post_address
from forum.pages.posts.conflicts import MERGE, conflict_context, merged_text
from forum.pages.posts.forms import EditForm, FirstPostForm, ReplyForm, add_refusal, new_key, with_new
from forum.pages.posts.lookup import post_or_gone
from forum.pages.posts.preview import Preview
from forum.pages.posts.single_post_page import single_post_page
from forum.pages.posts.waiting_edits import to_edited
from forum.pages.requests import ForumRequest
from forum.pages.responses import POST, Gone, SeeOther, to_pending_post, to_sign_in, to_sign_up
from forum.pages.topics.lookup import topic_for_reply, topic_to_reply_in
from forum.pages.topics.page import Answer, page_with_answer
from forum.pages.topics.reply_box import reply_form_name
from forum.posts import publishing, revising, rules
from forum.posts.models import PendingPost, Post
from forum.posts.pending_edits import PendingEdit, waiting_edit_of
from forum.posts.posts_for_page import seen_by
from forum.posts.team_messages import team_account
from forum.refusals import Refusal
from forum.topics import rules as topic_rules
from forum.topics.models import Topic


@visitors_may_post
@takes_attachments
@require_POST
def reply(request: ForumRequest, topic_id: int, slug: str) -> HttpResponse:
    topic = topic_for_reply(request.user, topic_id)
    if not request.user.is_authenticated:
        return sign_in_to_reply(request, topic)
    place = places.for_reply(topic)
    if "save_draft" in request.POST:
        return save_reply_draft(request, request.user, topic)
    form = ReplyForm(request.POST, by=request.user, options=request.site_settings.markup_options)
    form.draft = drafts.sent_again(request, place)
    if has_files(request):
        status = attach(request, request.user, form, topic)
        return page_of_reply(request, topic_id, form=form, status=status)
    if not form.is_valid():
        return page_of_reply(request, topic_id, form=form, status=422)
    if "preview" in request.POST:
        preview = Preview.of_form(form, topic.board_id, request.user)
        return preview.on(page_of_reply(request, topic_id, form=form, preview=preview))
    sent = form.cleaned_data
    reply_to = answerable_post(request.user, topic, sent["reply_to"]) if sent["reply_to"] else None
    # What the author saw counts: a topic that has gone to another board since may have other readers there.
    topic.board_id = sent["board"] or topic.board_id
    try:
        lets_go = drafts.when_stored(request, request.user, place, form.typed)
        submission = form.submission(
            ip=client_ip(request),
            reply_to=reply_to,
            when_stored=lets_go,
            site=request.site_settings,
            in_name_of=team_account() if writes_for_team(request, topic) else None,
        )
        post = publishing.reply(topic, submission)
    except Refusal as refusal:
        return reply_refused(request, topic_id, form, refusal)
    form.count_replaced()
    visitor_drafts.delete_draft(request, reply_form_name(topic))
    unsent_text.forget(request, topic.pk)
    if isinstance(post, PendingPost):
        return to_pending_post(request, post)
    return SeeOther(post_address(request.user, post))


def answerable_post(member: User, topic: Topic, number: int) -> Post | None:
    return seen_by(member, topic).not_removed().filter(pk=number).first()


def writes_for_team(request: ForumRequest, topic: Topic) -> bool:
    """Whether a moderator answers in the name of all of them, as they do unless the form says otherwise."""
    return topic_rules.is_of_team(request.user, topic) and request.POST.get("written_as") != "own"


def page_of_reply(request: ForumRequest, topic_id: int, **shown: Any) -> HttpResponse:
    """The topic with the text in its box."""
    return page_with_answer(request, topic_to_reply_in(request.user, topic_id), Answer(**shown))


def save_reply_draft(request: ForumRequest, member: User, topic: Topic) -> HttpResponse:
    place = places.for_reply(topic)
    refusal = drafts.save_by_button(request, member, place, reply_form_name(topic))
    if refusal is None:
        unsent_text.forget(request, topic.pk)
        page = next_or(request, topic.get_absolute_url())
        return SeeOther(f"{page}#draft" if topic_rules.can_reply(member, topic) else reverse("drafts"))
    box = drafts.sent_again(request, place, refusal)
    form = drafts.form_in(box, ReplyForm, {}, board=topic.board_id)
    return page_of_reply(request, topic.pk, form=form, status=refusal.status)


def sign_in_to_reply(request: HttpRequest, topic: Topic) -> HttpResponse:
    """Keep what a visitor wrote, if anything, and redirect to the way of signing in that they chose."""
    if request.POST.get("body", "").strip():
        visitor_drafts.save_draft(request, reply_form_name(topic))
    elif "kept" in request.POST:
        # The box had the kept text, and they emptied it; an empty box opened before says nothing about it.
        visitor_drafts.delete_draft(request, reply_form_name(topic))
    page = number_in_query(request, "page")
    address = f"{topic.get_absolute_url()}{f'?page={page}' if page else ''}#{REPLY_BOX}"
    return to_sign_up(address) if request.POST.get("way") == "sign-up" else to_sign_in(address)


def reply_refused(request: ForumRequest, topic_id: int, form: ReplyForm, refusal: Refusal) -> HttpResponse:
    """Show the topic with the refused text in its box, or the text alone if the topic is out of sight now."""
    topic = topic_to_reply_in(request.user, topic_id)
    form.data = with_new(request.POST, board=topic.board_id or "", key=new_key())
    add_refusal(form, refusal)
    return with_retry_after(page_with_answer(request, topic, Answer(form, status=refusal.status)), refusal)


@require_safe
def permalink(request: HttpRequest, post_id: int) -> HttpResponse:
    post = get_object_or_404(
        Post.objects.readably_placed_for(request.user).select_related("topic"), pk=post_id
    )
    if post.is_erased:
        raise Gone(POST)
    return HttpResponseRedirect(post_address(request.user, post))


@visitors_may_post
@takes_attachments
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: ForumRequest, post_id: int) -> HttpResponse:
    post = post_or_gone(request, post_id)
    form_name = f"edit:{post.pk}"
    if not request.user.is_authenticated:
        return visitor_drafts.sign_in_to_go_on(request, form_name)
    refusal = revising.refusal_of_edit(request.user, post, request.site_settings)
    kind = edit_form_of(request, request.user, post, refusal)
    if request.method != "POST" or "save_draft" in request.POST:
        return edit_not_sent(request, request.user, post, kind, refusal)
    place = places.for_edit(post)
    form = kind(request.POST, by=request.user, options=request.site_settings.markup_options)
    form.draft, form.before = drafts.sent_again(request, place), post.html
    if refusal:
        # Whoever sends a text too late finds it in the form again, which says why.
        return edit_refused(request, post, form, refusal)
    if has_files(request):
        return edit_page(request, post, form, status=attach(request, request.user, form, post))
    if not form.is_valid():
        return edit_page(request, post, form, status=422)
    if "preview" in request.POST:
        preview = Preview.of_form(form, post.topic.board_id, request.user)
        return preview.on(edit_page(request, post, form, preview=preview))
    if MERGE in request.POST:
        return merge_page(request, post, form)
    try:
        lets_go = drafts.when_stored(request, request.user, place, form.typed)
        edited = save_edit(request.user, post, form, when_stored=lets_go)
    except revising.Conflict as conflict:
        return conflict_page(request, conflict, form)
    except Refusal as refusal:
        return edit_refused(request, post, form, refusal)
    form.count_replaced()
    visitor_drafts.delete_draft(request, form_name)
    return to_edited(request, edited)


def edit_form_of(
    request: HttpRequest, member: User, post: Post, refusal: Refusal | None
) -> Callable[..., EditForm]:
    """The kind of form that a member gets. Where nothing can be saved, it shows the title they sent all the same."""
    may_rename = topic_rules.can_rename(member, post.topic) or (refusal and "title" in request.POST)
    return partial(FirstPostForm, topic=post.topic) if post.is_first and may_rename else EditForm


def edit_not_sent(
    request: ForumRequest,
    member: User,
    post: Post,
    kind: Callable[..., EditForm],
    refusal_of_edit: Refusal | None,
) -> HttpResponse:
    """The form as it is opened, or its text kept as a draft."""
    place, form_name = places.for_edit(post), f"edit:{post.pk}"
    if request.method != "POST":
        if refusal_of_edit:
            raise PermissionDenied
        box = drafts.opened_for(request, member, place, form_name)
        return edit_page(request, post, drafts.form_in(box, kind, current_fields(post, member)))
    refusal = drafts.save_by_button(request, member, place, form_name)
    if refusal is None:
        return SeeOther(reverse("drafts") if refusal_of_edit else request.path)
    form = drafts.form_in(drafts.sent_again(request, place, refusal), kind, current_fields(post, member))
    return edit_page(request, post, form, status=refusal.status)


def save_edit(by: User, post: Post, form: EditForm, **more: Any) -> Post | PendingEdit:
    sent = form.cleaned_data
    changes: dict[str, Any] = more | {name: sent.get(name) for name in ("title", "tags", "reason")}
    # A moderator's edit of another's post is logged, and its author is told; members edit wiki posts as their own.
    is_moderating = post.author_id != by.pk and rules.can_moderate(by, post)
    act = post_acts.edit if is_moderating else revising.revise_own
    return act(by, post, form.text, base=sent["base"], **changes)


def current_fields(post: Post, member: User) -> dict[str, Any]:
    """What the form begins with: what the post says, or what it is to say once a moderator has approved it."""
    fields = {"body": post.source, "title": post.topic.title, "base": post.revision}
    if (waiting := waiting_edit_of(member, post)) and waiting.base == post.revision:
        fields |= {"body": waiting.source, "title": waiting.title or post.topic.title}
    return fields | {"tags": [tag.slug for tag in post.topic.tags.all()]} if post.is_first else fields


def conflict_page(request: ForumRequest, conflict: revising.Conflict, form: EditForm) -> HttpResponse:
    """Show what was saved meanwhile beside the editor's own text, which is saved over it if they send it again."""
    # As it would be stored: browsers send other line ends.
    post, mine, base = conflict.post, form.text.source, form.cleaned_data["base"]
    form.data = with_new(request.POST, base=post.revision)
    form.add_error(None, str(conflict))
    return edit_page(request, post, form, conflict_context(request, post, mine, base), conflict.status)


def merge_page(request: ForumRequest, post: Post, form: EditForm) -> HttpResponse:
    """Put both texts into the box, for the editor to read through."""
    body, note = merged_text(request, post, form.text.source)
    form.data = with_new(request.POST, base=post.revision, body=body)
    return edit_page(request, post, form, {"note": note})


def edit_refused(request: ForumRequest, post: Post, form: EditForm, refusal: Refusal) -> HttpResponse:
    add_refusal(form, refusal)
    return edit_page(request, post, form, status=refusal.status)


def edit_page(
    request: ForumRequest,
    post: Post,
    form: EditForm,
    beside: dict[str, Any] | None = None,
    status: int = 200,
    *,
    preview: Preview | None = None,
) -> HttpResponse:
    form.attach_place = attaches_at(request.user, post)
    board = post.topic.board
    form.requires_descriptions = board is not None and board.requires_descriptions
    can_edit = rules.can_edit(request.user, post, request.site_settings)
    form.waiting = waiting_edit_of(request.user, post)
    context = {"form": form, "preview": preview, "can_edit": can_edit, **(beside or {})}
    return single_post_page(request, post, "posts/edit.html", context, status)
