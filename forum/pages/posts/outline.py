"""What a post looks like without its own names, numbers and moments, for which places stand in its template.

Most posts of a forum have one of a few outlines. The template sees an outline alone, so nothing that it shows
can be missing from what is kept under that outline, but what `filling_of` puts in its places.
"""

from typing import Any, NamedTuple

from django.template import Context

from accounts.models import User
from forum.boards.group_settings import GroupTitle
from forum.markup.unicode_text import RIGHT_TO_LEFT
from forum.pages.kept_parts import Place, places
from forum.pages.posts.row import PostRow, solution_of
from forum.site.page_addresses import page_address

LONG_NAME = 20  # characters; the template says longer ones once more
NAMES = 4  # what stands for a name, short or long, in each direction

PK, NUMBER, CREATED, EDITED, TEXT = OF_POST = places(5)
USERNAME, HANDLE, AVATAR, JOINED, ROLE, POSTS = OF_AUTHOR = places(6)
ANSWERED, ANSWERED_HANDLE, EDITOR_HANDLE = OF_OTHERS = places(3)
TOPIC, SLUG, SOLUTION = OF_TOPIC = places(3)
COUNTS = places(40)  # of reactions, by their places


def names() -> tuple[str, ...]:
    """Stand for the name of one person: what a template asks of names, these answer like the name itself."""
    one, two, three, four, five, six = places(6)
    return one, Place(two + three), Place(f"\u05d0{four}"), Place(f"\u05d0{five}{six}")


Acts = tuple[bool, bool, bool, bool, bool, bool, bool, bool]
NO_ACTS: Acts = (False, False, False, False, False, False, False, False)  # a visitor's, whatever the post is

AUTHOR_NAMES, ANSWERED_NAMES, EDITOR_NAMES = names(), names(), names()
PLACES = (
    *OF_POST,
    *OF_AUTHOR,
    *OF_OTHERS,
    *OF_TOPIC,
    *COUNTS,
    *AUTHOR_NAMES,
    *ANSWERED_NAMES,
    *EDITOR_NAMES,
)


class Person(NamedTuple):
    username: str
    name: str
    handle: str
    avatar: str
    pk: str
    closed_at: bool
    date_joined: str
    is_team: bool


class Answered(NamedTuple):
    get_absolute_url: str
    author: Person


class Post(NamedTuple):
    author: Person
    edited_by: Person | None
    reply_to: Answered | None
    revision: int
    edited_at: str | None
    is_first: bool
    is_wiki: bool
    is_edited_by_another: bool
    get_absolute_url: str
    pk: str = PK
    number: str = NUMBER
    anchor: str = f"post-{PK}"
    created_at: str = CREATED
    author_id: str = USERNAME
    is_removed: bool = False


class Extras(NamedTuple):
    reactions: tuple[tuple[str, int | str], ...]
    own_reaction: str
    reply_count: int
    is_bookmarked: bool


class Row(NamedTuple):
    titles: tuple[GroupTitle, ...]
    is_edited_by_moderator: bool
    is_solution: bool
    is_ignored: bool
    is_followed: bool
    is_edited_here: bool
    can_edit: bool
    can_tick: bool
    can_see_history: bool
    can_react: bool
    can_remove: bool
    can_solve: bool
    can_change_wiki: bool
    fetches_pictures: bool
    lacks_pictures: bool
    extras: Extras
    role: str = ROLE
    author_posts: str = POSTS
    html: str = TEXT
    is_folded: bool = False


class Solved(NamedTuple):
    post_id: str = SOLUTION


class Topic(NamedTuple):
    is_solved: bool
    is_removed: bool
    is_conversation: bool
    solution: Solved | None
    pk: str = TOPIC
    slug: str = SLUG


class Looking(NamedTuple):
    """Who looks, as far as posts look different to them."""

    is_authenticated: bool
    pk: str | None  # that of an author who looks at their own post; "" for others, None for visitors


class Forum(NamedTuple):
    reactions: str
    reaction_set: tuple[str, ...]


class Around(NamedTuple):
    """What a page has around its posts that shows in each of them."""

    topic: Topic
    forum: Forum
    form: bool  # whether the page has a reply box
    can_reply: bool
    can_answer: bool


class Outline(NamedTuple):
    """All that the template of a post is given."""

    row: Row
    post: Post
    user: Looking
    around: Around

    def facts(self) -> dict[str, Any]:
        return {"row": self.row, "post": self.post, "user": self.user, **self.around._asdict()}


def around_of(row: PostRow, context: Context) -> Around:
    topic, site = row.topic, row.site
    solution = solution_of(topic) if topic.is_solved else None
    return Around(
        Topic(
            topic.is_solved, topic.is_removed, topic.is_conversation, None if solution is None else Solved()
        ),
        Forum(site.reactions, tuple(site.reaction_set)),
        bool(context.get("form")),
        bool(context.get("can_reply")),
        bool(context.get("can_answer")),
    )


def outline_of(row: PostRow, around: Around) -> Outline:
    is_member = row.reader.is_authenticated
    is_own = is_member and row.post.author_id == row.reader.pk
    return Outline(
        row_of(row),
        post_of(row),
        Looking(is_member, USERNAME if is_own else "" if is_member else None),
        around,
    )


def row_of(row: PostRow) -> Row:
    extras = row.extras
    return Row(
        tuple(row.titles),
        row.is_edited_by_moderator,
        row.is_solution,
        row.is_ignored,
        row.is_followed,
        *(acts_of(row) if row.reader.is_authenticated else NO_ACTS),
        row.fetches_pictures,
        row.lacks_pictures,
        Extras(counted(extras.reactions), extras.own_reaction, extras.reply_count, extras.is_bookmarked),
    )


def acts_of(row: PostRow) -> Acts:
    """What a member may do with it, in the order of `Row`."""
    return (
        row.is_edited_here,
        row.can_edit,
        row.can_tick,
        row.can_see_history,
        row.can_react,
        row.can_remove,
        row.can_solve,
        row.can_change_wiki,
    )


def counted(reactions: list[tuple[str, int]]) -> tuple[tuple[str, int | str], ...]:
    """The reactions with places for their numbers."""
    return tuple(
        (emoji, COUNTS[place] if place < len(COUNTS) else count)
        for place, (emoji, count) in enumerate(reactions)
    )


def post_of(row: PostRow) -> Post:
    post = row.post
    answered, editor = post.reply_to, post.edited_by
    return Post(
        person(post.author, AUTHOR_NAMES, HANDLE),
        person(editor, EDITOR_NAMES, EDITOR_HANDLE) if editor else None,
        answered_by(answered.author) if answered else None,
        post.revision if row.can_tick else 0,
        EDITED if post.edited_at else None,
        post.is_first,
        post.is_wiki,
        post.is_edited_by_another,
        page_address("post", PK),
    )


def answered_by(author: User) -> Answered:
    return Answered(page_address("post", ANSWERED), person(author, ANSWERED_NAMES, ANSWERED_HANDLE))


def person(member: User, its_names: tuple[str, ...], handle: str) -> Person:
    return Person(
        USERNAME,
        name_place(member.name, its_names),
        handle if member.handle else "",
        AVATAR,
        USERNAME,
        member.closed_at is not None,
        JOINED,
        member.is_team,
    )


def name_place(name: str, its_names: tuple[str, ...]) -> str:
    return its_names[(len(name) > LONG_NAME) + 2 * bool(RIGHT_TO_LEFT.search(name))]
