"""Where drafts of what moderators begin to write to a member belong: to what it is about, as in "about-post:12"."""

from collections.abc import Collection
from functools import partial

from django.db.models import Q

from accounts.models import User
from forum.conversations import team
from forum.drafts import places
from forum.drafts.places import PlaceName
from forum.pages.conversations.sources import SOURCES, Source, sources_of

ABOUT = "about-"


def register() -> None:
    for kind in SOURCES:
        places.add_kind(f"{ABOUT}{kind}", partial(_may_begin, kind))


def place_of(source: Source) -> str:
    return f"{ABOUT}{source.kind}:{source.number}"


def sources_at(reader: User, named: Collection[PlaceName]) -> dict[PlaceName, Source]:
    """What these places are about, if the reader may begin to write about it; in as many queries for many as for one.

    Of what has one conversation and no more, nothing once that is begun: its form leads there.
    """
    found: list[Source] = []
    for kind in SOURCES:
        if ids := {place.id for place in named if place.kind == f"{ABOUT}{kind}"}:
            found += sources_of(reader, kind, Q(pk__in=ids)).values()
    entries = [source.about["entry"].pk for source in found if source.one_is_enough]
    begun = team.first_about(team.conversations_of_team(reader), "entry", entries)
    return {
        PlaceName(f"{ABOUT}{source.kind}", source.number): source
        for source in found
        if not (source.one_is_enough and source.about["entry"].pk in begun)
    }


def _may_begin(kind: str, reader: User, number: int) -> bool:
    return number in sources_of(reader, kind, Q(pk=number))
