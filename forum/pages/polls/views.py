"""Voting in a topic's poll, ending it, and who voted for what."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Reader
from forum.boards.models import path_of
from forum.pages.addresses import next_or, row_number
from forum.pages.follows.views import REPLY_BOX
from forum.pages.middleware.csrf import visitors_may_post
from forum.pages.pagination import Pages
from forum.pages.polls.row import PollRow, RefusedVote, poll_row
from forum.pages.posts import unsent_text
from forum.pages.requests import ForumRequest, is_from_script
from forum.pages.responses import SeeOther, moved_to, to_sign_in
from forum.pages.topics.lookup import topic_or_404
from forum.pages.topics.page import Answer, page_with_answer
from forum.pages.visitor_drafts import save_draft
from forum.polls import voting
from forum.polls.models import Ballot
from forum.refusals import NotAllowed, Refusal
from forum.topics.models import Topic

VOTERS = 100  # on a page


@visitors_may_post
@require_POST
def vote(request: ForumRequest, topic_id: int, slug: str) -> HttpResponse:
    """Vote for what was chosen; with the button `withdraw` take the vote back, with `end` end the poll.

    `end=ask` asks first, and `end=no` is to answer no: nobody can take the end back but a moderator.
    """
    topic = topic_or_404(request.user, topic_id)
    row = poll_or_404(request.user, topic)
    if not request.user.is_authenticated:
        if request.POST.get("body", "").strip():
            save_draft(request, f"reply:{topic.pk}")
        return to_sign_in(topic.get_absolute_url())
    unsent_text.keep(request, topic)
    if request.POST.get("end") == "ask" and row.can_end:
        return ask_to_end(request, topic)
    try:
        message = act(request, row)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return refused(request, topic, refusal)
    return answer(request, topic, message)


def act(request: ForumRequest, row: PollRow) -> str:
    """Do what the pressed button says; return what to say."""
    member = request.user
    if not member.is_authenticated:
        raise NotAllowed
    if request.POST.get("end") == "no":
        return ""
    if "end" in request.POST:
        voting.end(member, row.poll)
        return _("The poll has ended.")
    if "withdraw" in request.POST:
        voting.withdraw(member, row.poll)
        return _("Your vote is withdrawn.")
    # A form from before forms said it may have shown the very first.
    seen = row_number(request.POST.get("revision", "")) or 1
    voting.vote(member, row.poll, choices_sent(request), seen=seen)
    return _("You voted.")


def choices_sent(request: HttpRequest) -> list[int]:
    """What is no number is no option."""
    return [row_number(choice) or 0 for choice in request.POST.getlist("choice")]


def answer(request: ForumRequest, topic: Topic, message: str) -> HttpResponse:
    """Lead back to the topic; or answer the poll alone to a script that puts it in its place."""
    if is_from_script(request):
        return poll_alone(request, topic, message=message)
    if message:
        messages.success(request, message)
    return SeeOther(f"{next_page(request, topic)}#poll")


def ask_to_end(request: ForumRequest, topic: Topic) -> HttpResponse:
    if is_from_script(request):
        return poll_alone(request, topic, message=_("End this poll?"), asks_to_end=True)
    return page_with_answer(request, topic, Answer(asks_to_end_poll=True))


def refused(request: ForumRequest, topic: Topic, refusal: Refusal) -> HttpResponse:
    topic = topic_or_404(request.user, topic.pk)
    vote = RefusedVote(str(refusal), choices_sent(request))
    if is_from_script(request):
        return poll_alone(request, topic, refused=vote, status=refusal.status)
    return page_with_answer(request, topic, Answer(refused_vote=vote, status=refusal.status))


def poll_alone(
    request: ForumRequest,
    topic: Topic,
    *,
    message: str = "",
    refused: RefusedVote | None = None,
    asks_to_end: bool = False,
    status: int = 200,
) -> HttpResponse:
    row = poll_or_404(request.user, topic_or_404(request.user, topic.pk))
    row.here, row.box = next_page(request, topic), REPLY_BOX if "body" in request.POST else ""
    row.message, row.refused, row.asks_to_end = message, refused, asks_to_end
    return render(request, "polls/_poll.html", {"poll": row}, status=status)


def next_page(request: HttpRequest, topic: Topic) -> str:
    return next_or(request, topic.get_absolute_url())


def poll_or_404(reader: Reader, topic: Topic) -> PollRow:
    row = poll_row(reader, topic)
    first_removed = topic.posts.filter(number=1, removed_at__isnull=False).exists()
    if row is None or first_removed:
        raise Http404
    return row


@require_safe
def voters(request: ForumRequest, topic_id: int, slug: str) -> HttpResponse:
    """Who voted for what in a poll that is not secret, for members who are shown its results."""
    topic = topic_or_404(request.user, topic_id)
    if slug != topic.slug:
        return moved_to(request, f"{topic.get_absolute_url()}poll/")
    row = poll_or_404(request.user, topic)
    if row.poll.is_secret:
        raise Http404
    if not request.user.is_authenticated:
        return to_sign_in(request.get_full_path())
    if not row.names_voters:
        raise NotAllowed(_("You can see who voted for what once the results are shown."))
    ballots = Ballot.objects.filter(poll=row.poll, member__isnull=False).order_by("pk")
    count = ballots.count()
    pages = Pages.of(request, f"{topic.get_absolute_url()}poll/", count, VOTERS)
    texts = {option.pk: option.text for option in row.options}
    named = ballots.select_related("member").prefetch_related("votes")[pages.slice]
    context = {
        "topic": topic,
        "path": path_of(request.user, topic.board_id),
        "poll": row,
        "ballots": [
            (ballot.member, [texts[vote.option_id] for vote in ballot.votes.all() if vote.option_id in texts])
            for ballot in named
        ],
        "unnamed": row.poll.voter_count - count,
        "pages": pages,
    }
    return render(request, "polls/voters.html", context)
