"""What each table means for visitors' kept pages: what a change of a row throws away, or why it throws nothing away.

A scope names pages: `topic:12` that topic's, `member:7` those that show a number of that member's, `lists` all but
topics', `site` all. Whatever pages do not say what they show are thrown away by every change, whatever its scope.
A table without a decision fails a test.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SITE, LISTS = "SELECT 'site'", "SELECT 'lists'"
ALWAYS = ("INSERT", "UPDATE", "DELETE")
# Conversations are on no board, and no page that visitors get shows one: theirs throw nothing away.
OF_POST = (
    "SELECT 'topic:' || p.topic_id FROM posts_post p JOIN topics_topic t ON t.id = p.topic_id "
    "WHERE p.id = {row}.post_id AND t.board_id IS NOT NULL"
)
POST = "SELECT 'topic:' || id FROM topics_topic WHERE id = {row}.topic_id AND board_id IS NOT NULL"
TOPIC = "SELECT 'topic:' || {row}.id WHERE {row}.board_id IS NOT NULL"


@dataclass(frozen=True)
class Rule:
    """`scope` is a query of scopes, {row} in it the row. Without `columns` any update counts, but those in `but`.

    What `is_in_memory` gives the forum another version besides, see `forum/site/forum_version.py`.
    """

    scope: str
    columns: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    events: tuple[str, ...] = ALWAYS
    is_in_memory: bool = False


def of_uses(table: str, use: str, thing: str) -> str:
    """The topics in whose posts a card or a picture is shown."""
    return (
        f"SELECT DISTINCT 'topic:' || p.topic_id FROM {use} u JOIN posts_post p ON p.id = u.post_id "  # noqa: S608
        f"WHERE u.{thing} = {{row}}.id"
    )


QUEUE = ("attempts", "created_at", "due_at", "claim", "claimed_at", "error")
MEMBER_NAMES = (
    "username", "display_name", "title", "about", "about_html", "avatar", "avatar_cut", "is_superuser", "is_staff",
    "is_active", "is_placeholder", "is_imported", "date_joined", "closed_at", "waits_since", "suspended_at",
    "suspended_until", "silenced_at", "silenced_until", "hides_last_seen",
)  # fmt: skip
COUNTS = ("topic_count", "post_count", "follower_count")

RULES: dict[str, Sequence[Rule]] = {
    "accounts_user": (
        Rule(SITE, columns=MEMBER_NAMES, events=("UPDATE", "DELETE")),
        Rule("SELECT 'member:' || {row}.id", columns=("post_count", "follower_count"), events=("UPDATE",)),
        Rule(LISTS, events=("INSERT",)),
    ),
    "accounts_user_groups": (Rule(SITE),),
    "announcements_announcement": (Rule(SITE, but=("cursor", "sent_count", "done_at")),),
    "announcements_announcement_groups": (Rule(SITE),),
    "auth_group": (Rule(SITE),),
    "boards_board": (Rule(SITE, but=COUNTS, is_in_memory=True), Rule(LISTS, columns=COUNTS, events=("UPDATE",))),
    "boards_grant": (Rule(SITE, is_in_memory=True),),
    "boards_groupmention": (Rule(SITE),),
    "boards_groupsettings": (Rule(SITE),),
    "boards_topicfield": (Rule(SITE),),
    "link_cards_linkcard": (
        Rule(of_uses("link_cards_linkcard", "link_cards_linkcarduse", "card_id"), but=QUEUE),
    ),
    "link_cards_linkcarduse": (Rule(OF_POST),),
    "moderation_topicpointer": (Rule(LISTS),),
    "own_pages_ownpage": (Rule(SITE),),
    "own_pages_termsversion": (Rule(SITE),),
    "polls_poll": (Rule("SELECT 'topic:' || {row}.topic_id"),),
    "polls_polloption": (
        Rule("SELECT 'topic:' || topic_id FROM polls_poll WHERE id = {row}.poll_id"),
    ),
    "posts_post": (Rule(POST, but=("ip", "key")),),
    "posts_posttotal": (Rule("SELECT 'member:' || {row}.member_id"),),
    "posts_revision": (Rule(OF_POST),),
    "posts_solution": (Rule("SELECT 'topic:' || {row}.topic_id"),),
    "reactions_reaction": (Rule(OF_POST, but=("is_gathered",)),),
    "reading_topictally": (Rule(LISTS),),
    "remote_pictures_remotepicture": (
        Rule(of_uses("remote_pictures_remotepicture", "remote_pictures_remotepictureuse", "picture_id"), but=QUEUE),
    ),
    "remote_pictures_remotepictureuse": (Rule(OF_POST),),
    "search_similartopic": (Rule("SELECT 'topic:' || {row}.topic_id"),),
    "sign_up_invited": (Rule(LISTS),),
    "site_sitesettings": (Rule(SITE, is_in_memory=True),),
    "topics_boardtags": (Rule(SITE),),
    "topics_boardtags_allowed": (Rule(SITE),),
    "topics_tag": (Rule(SITE, but=("follower_count",)), Rule(LISTS, columns=("follower_count",), events=("UPDATE",))),
    "topics_topic": (Rule(TOPIC, but=("view_count",)),),
    "topics_topic_tags": (Rule("SELECT 'topic:' || {row}.topic_id"),),
}  # fmt: skip
