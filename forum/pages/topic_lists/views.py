from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import render
from django.template import Context
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from accounts.models import Reader
from forum.boards.models import permissions_of
from forum.follows.selection import without_muted
from forum.pages.kept_pages import frame_for, kept_page
from forum.pages.kept_parts import places
from forum.pages.pagination import BeyondLast, page_number, pages_for
from forum.pages.requests import ForumRequest
from forum.pages.topic_lists.away import first_lines
from forum.pages.topic_lists.filter import ListFilter, board_in_query
from forum.pages.topic_lists.first_pages import FirstPage, pinned_everywhere
from forum.pages.topic_lists.kept_rows import topic_rows
from forum.pages.topic_lists.lists import ACTIVITY, LISTS, TopicList, Variant, all_topics
from forum.pages.topics.lists import listed_topics
from forum.pages.topics.sorting import USUAL, Sorting
from forum.pages.topics.starting import may_start_somewhere
from forum.reading.reader_facts import has_mutes
from forum.reading.unread import muted_and_unread
from forum.site.absolute_addresses import absolute
from forum.topics.filtering import filtered
from forum.topics.models import PER_PAGE, Topic, TopicQuerySet

[ROWS] = places(1)
# What a page shows beside its rows, as it is: none of it is of the database.
PLAIN = (
    "name",
    "mark_read",
    "newer",
    "older",
    "is_by_time",
    "sorting",
    "columns",
    "can_be_solved",
    "leaves_out",
    "may_start",
    "canonical",
)
WORDS = ("heading", "rule", "empty")
DEEPEST = 300  # pages; what is older is found by its board


@dataclass(frozen=True)
class ListPage:
    """A page of a list that ends after so many pages, so that none is reached through all of its topics."""

    topics: list[Topic]
    replies_then: Mapping[int, int]  # in the time that the list is about, where it is about one
    number: int
    newer: str | None  # addresses
    older: str | None

    @classmethod
    def of(
        cls, request: ForumRequest, topics: TopicQuerySet, sorting: Sorting, pinned: Sequence[int] = ()
    ) -> Self:
        """The page that is asked for, the first with those that are pinned; raise BeyondLast if there are fewer."""
        number = page_number(request)
        first = (number - 1) * PER_PAGE
        wanted = topics.exclude(pk__in=pinned) if pinned else topics
        replies_then = "replies_then" if "replies_then" in topics.query.annotations else "pk"
        rows = wanted if number <= DEEPEST else wanted.none()
        found: dict[int, int] = dict(rows.values_list("pk", replies_then)[first : first + PER_PAGE + 1])
        ids = list(found)
        if not ids and number > 1:
            count = topics.values("pk")[: DEEPEST * PER_PAGE].count()
            raise BeyondLast(sorting.page_address(pages_for(count, PER_PAGE)))
        has_more = len(ids) > PER_PAGE and number < DEEPEST
        return cls(
            listed_topics([*(pinned if number == 1 else ()), *ids[:PER_PAGE]]),
            found if replies_then != "pk" else {},
            number,
            sorting.page_address(number - 1) if number > 1 else None,
            sorting.page_address(number + 1) if has_more else None,
        )

    @classmethod
    def first(
        cls, reader: Reader, page: FirstPage, order: Sequence[str], sorting: Sorting, *, pins: bool
    ) -> Self:
        """The first page of a list that is neither filtered nor sorted otherwise."""
        pinned = page.pinned(reader) if pins else []
        numbers = page.rest(reader, order, pinned)
        older = sorting.page_address(2) if len(numbers) > PER_PAGE else None
        return cls(listed_topics([*pinned, *numbers[:PER_PAGE]]), {}, 1, None, older)


@dataclass(frozen=True)
class VariantLink:
    label: Promise | str
    address: str
    is_chosen: bool


@require_safe
def topic_list(request: ForumRequest, name: str) -> HttpResponse:
    listing = LISTS[name]
    if listing.is_for_members and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    choice, variant = listing.variant_in_query(request)
    sorting = sorting_of(request, name, (listing.asks, choice) if choice else None, variant)
    wanted = ListFilter(request, sorting.board, sorting.tags)
    leaves_out = listing.leaves_out_muted and has_mutes(request.user)
    if variant.topics is all_topics and not sorting.is_aside and page_number(request) == 1:
        first = FirstPage.of(request.user, wanted.wanted, leaves_out=leaves_out)
        pins = shows_pinned(name, sorting)
        page = ListPage.first(request.user, first, variant.order or ACTIVITY, sorting, pins=pins)
    else:
        page = page_of(request, name, variant, sorting, wanted, leaves_out=leaves_out)
    muted, unread = muted_and_unread(request.user, page.topics)
    context = {
        "name": name,
        "heading": wanted.heading(str(variant.heading)),
        "rule": variant.rule,
        "empty": variant.empty,
        "variants": variant_links(listing, sorting),
        "topics": page.topics,
        "replies_then": page.replies_then,
        "muted": muted,
        "unread": unread,
        "mark_read": mark_read_address(sorting) if name == "unread" and page.topics else None,
        "newer": page.newer,
        "older": page.older,
        "is_by_time": variant.is_by_time if variant.order else sorting.is_usual,
        "sorting": sorting,
        "columns": None if variant.order else sorting,
        "choices": wanted.tag_choices(sorting),
        "boards": wanted.board_choices(),
        "can_be_solved": bool(wanted.boards_with_solutions),
        "leaves_out": leaves_out,
        "may_start": may_start_somewhere(request.user),
        "canonical": absolute(sorting.canonical(page.number)),
    }
    if name == "unread" and page.number == 1 and not sorting.is_filtered:
        context |= first_lines(request)
    return list_as_kept(request, context) or render(request, "topic_lists/topic_list.html", context)


def page_of(
    request: ForumRequest,
    name: str,
    variant: Variant,
    sorting: Sorting,
    wanted: ListFilter,
    *,
    leaves_out: bool,
) -> ListPage:
    """Any page of a list."""
    depth = page_number(request) * PER_PAGE
    topics = filtered(variant.topics(request.user), permissions_of(request.user), wanted.wanted, depth)
    if sorting.solved:
        topics = topics.solved(sorting.solved == "yes")
    if sorting.solved == "no":
        topics = topics.filter(board__in=wanted.boards_with_solutions)
    if leaves_out:
        topics = without_muted(topics, request.user)
    pinned = [pk for (pk,) in pinned_everywhere(topics)] if shows_pinned(name, sorting) else []
    return ListPage.of(request, ordered(topics, variant, sorting), sorting, pinned)


def list_as_kept(request: ForumRequest, context: dict[str, Any]) -> HttpResponse | None:
    """The page of a list that is not filtered for a member, kept under what it shows; None if it has to be rendered."""
    frame = None if context["sorting"].is_filtered or context.get("missed") else frame_for(request)
    if frame is None:
        return None
    rows = topic_rows(Context(frame | context), context["topics"], with_board=True)
    facts = {
        **{name: context[name] for name in PLAIN},
        **{name: str(context[name]) for name in WORDS},
        **{name: tuple(context[name]) for name in ("variants", "choices", "boards")},
        "topics": ROWS if rows else "",
    }
    return kept_page(frame, "topic_lists/topic_list.html", facts, {ROWS: rows})


def shows_pinned(name: str, sorting: Sorting) -> bool:
    return name == "latest" and not sorting.is_aside


def sorting_of(request: ForumRequest, name: str, choice: tuple[str, str] | None, variant: Variant) -> Sorting:
    asked = Sorting.of(request, reverse(name))
    order = USUAL if variant.order else asked.order
    return replace(asked, order=order, board=board_in_query(request), choice=choice)


def mark_read_address(sorting: Sorting) -> str | None:
    """Where all that this list holds is marked as read; None for a board with tags, or several tags.

    A line is of a board, of a tag or of everything: the nearest one would mark topics as read that are not in this
    list. A mark for each topic in it would do, but not the numbers that each had before, which *Undo* needs; and the
    list may hold thousands.
    """
    if sorting.solved:
        return None
    match sorting.board, sorting.tags:
        case None, ():
            return reverse("read-everything")
        case None, (tag,):
            return reverse("tag-read", args=[tag.slug])
        case board, () if board is not None:
            return reverse("board-read", args=[board.slug])
    return None


def variant_links(listing: TopicList, sorting: Sorting) -> list[VariantLink]:
    """The lists at this address, each with the same filter; none where there is one alone."""
    usual, *others = listing.variants
    choices = {usual: None, **{value: (listing.asks, value) for value in others}}
    return [
        VariantLink(
            listing.variants[value].label, replace(sorting, choice=choice).address, sorting.choice == choice
        )
        for value, choice in choices.items()
        if others
    ]


def ordered(topics: TopicQuerySet, variant: Variant, sorting: Sorting) -> TopicQuerySet:
    return topics.order_by(*variant.order) if variant.order else topics.sorted_by(sorting.order)
