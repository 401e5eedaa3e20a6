"""Writing to a member for the moderators of a board, and the conversations that belong to them.

The address of the form says what it is about, which says to whom it goes: see `sources`.
"""

from collections.abc import Sequence
from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forum.boards.models import Board, permissions_of
from forum.conversations import taking_part, team
from forum.conversations.listing import rows_of
from forum.moderation.writing_acts import log_conversation
from forum.pages.attachments.attaching import attach, has_files
from forum.pages.attachments.places import attaches_at
from forum.pages.attachments.uploading import takes_attachments
from forum.pages.client_limits import client_ip
from forum.pages.conversations.about_lines import about_line
from forum.pages.conversations.draft_places import place_of
from forum.pages.conversations.forms import TeamForm
from forum.pages.conversations.sources import Source, boards_to_choose, source_of
from forum.pages.conversations.views import PER_PAGE
from forum.pages.drafts import box as drafts
from forum.pages.drafts.box import DraftBox
from forum.pages.errors.refusals import with_retry_after
from forum.pages.moderation.access import moderators_only
from forum.pages.pagination import Pages
from forum.pages.posts.forms import add_refusal, new_key, with_new
from forum.pages.posts.preview import Preview
from forum.pages.requests import MemberRequest
from forum.pages.responses import SeeOther
from forum.posts.models import Post
from forum.refusals import Refusal


class BegunAlready(Refusal):
    code = "begun_already"
    status = 409
    sentence = _("Another moderator has begun this conversation meanwhile. Your text is still here.")


@takes_attachments
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    source = source_of(request.user, request.GET)
    if source is None:
        raise Http404
    boards = boards_to_choose(request.user, source)
    if request.method != "POST":
        if source.one_is_enough and (begun := team.started_about(request.user, **source.about)):
            return SeeOther(begun[0].get_absolute_url())
        return page(request, source, empty_form(request, source, boards))
    if "save_draft" in request.POST:
        return save_draft(request, source, boards)
    form = TeamForm(
        request.POST, by=request.user, boards=boards, options=request.site_settings.markup_options
    )
    form.draft = drafts.sent_again(request, place_of(source))
    if has_files(request):
        status = attach(request, request.user, form, taking_part.not_begun(request.user))
        return page(request, source, form, status=status)
    if not form.is_valid():
        return page(request, source, form, status=422)
    if "preview" in request.POST:
        preview = Preview.of_form(form, None, request.user)
        return preview.on(page(request, source, form, preview=preview))
    try:
        message = start(request, source, form)
    except Refusal as refusal:
        add_refusal(form, refusal)
        form.data = with_new(request.POST, key=new_key())
        return with_retry_after(page(request, source, form, status=refusal.status), refusal)
    form.count_replaced()
    return SeeOther(message.topic.get_absolute_url())


def empty_form(
    request: MemberRequest, source: Source, boards: Sequence[Board], box: DraftBox | None = None
) -> TeamForm:
    box = box or drafts.opened_for(request, request.user, place_of(source), place_of(source))
    return drafts.form_in(box, partial(TeamForm, by=request.user, boards=boards), {"title": source.title})


def save_draft(request: MemberRequest, source: Source, boards: Sequence[Board]) -> HttpResponse:
    place = place_of(source)
    refusal = drafts.save_by_button(request, request.user, place, place)
    if refusal is None:
        return SeeOther(source.address)
    form = empty_form(request, source, boards, drafts.sent_again(request, place, refusal))
    return page(request, source, form, status=refusal.status)


def start(request: MemberRequest, source: Source, form: TeamForm) -> Post:
    def then(message: Post) -> None:
        # The member's row is locked, so no other of theirs is begun meanwhile.
        others = team.started_about(request.user, **source.about) if source.one_is_enough else []
        if any(topic.pk != message.topic_id for topic in others):
            raise BegunAlready
        log_conversation(request.user, source.act, source.thing, message)

    return team.start(
        form.submission(
            ip=client_ip(request),
            title=form.cleaned_data["title"],
            when_stored=drafts.when_stored(request, request.user, place_of(source), form.typed),
            site=request.site_settings,
        ),
        source.board or form.chosen_board,
        source.member,
        as_team=form.cleaned_data["written_as"] == "team",
        then=then,
        **source.about,
    )


def page(
    request: MemberRequest,
    source: Source,
    form: TeamForm,
    *,
    preview: Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    form.attach_place = attaches_at(request.user, taking_part.not_begun(request.user))
    context = {
        "form": form,
        "preview": preview,
        "about": about_line(request.user, source.conversation),
        "member": source.member,
        "board": source.board or (form.boards[0] if len(form.boards) == 1 else None),
        "started": team.started_about(request.user, member=source.member, **source.about),
    }
    return render(request, "conversations/new_for_moderators.html", context, status=status)


@moderators_only
@require_safe
def conversations(request: MemberRequest) -> HttpResponse:
    """Those that wait for an answer come first."""
    topics = team.conversations_of_team(request.user)
    pages = Pages.of(request, request.path, topics.count(), PER_PAGE)
    waiting_first = team.unanswered_first(topics).select_related("author", "last_poster", "moderators_of")
    rows = rows_of(request.user, list(waiting_first[pages.slice]))
    moderates = bool(permissions_of(request.user).boards("moderate"))
    context = {"rows": rows, "pages": pages, "moderates": moderates}
    return render(request, "conversations/of_moderators.html", context)
