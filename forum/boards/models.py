import json
from collections import defaultdict
from collections.abc import Callable, Collection
from functools import lru_cache, partial
from typing import Self

from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.members_with_groups import groups_read_with
from accounts.models import Reader
from forum.boards.group_settings import GroupSettings
from forum.boards.groups import AUTOMATIC_GROUPS, GROUP, audience_choices, groups_of
from forum.boards.permissions import Asker, Grants, GrantTree, Permissions
from forum.boards.writing_settings import WritingSettings
from forum.database.direct_statements import rows_of
from forum.once import Once
from forum.site.forum_version import VERSION, InMemory, read_version
from forum.site.name_fields import NameField, UnicodeSlugField
from forum.site.page_addresses import page_address
from forum.site.slugs import FormerSlug, SluggedModel


class BoardQuerySet(models.QuerySet["Board"]):
    def visible_to(self, reader: Asker) -> Self:
        return self.allowing(reader, "see")

    def allowing(self, reader: Asker, verb: str) -> Self:
        """Boards on which this reader may do this."""
        return self.filter(pk__in=permissions_of(reader).boards(verb))


class Board(WritingSettings, SluggedModel):
    """A place where topics live. Boards form a tree; who may do what comes from grants, its own or its parent's."""

    name = NameField(_("name"), max_length=80)
    slug = UnicodeSlugField(_("web address"), max_length=80, unique=True, allow_unicode=True)
    description = NameField(_("description"), max_length=300, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("parent board")
    )
    position = models.PositiveIntegerField(_("order"), default=0)
    takes_topics = models.BooleanField(
        _("people can start topics here"),
        default=True,
        help_text=_("Switch it off for a board that only holds other boards."),
    )
    requires_descriptions = models.BooleanField(
        _("pictures need a description"),
        default=False,
        db_default=False,
        help_text=_("For people who can’t see them. A new post with a picture without one is refused."),
    )
    takes_solutions = models.BooleanField(
        _("topics can be solved"),
        default=False,
        db_default=False,
        help_text=_("Whoever starts a topic here, or a moderator, can mark a reply as the solution."),
    )
    starting_text = models.TextField(
        _("starting text of new topics"),
        blank=True,
        default="",
        db_default="",
        max_length=5_000,
        help_text=_(
            "In Markdown, with headings for instance. New topics begin with it, and whoever writes one can change it."
        ),
    )
    # The group that “Make a moderator” made for this board. No other is filled or emptied there: its members may have
    # permissions that whoever arranges boards cannot give.
    moderators = models.ForeignKey(
        Group, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("moderators")
    )
    # The same for those whom a private board is for.
    named_members = models.ForeignKey(
        Group,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("members of the board"),
    )
    topic_count = models.PositiveIntegerField(_("topics"), default=0, editable=False)
    post_count = models.PositiveIntegerField(_("posts"), default=0, editable=False)
    follower_count = models.PositiveIntegerField(_("followers"), default=0, editable=False)

    objects = BoardQuerySet.as_manager()

    class Meta:
        verbose_name = _("board")
        verbose_name_plural = _("boards")
        ordering = ("position", "id")
        constraints = [
            models.CheckConstraint(condition=~Q(parent=models.F("pk")), name="board_not_inside_itself"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return page_address("board", self.slug)

    def clean(self) -> None:
        super().clean()
        path, above = {self.pk}, self.parent
        while above is not None:
            if above.pk in path:
                raise ValidationError({"parent": _("A board can’t be its own parent board.")})
            path.add(above.pk)
            above = above.parent


class TopicField(models.Model):
    """A question in the form for a new topic on a board. The answer stands in the first post, under a heading."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="topic_fields")
    label = NameField(_("heading"), max_length=80)
    hint = NameField(_("hint"), max_length=200, blank=True)
    is_long = models.BooleanField(_("several lines"), default=False)
    is_required = models.BooleanField(_("required"), default=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("field of new topics")
        verbose_name_plural = _("fields of new topics")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """What it is called in the form."""
        return f"field_{self.pk}"


class FormerBoardSlug(FormerSlug):
    thing = models.ForeignKey(Board, models.CASCADE, related_name="former_slugs")

    class Meta:
        verbose_name = _("earlier web address of a board")
        verbose_name_plural = _("earlier web addresses of boards")


class Grant(models.Model):
    """What one kind of people may do on a board, and below it where no board says otherwise."""

    # Without one it holds on every board: see `global_moderators.py`.
    board = models.ForeignKey(
        Board, models.CASCADE, null=True, blank=True, related_name="grants", verbose_name=_("board")
    )
    audience = models.CharField(_("who"), max_length=40, choices=audience_choices)
    group = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, related_name="grants", verbose_name=_("group")
    )
    # Their names, as `permission_verbs.py` has them.
    verbs = models.JSONField(_("may"), default=list, blank=True)

    class Meta:
        verbose_name = _("permission")
        verbose_name_plural = _("permissions")
        constraints = [
            # Two of them, for a UNIQUE constraint takes no two NULLs for the same group.
            models.UniqueConstraint("board", "audience", condition=Q(group=None), name="grant_audience_once"),
            models.UniqueConstraint("board", "group", name="grant_group_once"),
            models.UniqueConstraint("group", condition=Q(board=None), name="grant_everywhere_once"),
            models.CheckConstraint(
                condition=Q(board__isnull=False) | Q(audience=GROUP), name="grant_everywhere_to_group"
            ),
            models.CheckConstraint(
                condition=Q(audience=GROUP, group__isnull=False) | (~Q(audience=GROUP) & Q(group=None)),
                name="grant_group_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.board or _('every board')}: {self.group or self.get_audience_display()}"

    def clean(self) -> None:
        if (self.audience == GROUP) != (self.group_id is not None):
            raise ValidationError({"group": _("Choose a group, or choose who from the list.")})
        with_visitors = {group.name for group in AUTOMATIC_GROUPS.values() if group.has_visitors}
        if self.audience in with_visitors and set(self.verbs) - {"see"}:
            raise ValidationError({"audience": _("Visitors can only see.")})


# Written by hand: Django takes longer to put their parts together than a database to answer. Columns: what it is, two
# numbers, two texts.
TREE_ROWS = f"""SELECT 'board', id, parent_id, name, slug FROM boards_board
    UNION ALL SELECT 'grant', board_id, group_id, audience, CAST(verbs AS text) FROM boards_grant
    UNION ALL SELECT 'version', 0, 0, ({VERSION}), ''"""  # noqa: S608
GROUP_ROWS = f"""SELECT group_id, '' FROM accounts_user_groups WHERE user_id = %s
    UNION ALL SELECT 0, ({VERSION})"""  # noqa: S608


def _read_tree() -> tuple[str | None, GrantTree]:
    """All boards and grants as they are now, and under which version, as of one moment."""
    parents: dict[int, int | None] = {}
    names: dict[int, tuple[str, str]] = {}
    grants: dict[int | None, Grants] = defaultdict(dict)
    version = None
    with connection.cursor() as cursor:
        cursor.execute(TREE_ROWS)
        for what, number, other, one, two in cursor.fetchall():
            if what == "board":
                parents[number], names[number] = other, (one, two)
            elif what == "grant":
                grants[number][other or one] = _verbs(two)
            else:
                version = one
    everywhere = grants.pop(None, {})
    of_boards = {board: each for board, each in grants.items() if board is not None}
    return version, GrantTree(parents, of_boards, everywhere, names)


_tree = InMemory(_read_tree)


@lru_cache(maxsize=1_000)
def _verbs(written: str) -> frozenset[str]:
    return frozenset(json.loads(written))


def read_grants() -> GrantTree:
    """All boards and grants as they are now."""
    return _tree.under(read_version())


def read_permissions(reader: Reader) -> Permissions:
    """Read what the reader may do now, in one query, two after a change; an act calls this in its transaction."""
    rows = rows_of(GROUP_ROWS, [reader.pk or 0])
    version = next(version for group, version in rows if not group)
    return _permissions(reader, version, {group for group, _version in rows if group})


def _permissions(reader: Reader, version: str | None, groups: Collection[int]) -> Permissions:
    tree = _tree.under(version)
    return Permissions(reader, tree, groups_of(reader, tree.groups, groups))


def path_of(asker: Asker, board_id: int | None) -> list[Board]:
    """The boards from the top down to this one, as far as the asker sees them, with no more than links to them need.

    Without a board there are none.
    """
    permissions = permissions_of(asker)
    path = [board for board in permissions.tree.path(board_id) if permissions.allow("see", board)]
    names, parents = permissions.tree.names, permissions.tree.parents
    return [_linked_board(board, *names[board], parents[board]) for board in reversed(path)]


@lru_cache(5_000)
def _linked_board(board: int, name: str, slug: str, parent: int | None) -> Board:
    """A board with no more than this: the same object for all who see it."""
    return Board(pk=board, name=name, slug=slug, parent_id=parent)


def permissions_of(asker: Asker) -> Permissions:
    """Return those handed along, else those the request keeps for its reader, else read them now."""
    if isinstance(asker, Permissions):
        return asker
    kept: Callable[[], Permissions] | None = getattr(asker, KEPT, None)
    return read_permissions(asker) if kept is None else kept()


def visitors_permissions(asker: Asker) -> Permissions:
    """Return what a visitor may do, without a query where what the asker may do has been read."""
    return Permissions(AnonymousUser(), permissions_of(asker).tree)


def keep_permissions(reader: Reader) -> None:
    """Read this reader's permissions once, when first asked for, and keep them as long as this object.

    For the reader of a request, whose pages ask many times. Acts pass on what they have read themselves.
    """
    setattr(reader, KEPT, Once(partial(read_permissions, reader)))


def keep_permissions_under(reader: Reader, version: Callable[[], str | None]) -> None:
    """The same without a query of their own, where the version and the groups came with the reader."""

    def permissions() -> Permissions:
        groups = groups_read_with(reader)
        return read_permissions(reader) if groups is None else _permissions(reader, version(), groups)

    setattr(reader, KEPT, Once(permissions))


def hand_along(permissions: Permissions, reader: Reader) -> None:
    """Let these be the permissions of one who stands in for their reader, to put a query together with."""
    setattr(reader, KEPT, lambda: permissions)


KEPT = "kept_permissions"
TABLES = (GroupSettings,)  # those of the room that stand in modules of their own
