"""The page of a topic for an ordinary reader: kept under all that it shows around its posts, with the posts put in."""

from typing import Any, NamedTuple
from urllib.parse import unquote

from django import forms
from django.http import HttpResponse

from forum.filters.form_signals import opened_now
from forum.pages.drafts.box import DraftBox
from forum.pages.kept_pages import frame_for, kept_page
from forum.pages.kept_parts import places
from forum.pages.link_facts import links_to
from forum.pages.posts.forms import ReplyForm, new_key
from forum.pages.requests import ForumRequest
from forum.pages.topics.around_posts import AroundPosts
from forum.pages.topics.kept_posts import KeptPosts
from forum.pages.topics.page_facts import PK, address_in_outline, filling_of, has_rare_facts, outline_of
from forum.pages.topics.reply_box import ReplyBox, offers_in
from forum.topics.models import Topic

POSTS, READERS, KEY, OPENED = places(4)
# Taken as they are: words, numbers, moments, and what is made of these alone.
PLAIN = ("marks_read", "can_reply", "by_mail", "will_wait")


class EmptyBox(NamedTuple):
    """The reply box before anything is written in it."""

    board: int
    follow: bool
    attach_place: str
    requires_descriptions: bool
    draft_place: str
    draft_sequence: int


def topic_as_kept(request: ForumRequest, around: AroundPosts, posts: KeptPosts) -> HttpResponse | None:
    """The page with these posts; None if it has to be rendered."""
    found, box = around.facts, around.box
    if has_rare_facts(found) or (box and not box.is_empty):
        return None
    frame = frame_for(request)
    if frame is None:
        return None
    facts = {
        **{name: found[name] for name in PLAIN},
        **outline_of(found, posts.facts),
        "path": links_to(found["path"]),
        "readers": READERS if found["readers"] else "",
        "form": empty_box(request, found["topic"], box) if box else None,
        "posts": POSTS,
    }
    filled = {
        **filling_of(found, posts.facts),
        POSTS: posts.sent(found["first_new"], is_last=not found["pages"].next),
        READERS: found["readers"],
        KEY: new_key(),
        OPENED: opened_now(),
    }
    return kept_page(
        frame, "topics/topic.html", facts, filled, with_form, path=path_of(request, found["topic"])
    )


def path_of(request: ForumRequest, topic: Topic) -> str:
    """The page's path in its outline, where it is the topic's own."""
    is_own = request.path == unquote(topic.get_absolute_url())
    return address_in_outline() if is_own else request.path


def empty_box(request: ForumRequest, topic: Topic, box: ReplyBox) -> EmptyBox:
    follows = bool(box.initial.get("follow"))
    attach_place, requires_descriptions = offers_in(request.user, topic)
    return EmptyBox(
        topic.its_board.pk,
        follows,
        attach_place and f"topic:{PK}",
        requires_descriptions,
        f"topic:{PK}",
        box.draft.sequence,
    )


def with_form(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts with a form in the place of what says how it begins."""
    box: EmptyBox | None = facts["form"]
    if box is None:
        return facts
    initial = {"board": box.board, "follow": box.follow, "key": KEY, "form_opened": OPENED}
    form = ReplyForm(initial=initial)
    form.fields["form_opened"].widget = forms.HiddenInput()  # which would be signed here
    form.attach_place, form.requires_descriptions = box.attach_place, box.requires_descriptions
    form.draft = DraftBox(box.draft_place, box.draft_sequence)
    return facts | {"form": form}
