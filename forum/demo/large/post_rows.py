from collections.abc import Callable, Iterator, Sequence
from random import Random

from django.db import connection

from forum import markup
from forum.demo.large.ids import Ids
from forum.demo.large.plan import TEAM, Plan
from forum.demo.large.row_writing import Row, advance_sequences, fill_table, write_rows
from forum.demo.large.texts import PoolText
from forum.moderation import post_acts
from forum.moderation.models import LogEntry
from forum.posts.models import Post, Solution
from forum.posts.revisions import Revision
from forum.reactions.models import Reaction
from forum.site.models import SiteSettings

EDITED = 37  # every how manieth post
REACTED, REACTIONS = 0.1, (1, 1, 1, 2, 3)
REMOVED_FOR = "Advertising."
COLUMNS = (
    "id", "topic_id", "number", "author_id", "text_place", "created_at", "reply_to_id", "revision", "edited_at",
    "edited_by_id", "removed_at", "removed_by_id", "removed_reason",
)  # fmt: skip
JOINED = "JOIN pool ON pool.place = planned.text_place"
TEXTS = {"source": "pool.source", "html": "pool.html", "text": "pool.said"}


def write_posts(plan: Plan, ids: Ids, pool: Sequence[PoolText], report: Callable[[int], None]) -> None:
    _keep(pool)
    post = Post(markup_version=markup.VERSION)
    write_rows(post, COLUMNS, _posts(plan, ids), joined=JOINED, expressions=TEXTS, report=report)
    earlier = {"source": TEXTS["source"], "html": TEXTS["html"]}
    revision = Revision(number=1, markup_version=markup.VERSION)
    names = ("post_id", "text_place", "written_by_id", "written_at", "replaced_at")
    write_rows(revision, names, _revisions(plan, ids), joined=JOINED, expressions=earlier)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE pool")
    advance_sequences([Post])


def write_what_hangs_on_posts(plan: Plan, ids: Ids) -> None:
    """Reactions, solutions, and what the log says of removed posts."""
    write_rows(
        Reaction(is_gathered=True), ("post_id", "member_id", "emoji", "created_at"), _reactions(plan, ids)
    )
    topics = plan.topics
    solutions = (
        (ids.topic(topic), ids.post(post), ids.member(topics.starters[topic]), _soon_after(plan, post))
        for topic, post in topics.solutions.items()
    )
    write_rows(Solution(), ("topic_id", "post_id", "marked_by_id", "marked_at"), solutions)
    removals = (
        (
            ids.topic(plan.posts.topics[post]),
            ids.post(post),
            ids.member(_moderator(post)),
            _soon_after(plan, post),
        )
        for post in sorted(plan.posts.removed)
    )
    entry = LogEntry(act=post_acts.remove.name, reason=REMOVED_FOR, step=None)
    write_rows(entry, ("topic_id", "post_id", "by_id", "created_at"), removals)


def _keep(pool: Sequence[PoolText]) -> None:
    rows = [(place, text.source, text.rendered.html, text.rendered.text) for place, text in enumerate(pool)]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE pool (place integer PRIMARY KEY, source text, html text, said text)"
        )
        fill_table(cursor, "pool", 4, rows)


def _posts(plan: Plan, ids: Ids) -> Iterator[Row]:
    posts = plan.posts
    columns = zip(
        posts.topics, posts.numbers, posts.authors, posts.texts, posts.at, posts.answered, strict=True
    )
    for place, (topic, number, author, text, at, answered) in enumerate(columns):
        is_edited, is_removed = _is_edited(plan, place), place in posts.removed
        yield (
            ids.post(place),
            ids.topic(topic),
            number,
            ids.member(author),
            text,
            at,
            ids.post(answered) if answered >= 0 else None,
            2 if is_edited else 1,
            _soon_after(plan, place) if is_edited else None,
            ids.member(author) if is_edited else None,
            _soon_after(plan, place) if is_removed else None,
            ids.member(_moderator(place)) if is_removed else None,
            REMOVED_FOR if is_removed else "",
        )


def _revisions(plan: Plan, ids: Ids) -> Iterator[Row]:
    posts = plan.posts
    for place in filter(lambda place: _is_edited(plan, place), range(plan.sizes.posts)):
        text, at = (posts.texts[place] + 1) % plan.sizes.texts, posts.at[place]
        yield ids.post(place), text, ids.member(posts.authors[place]), at, _soon_after(plan, place)


def _reactions(plan: Plan, ids: Ids) -> Iterator[Row]:
    chance = Random(f"{plan.seed} reactions")
    offered = SiteSettings.current().reaction_set
    members = range(plan.sizes.members)
    for place, author in enumerate(plan.posts.authors):
        if chance.random() >= REACTED or place in plan.posts.removed:
            continue
        for member in sorted({*chance.choices(members, k=chance.choice(REACTIONS))} - {author}):
            yield ids.post(place), ids.member(member), chance.choice(offered), _soon_after(plan, place)


def _is_edited(plan: Plan, place: int) -> bool:
    return place % EDITED == 5 and place not in plan.posts.removed


def _moderator(place: int) -> int:
    return TEAM[place % len(TEAM)]


def _soon_after(plan: Plan, place: int) -> int:
    return min(plan.posts.at[place] + 3_600, plan.end - 1)
