"""What may be meant by what somebody types in a text: people behind an @, tags and topics behind a #, emoji behind a :.

Each answers rows for a script's list: what is `shown`, perhaps a word `more`, and the `text` that is put in.
"""

import re
from collections.abc import Iterator

from django.http import HttpResponse, HttpResponseForbidden, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.names import name_key
from forum import limits
from forum.boards.group_mentions import GroupMention
from forum.markup.emoji import EMOJI
from forum.pages.posts.writing_place import topic_written_in
from forum.pages.requests import ForumRequest
from forum.pages.search.suggestions import suggested_topics
from forum.site.slugs import key_of
from forum.topics.models import Tag, Topic

MOST = 8
MOST_TAGS = 3
MOST_GROUPS = 2
# Of a topic: who wrote there last. More of them are found by their names.
MOST_POSTS = 200
FEWEST_LETTERS = 2
FAVOURITES = ("smile", "joy", "heart", "thumbsup", "tada", "pray", "thinking", "wave")
MARKDOWN = re.compile(r"([\\\[\]*_`~<|])")

Row = dict[str, str]


@require_safe
@never_cache
def people(request: ForumRequest) -> HttpResponse:
    """Who writes in the topic, then from the second letter on groups that one may mention, and others by name."""
    topic = topic_written_in(request.user, request.GET.get("place", ""))
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    limits.enforce("suggestions", request.user.pk)
    typed = request.GET.get("q", "").strip()[:60]
    authors = authors_in(topic, request.user, typed) if topic else []
    rows = [person_row(member) for member in authors]
    if len(typed) >= FEWEST_LETTERS and len(rows) < MOST:
        groups = GroupMention.objects.open_to(request.user).filter(name_key__startswith=name_key(typed))
        rows += [group_row(group) for group in groups.order_by("name_key")[:MOST_GROUPS]]
        here = {member.pk for member in authors} | {request.user.pk}
        others = User.objects.found_by_name(typed).exclude(pk__in=here)
        rows += [person_row(member) for member in others[: MOST - len(rows)]]
    return JsonResponse({"rows": rows[:MOST]})


def authors_in(topic: Topic, reader: User, typed: str) -> list[User]:
    """The authors of the topic's newest posts whose names begin so; those who wrote last come first."""
    posts = topic.posts.readable_by(reader).not_removed().exclude(author=reader).order_by("-number")
    authors = list(dict.fromkeys(posts.values_list("author_id", flat=True)[:MOST_POSTS]))
    members = (
        User.objects.beginning_with(typed)
        if typed
        else User.objects.filter(closed_at=None, is_active=True, waits_since=None)
    )
    by_id = members.in_bulk(authors)
    return [by_id[pk] for pk in authors if pk in by_id][:MOST]


def person_row(member: User) -> Row:
    name = {"more": member.name} if member.handle else {}
    return {"shown": f"@{member.username}", "text": f"@{member.username} "} | name


def group_row(group: GroupMention) -> Row:
    return {"shown": str(group), "text": f"{group} ", "more": _("Group")}


@require_safe
@cache_control(private=True, max_age=60)
def references(request: ForumRequest) -> HttpResponse:
    """Tags whose names begin so, then topics that the reader sees."""
    if not request.user.is_authenticated:
        return HttpResponseForbidden()
    topics = suggested_topics(request)
    rows = list(tag_rows(request.GET.get("q", "")))
    rows += [
        {
            "shown": topic.title,
            "more": topic.its_board.name,
            "text": link(topic.title, topic.get_absolute_url()),
        }
        for topic in topics
    ]
    return JsonResponse({"rows": rows[:MOST]})


def tag_rows(typed: str) -> Iterator[Row]:
    key = key_of(typed.replace("\x00", "")[:40])
    for tag in Tag.objects.filter(name_key__startswith=key)[:MOST_TAGS] if key else ():
        yield {
            "shown": f"#{tag.name}",
            "more": _("Tag"),
            "text": link(f"#{tag.name}", tag.get_absolute_url()),
        }


def link(words: str, address: str) -> str:
    escaped = MARKDOWN.sub(r"\\\1", words)
    return f"[{escaped}]({address}) "


@require_safe
@cache_control(private=True, max_age=24 * 60 * 60)
def emoji(request: ForumRequest) -> HttpResponse:
    """Emoji whose names begin so, then those that have it within; without a word, a few that are used a lot."""
    names = names_like(request.GET.get("q", "").lower()[:40])
    rows: dict[str, Row] = {}
    for name in names:
        sign = EMOJI[name]
        rows.setdefault(sign, {"shown": f"{sign} :{name}:", "text": sign})
        if len(rows) == MOST:
            break
    return JsonResponse({"rows": list(rows.values())})


def names_like(typed: str) -> list[str]:
    if not typed:
        return [name for name in FAVOURITES if name in EMOJI]
    names = (name for name in EMOJI if typed in name)
    return sorted(
        names, key=lambda name: (not name.startswith(typed), name not in FAVOURITES, len(name), name)
    )
