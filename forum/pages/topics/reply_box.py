"""The reply box of a topic's page: what it begins with."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from accounts.models import Reader
from forum.drafts import places
from forum.pages import visitor_drafts
from forum.pages.attachments.places import attaches_at
from forum.pages.drafts.beside_topic import draft_beside
from forum.pages.drafts.box import DraftBox, opened
from forum.pages.follows.control import Control
from forum.pages.posts import unsent_text
from forum.pages.posts.forms import ReplyForm
from forum.pages.posts.quotations import quotation
from forum.pages.posts.quoting import post_to_quote
from forum.pages.posts.replying import post_to_reply_to
from forum.pages.requests import ForumRequest
from forum.posts.models import Post
from forum.topics.models import Topic


def reply_form_name(topic: Topic) -> str:
    return f"reply:{topic.pk}"


@dataclass
class ReplyBox:
    """What the form begins with: what was written before signing in, or before an act beside the box, or a draft."""

    draft: DraftBox
    initial: dict[str, Any] = field(default_factory=dict)
    named_post: Post | None = None  # the one that the address of the page quotes or replies to
    is_from_visit: bool = False  # whether its text was written before they signed in

    @property
    def is_empty(self) -> bool:
        has_text = self.initial.get("body") or self.initial.get("reply_to") or self.is_from_visit
        return not (has_text or self.draft.initial or self.draft.other or self.draft.problem)

    def form(self) -> ReplyForm:
        form = ReplyForm(initial=self.initial)
        form.draft, form.named_post = self.draft, self.named_post
        if self.is_from_visit:
            form.fields["body"].help_text = _("You wrote this before you signed in. It isn’t posted yet.")
        return form


def reply_box(request: ForumRequest, topic: Topic, control: Control) -> ReplyBox:
    """The box as this page opens it. `?quote=` adds a quote of a post of this topic."""
    draft = visitor_drafts.draft(request, reply_form_name(topic))
    initial: dict[str, Any] = {"board": topic.board_id, "follow": control.follows_by_replying}
    box = opened(
        places.for_reply(topic), draft_beside(request.user, topic), unsent_text.kept(request, topic) or draft
    )
    initial |= {name: value for name, value in box.initial.items() if name != "board"}
    post = post_to_quote(request, topic)
    if post is not None:
        body = initial.get("body", "").rstrip()
        initial["body"] = (f"{body}\n\n" if body else "") + quotation(
            post, request.site_settings.markup_options
        )
        initial["reply_to"] = initial.get("reply_to") or post.pk
    elif (post := post_to_reply_to(request, topic, request.GET.get("answer"))) is not None:
        initial["reply_to"] = post.pk
    is_from_visit = bool(draft) and "body" in draft and initial["body"].startswith(draft["body"].rstrip())
    return ReplyBox(box, initial, post, is_from_visit)


class Offers(NamedTuple):
    """What the form offers in a topic."""

    attach_place: str
    requires_descriptions: bool


def offers_in(reader: Reader, topic: Topic) -> Offers:
    return Offers(attaches_at(reader, topic), topic.board is not None and topic.board.requires_descriptions)


def offering(form: ReplyForm, reader: Reader, topic: Topic) -> ReplyForm:
    form.attach_place, form.requires_descriptions = offers_in(reader, topic)
    return form


def post_replied_to(request: ForumRequest, topic: Topic, form: ReplyForm) -> Post | None:
    """Return the post that the form replies to, which may have been read for it already."""
    asked, named = form["reply_to"].value(), form.named_post
    return named if named and named.pk == asked else post_to_reply_to(request, topic, asked)
