"""What a visitor signs in for, in words: said on every page of the way in, and again when they are in."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Reader, User
from forum.boards.models import Board
from forum.follows.models import Followable
from forum.follows.rules import visible_followables
from forum.markup.unicode_text import set_apart
from forum.pages import visitor_drafts
from forum.posts.models import Post
from forum.site.slugs import find_by_slug
from forum.topics.models import Topic

REPLY_BOX = "reply"  # where the box is on a topic's page
TOPIC_IS_BELOW = gettext_lazy("Your new topic is below, ready to post.")


@dataclass(frozen=True)
class Reason:
    """`before` is said until they are in, and `after` when they are and see the page with this address."""

    before: str
    after: str | Promise = ""
    address: str = ""


def reasons(request: HttpRequest, next_path: str | None) -> list[Reason]:
    """Return what is kept for this visitor, and what they can do where `next_path` leads."""
    kept = [*draft_reasons(request, request.user), *follow_reasons(request)]
    if not next_path or any(is_same_page(reason.address, next_path) for reason in kept):
        return kept
    goal = goal_reason(request.user, next_path)
    return [*kept, goal] if goal else kept


def draft_reasons(request: HttpRequest, reader: Reader) -> list[Reason]:
    """One for each draft that its writer may still see the place of, the newest last."""
    found = (_draft_reason(name, reader) for name in request.session.get(visitor_drafts.DRAFTS, {}))
    return [reason for reason in found if reason]


def follow_reasons(request: HttpRequest) -> list[Reason]:
    wishes = request.session.get(visitor_drafts.FOLLOWS, [])
    things = [thing for kind, pk in wishes for thing in visible_followables(request.user, kind, [pk])]
    return [Reason(_("You will follow %(name)s.") % {"name": name_of(thing)}) for thing in things]


def welcome(request: HttpRequest, member: User, followed: list[Followable], leads_to: str) -> str:
    """What to say to somebody who is in now, on the page that they are led to: what was done, and what waits."""
    sentences = [_("Welcome, %(name)s.") % {"name": set_apart(member.name)}]
    sentences += [_("You now follow %(name)s.") % {"name": name_of(thing)} for thing in followed]
    for reason in draft_reasons(request, member):
        sentences.append(str(reason.after) if is_same_page(reason.address, leads_to) else reason.before)
    return " ".join(sentences)


def newest_draft_address(request: HttpRequest) -> str:
    drafts = draft_reasons(request, request.user)
    return drafts[-1].address if drafts else ""


def name_of(thing: Followable) -> str:
    """A topic's title in quotes; boards, tags and members by their name alone."""
    if isinstance(thing, Topic):
        return _quoted(thing.title)
    return set_apart(thing.name)


def is_same_page(address: str, other: str) -> bool:
    """Whether they differ by no more than a page's number."""
    return urlsplit(address).path == urlsplit(other).path


def goal_reason(reader: Reader, next_path: str) -> Reason | None:
    parts = urlsplit(next_path)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    if match.url_name == "topic-new":
        board = find_by_slug(Board.objects.visible_to(reader), match.kwargs["slug"])
        sentence = _("After this, you can start a topic in %(board)s.")
        return Reason(sentence % {"board": set_apart(board.name)}) if board else None
    if match.url_name == "start":
        return Reason(_("After this, you can start a topic."))
    if match.url_name == "topic" and parts.fragment == REPLY_BOX:
        topic = Topic.objects.visible_to(reader).filter(pk=match.kwargs["topic_id"]).first()
        sentence = _("After this, you can reply to %(title)s.")
        return Reason(sentence % {"title": _quoted(topic.title)}) if topic else None
    return None


def _draft_reason(name: str, reader: Reader) -> Reason | None:
    form, _colon, number = name.partition(":")
    pk = int(number) if number.isdecimal() else 0
    if form == "reply":
        topic = Topic.objects.visible_to(reader).filter(pk=pk).first()
        return _reply_reason(topic) if topic else None
    if form == "new":
        board = Board.objects.visible_to(reader).filter(pk=pk).first()
        return _topic_reason(board) if board else None
    if form == "start":
        return Reason(_("Your new topic is kept."), TOPIC_IS_BELOW, reverse("start"))
    if form == "edit":
        post = Post.objects.placed_for(reader).filter(pk=pk).select_related("topic").first()
        return _edit_reason(post) if post else None
    return None


def _reply_reason(topic: Topic) -> Reason:
    words = {"title": _quoted(topic.title)}
    kept = _("Your reply to %(title)s is kept.") % words
    address = f"{topic.get_absolute_url()}#{REPLY_BOX}"
    return Reason(kept, _("Your reply is below, ready to post."), address)


def _topic_reason(board: Board) -> Reason:
    kept = _("Your new topic in %(board)s is kept.") % {"board": set_apart(board.name)}
    address = reverse("topic-new", args=[board.slug])
    return Reason(kept, TOPIC_IS_BELOW, address)


def _edit_reason(post: Post) -> Reason:
    kept = _("Your edit of a post in %(title)s is kept.") % {"title": _quoted(post.topic.title)}
    address = reverse("post-edit", args=[post.pk])
    return Reason(kept, _("Your edit is below, ready to save."), address)


def _quoted(title: str) -> str:
    return _("“%(title)s”") % {"title": set_apart(title)}
