"""Where the forum keeps HTML that was made of a text."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q, QuerySet

from accounts.models import User
from forum.announcements.models import Announcement
from forum.boards.models import Board
from forum.markup import VERSION
from forum.own_pages.models import OwnPage
from forum.posts.models import PendingPost, Post
from forum.posts.pending_edits import PendingEdit
from forum.posts.revisions import Revision
from forum.site.models import SiteSettings

Row = Any  # of any of the models below


@dataclass(frozen=True)
class StoredText:
    """A kind of row, and its fields that hold a text, the HTML made of it, and the version that made it.

    Without a version of its own, `SiteSettings.markup_version` speaks for it.
    """

    name: str
    model: type[Model]
    source: str
    html: str
    version: str = ""

    def rows(self, *, every: bool = False) -> QuerySet[Any]:
        """The rows of an older version, or every row with a text."""
        rows = self.model._default_manager.exclude(**{self.source: ""})
        if every:
            return rows
        if self.version:
            return rows.filter(**{f"{self.version}__lt": VERSION})
        return rows if SiteSettings.current().markup_version < VERSION else rows.none()

    def rows_with_pictures(self) -> QuerySet[Any]:
        """The rows whose text may show pictures, however those are written."""
        signs = ("contains", "!["), ("icontains", "[img"), ("icontains", "<img")
        return self.rows(every=True).filter(
            reduce(or_, (Q(**{f"{self.source}__{how}": sign}) for how, sign in signs))
        )

    def source_of(self, row: Row) -> str:
        return str(getattr(row, self.source))

    def html_of(self, row: Row) -> str:
        return str(getattr(row, self.html))


WELCOME = StoredText("welcome", SiteSettings, "welcome", "welcome_html")
FOOT = StoredText("foot", SiteSettings, "foot_text", "foot_html")
BOARD_RULES = StoredText("board-rules", Board, "rules", "rules_html")
PAGE = StoredText("page", OwnPage, "text", "html")
ANNOUNCEMENT = StoredText("announcement", Announcement, "text", "html")
ABOUT = StoredText("about", User, "about", "about_html", "about_version")
REVISION = StoredText("revision", Revision, "source", "html", "markup_version")
PENDING = StoredText("pending", PendingPost, "source", "html", "markup_version")
PENDING_EDIT = StoredText("pending-edit", PendingEdit, "source", "html", "markup_version")
POST = StoredText("post", Post, "source", "html", "markup_version")

SITE_TEXTS = (WELCOME, FOOT, BOARD_RULES, PAGE, ANNOUNCEMENT)
# Posts come last: while one is left, something is left.
KINDS = {kind.name: kind for kind in (*SITE_TEXTS, ABOUT, REVISION, PENDING, PENDING_EDIT, POST)}


def has_older_posts() -> bool:
    """Whether any post was rendered by an older version. One look at an index."""
    return POST.rows().order_by().exists()
