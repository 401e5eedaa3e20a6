"""Starting a topic: on a board, or at `/start/`, where the board is chosen on the form."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Reader, User
from forum.boards.models import Board, path_of, permissions_of
from forum.drafts import places
from forum.follows.models import FollowPreference
from forum.pages import visitor_drafts
from forum.pages.addresses import at_address_or_404
from forum.pages.attachments.attaching import attach, has_files
from forum.pages.attachments.places import attaches_at
from forum.pages.attachments.uploading import takes_attachments
from forum.pages.client_limits import client_ip
from forum.pages.drafts import box as drafts
from forum.pages.errors.refusals import with_retry_after
from forum.pages.middleware.csrf import visitors_may_post
from forum.pages.polls.forms import PollForm
from forum.pages.posts.forms import StartForm, TopicForm, add_refusal, new_key, with_new
from forum.pages.posts.preview import Preview
from forum.pages.requests import ForumRequest
from forum.pages.responses import SeeOther, moved_to, to_pending_post
from forum.pages.topics.titled_alike import alike_topics
from forum.polls import rules as poll_rules
from forum.polls.making import ADDITION
from forum.posts import publishing
from forum.posts.approval import will_wait
from forum.posts.models import PendingPost
from forum.posts.publishing import NotAllowedNow
from forum.refusals import Refusal
from forum.site.slugs import find_by_slug
from forum.topics import rules


def may_start_somewhere(reader: Reader) -> bool:
    """Whether to offer starting a topic without a board. Visitors are offered it: they come back as members."""
    return not reader.is_authenticated or bool(permissions_of(reader).boards("start"))


def boards_to_start_on(reader: Reader) -> QuerySet[Board]:
    return Board.objects.allowing(reader, "start").filter(takes_topics=True)


@dataclass(frozen=True)
class Place:
    """Where the form is: its address, the name of its draft, and its board unless that is chosen on it."""

    path: str
    draft: str
    board: Board | None = None

    @property
    def of_draft(self) -> str:
        return places.for_new_topic(self.board)


@visitors_may_post
@takes_attachments
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ForumRequest, slug: str) -> HttpResponse:
    board = at_address_or_404(Board.objects.visible_to(request.user), slug)
    path = reverse("topic-new", args=[board.slug])
    if board.slug != slug and request.method != "POST":
        return moved_to(request, path)
    place = Place(path, f"new:{board.pk}", board)
    if not request.user.is_authenticated:
        return visitor_drafts.sign_in_to_go_on(request, place.draft)
    can_start = rules.can_start(request.user, board)
    if not can_start and request.method != "POST":
        raise PermissionDenied if board.takes_topics else Http404
    form_here = partial(TopicForm, board=board)
    if request.method != "POST":
        return empty_form(request, request.user, place, form_here)
    if "save_draft" in request.POST:
        return save_draft(request, request.user, place, form_here)
    form = form_here(request.POST, by=request.user, options=request.site_settings.markup_options)
    if not can_start:
        # Whoever began while it was possible finds the text in the form again, which says why.
        return cannot_start(request, place, form)
    return start_topic(request, request.user, place, form)


def cannot_start(request: HttpRequest, place: Place, form: TopicForm) -> HttpResponse:
    form.draft = drafts.sent_again(request, place.of_draft)
    form.add_error(None, NotAllowedNow.no_new_topics)
    poll = PollForm(request.POST) if any(name.startswith("poll_") for name in request.POST) else None
    return form_page(request, place, form, poll, status=403)


@visitors_may_post
@takes_attachments
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: ForumRequest) -> HttpResponse:
    """Start a topic on a board chosen on the form; `?board=` chooses one in advance."""
    place = Place(reverse("start"), "start")
    if not request.user.is_authenticated:
        return visitor_drafts.sign_in_to_go_on(request, place.draft)
    boards = boards_to_start_on(request.user)
    if not boards.exists():
        raise PermissionDenied
    form_for_reader = partial(StartForm, reader=request.user, boards=boards)
    if request.method != "POST":
        named = find_by_slug(boards, request.GET.get("board", "").replace("\x00", ""))
        return empty_form(request, request.user, place, form_for_reader, board=named and named.pk)
    if "save_draft" in request.POST:
        return save_draft(request, request.user, place, form_for_reader)
    form = form_for_reader(request.POST, by=request.user, options=request.site_settings.markup_options)
    return start_topic(request, request.user, place, form)


def empty_form(
    request: HttpRequest, member: User, place: Place, make: Callable[..., TopicForm], **initial: Any
) -> HttpResponse:
    """The form, with what its reader wrote in it before: before signing in, or as a draft."""
    initial |= {"follow": FollowPreference.of(member).follows_started}
    box = drafts.opened_for(request, member, place.of_draft, place.draft)
    return opened_page(request, member, place, drafts.form_in(box, make, initial))


def opened_page(
    request: HttpRequest, member: User, place: Place, form: TopicForm, status: int = 200
) -> HttpResponse:
    """The page of a form that was not sent to be posted, with a poll as its draft has it."""
    poll = PollForm(initial=form.initial) if offers_poll(member, place) else None
    return form_page(request, place, form, poll, status=status)


def save_draft(
    request: HttpRequest, member: User, place: Place, make: Callable[..., TopicForm]
) -> HttpResponse:
    refusal = drafts.save_by_button(request, member, place.of_draft, place.draft)
    if refusal is None:
        can_go_on = place.board is None or rules.can_start(member, place.board)
        return SeeOther(place.path if can_go_on else reverse("drafts"))
    box = drafts.sent_again(request, place.of_draft, refusal)
    return opened_page(request, member, place, drafts.form_in(box, make, {}), refusal.status)


def offers_poll(reader: Reader, place: Place) -> bool:
    if place.board is None:
        return bool(permissions_of(reader).boards("poll"))
    return poll_rules.can_make(reader, place.board)


def start_topic(request: ForumRequest, member: User, place: Place, form: TopicForm) -> HttpResponse:
    form.draft = drafts.sent_again(request, place.of_draft)
    poll = PollForm(request.POST) if offers_poll(member, place) else None
    if has_files(request):
        status = attach(request, member, form, place.board)
        return form_page(request, place, form, poll, status=status)
    if "poll_more" in request.POST:
        return form_page(request, place, form, poll)
    is_valid = form.is_valid()
    if (poll and not poll.is_valid()) or not is_valid:
        return form_page(request, place, form, poll, status=422)
    board = place.board or form.cleaned_data["board"]
    if "preview" in request.POST:
        preview = Preview.of_form(form, board.pk, member)
        return preview.on(form_page(request, place, form, poll, preview=preview))
    if poll and poll.is_given and not poll_rules.can_make(request.user, board):
        poll.add_error(
            None, _("You can’t make polls on this board. Leave the poll out, or choose another board.")
        )
        return form_page(request, place, form, poll, status=403)
    try:
        submission = form.submission(
            ip=client_ip(request),
            title=form.cleaned_data["title"],
            tags=form.cleaned_data["tags"],
            additions={ADDITION: poll.facts()} if poll and poll.is_given else {},
            when_stored=drafts.when_stored(request, member, place.of_draft, form.typed),
            site=request.site_settings,
        )
        post = publishing.start(board, submission)
    except Refusal as refusal:
        add_refusal(form, refusal)
        form.data = with_new(request.POST, key=new_key())
        return with_retry_after(form_page(request, place, form, poll, status=refusal.status), refusal)
    form.count_replaced()
    visitor_drafts.delete_draft(request, place.draft)
    if isinstance(post, PendingPost):
        return to_pending_post(request, post)
    return SeeOther(post.topic.get_absolute_url())


def form_page(
    request: HttpRequest,
    place: Place,
    form: TopicForm,
    poll: PollForm | None,
    *,
    preview: Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    path = path_of(request.user, place.board.pk) if place.board else []
    form.attach_place = attaches_at(request.user, place.board)
    context = {
        "place": place,
        "board": place.board,
        "path": path,
        "will_wait": form.board_written_on is not None and will_wait(request.user, form.board_written_on),
        "form": form,
        "poll_form": poll,
        "preview": preview,
        # A script shows them while the title is typed.
        "titled_alike": alike_topics(request.user, form.cleaned_data["title"]) if preview else [],
    }
    return render(request, "topics/new.html", context, status=status)
