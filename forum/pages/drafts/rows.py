"""A member's drafts as they are listed: what each is of, and where to go on with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from forum.boards.models import Board
from forum.drafts import places
from forum.drafts.models import Draft
from forum.drafts.places import CONVERSATION, START, PlaceName
from forum.markup.excerpts import source_excerpt
from forum.markup.unicode_text import set_apart
from forum.pages.accounts.sign_in_reasons import REPLY_BOX
from forum.pages.conversations.draft_places import ABOUT, sources_at
from forum.pages.conversations.sources import Source
from forum.posts import rules as post_rules
from forum.posts.models import Post
from forum.site.models import SiteSettings
from forum.topics import rules
from forum.topics.models import Topic

EXCERPT = 200  # characters

GONE = {
    "topic": lambda: _("Reply in a topic that isn’t there any more"),
    "board": lambda: _("New topic on a board that isn’t there any more"),
    "edit": lambda: _("Edit of a post that isn’t there any more"),
    CONVERSATION: lambda: _("New conversation"),
}


@dataclass(frozen=True)
class DraftRow:
    draft: Draft
    name: str  # what it is of
    address: str  # where its box is; "" if its member can't write there now

    @property
    def beginning(self) -> str:
        return source_excerpt(f"{self.draft.body}\n{self.draft.beside}", EXCERPT)


def rows_of(member: User, drafts: Iterable[Draft], site: SiteSettings) -> list[DraftRow]:
    """The rows of these drafts, in as many queries for many as for one. Names only what the member still sees."""
    named = [(draft, place) for draft in drafts if (place := places.parsed(draft.place))]
    ids = {kind: {place.id for _draft, place in named if place.kind == kind} for kind in GONE}
    found: dict[str, Mapping[int, Topic | Board | Post | User]] = {
        "topic": Topic.objects.readable_by(member).select_related("board").in_bulk(ids["topic"]),
        "board": Board.objects.visible_to(member).in_bulk(ids["board"]),
        CONVERSATION: User.objects.filter(closed_at=None).in_bulk(ids[CONVERSATION]),
        "edit": Post.objects.readably_placed_for(member).select_related("topic__board").in_bulk(ids["edit"]),
    }
    sources = sources_at(member, [place for _draft, place in named])
    return [
        DraftRow(
            draft,
            *(
                _to_member(sources.get(place))
                if place.kind.startswith(ABOUT)
                else _described(member, place, found, site)
            ),
        )
        for draft, place in named
    ]


def _to_member(source: Source | None) -> tuple[str, str]:
    if source is None:
        return _("Message of the moderators to a member"), ""
    name = _("Message of the moderators to %(name)s") % {"name": set_apart(source.member.name)}
    return name, source.address


def _described(
    member: User,
    place: PlaceName,
    found: Mapping[str, Mapping[int, Topic | Board | Post | User]],
    site: SiteSettings,
) -> tuple[str, str]:
    if place.kind == START:
        return _("New topic"), reverse("start")
    if place == (CONVERSATION, 0):
        return _("New conversation"), reverse("conversation-new")
    thing = found[place.kind].get(place.id)
    if isinstance(thing, User):
        name = _("New conversation with %(name)s") % {"name": set_apart(thing.name)}
        return name, f"{reverse('conversation-new')}?{urlencode({'to': thing.username})}"
    if isinstance(thing, Topic):
        name = _("Reply in “%(title)s”") % {"title": set_apart(thing.title)}
        return name, f"{thing.get_absolute_url()}#{REPLY_BOX}" if rules.can_reply(member, thing) else ""
    if isinstance(thing, Board):
        name = _("New topic in %(board)s") % {"board": set_apart(thing.name)}
        return name, reverse("topic-new", args=[thing.slug]) if rules.can_start(member, thing) else ""
    if isinstance(thing, Post):
        title = {"n": thing.number, "title": set_apart(thing.topic.title)}
        name = _("Edit of post %(n)s in “%(title)s”") % title
        return name, reverse("post-edit", args=[thing.pk]) if post_rules.can_edit(member, thing, site) else ""
    return GONE[place.kind](), ""
