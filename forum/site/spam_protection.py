import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from forum.database.prepared_queries import PreparedObjects

MOST_POSTS = 1000
# What `current()` has read since `read_once` began, if it has: one list for each request.
_read: ContextVar[list["SpamProtection"] | None] = ContextVar("spam_protection", default=None)


class Learning(models.TextChoices):
    """What is done with what the moderators’ verdicts taught."""

    OFF = "off", _("Nothing")
    HINT = "hint", _("Say in the queue what it thinks")
    HOLD = "hold", _("Say it, and let what looks like spam wait")


class SpamProtection(models.Model):
    """How the forum keeps spam out, as the admin sets it. There is one row, number 1, once it was saved."""

    regular_posts = models.PositiveSmallIntegerField(
        _("posts after which a member is a regular"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_POSTS)],
        help_text=_("Posts that others can see. Nothing on this page holds what regulars or staff write."),
    )
    checks_forms = models.BooleanField(
        _("tell robots by how they fill in forms"),
        default=True,
        help_text=_(
            "Forms to sign up, and those in which members write who are not regulars yet, have a field that people "
            "don’t see, and know when they were opened."
        ),
    )
    form_seconds = models.PositiveSmallIntegerField(
        _("seconds that filling in a form takes"),
        default=3,
        validators=[MaxValueValidator(60)],
        help_text=_("Whoever is quicker is asked to send it once more. Nothing typed is lost."),
    )
    form_hours = models.PositiveSmallIntegerField(
        _("hours that a form stays good"),
        default=48,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
        help_text=_("Whoever sends it later is asked to send it once more."),
    )
    network_posts = models.PositiveSmallIntegerField(
        _("posts in an hour from one network"),
        default=20,
        validators=[MaxValueValidator(MOST_POSTS)],
        help_text=_(
            "Counted of members who are not regulars yet. What is more waits for approval. 0: no limit."
        ),
    )
    first_link_posts = models.PositiveSmallIntegerField(
        _("first posts whose links are looked at"),
        default=2,
        validators=[MaxValueValidator(MOST_POSTS)],
        help_text=_(
            "A post that links another site waits for approval until its author has this many posts. 0: none do."
        ),
    )
    known_place_members = models.PositiveSmallIntegerField(
        _("regulars whose links make a place known"),
        default=3,
        db_default=3,
        validators=[MaxValueValidator(MOST_POSTS)],
        help_text=_(
            "Links in first posts to where so many regulars have linked, in posts that the author can read, are not "
            "looked at. A place is a site, or one account where anybody publishes, as at github.com; short addresses "
            "and sites of files, films and networks never are one. 0: all links are looked at."
        ),
    )
    words_per_link = models.PositiveSmallIntegerField(
        _("words for each link"),
        default=8,
        validators=[MaxValueValidator(MOST_POSTS)],
        help_text=_(
            "A post with three or more links to other sites waits if it has fewer words than this for each. "
            "0: it doesn’t."
        ),
    )
    late_link_posts = models.PositiveSmallIntegerField(
        _("posts after which edits are trusted"),
        default=10,
        validators=[MaxValueValidator(MOST_POSTS)],
        help_text=_(
            "Until then, an edit that adds a link to another site or replaces more than half of a text waits, and the "
            "old text stays. 0: no edit waits."
        ),
    )
    late_link_days = models.PositiveSmallIntegerField(
        _("days after which somebody counts as back from long away"),
        default=365,
        validators=[MinValueValidator(30), MaxValueValidator(3650)],
        help_text=_("The same is asked of the edits of members who wrote nothing for so long."),
    )
    copy_percent = models.PositiveSmallIntegerField(
        _("per cent of an older post that make a copy"),
        default=80,
        validators=[MaxValueValidator(100)],
        help_text=_(
            "A post that has so much of an older one by somebody else waits, and the queue links both. Quotes and code "
            "don’t count. 0: copies don’t wait."
        ),
    )
    learning = models.CharField(
        _("what moderators’ verdicts teach"),
        max_length=10,
        choices=Learning,
        default=Learning.HOLD,
        help_text=_("It holds nothing before it has learned 200 texts of each kind."),
    )
    learning_percent = models.PositiveSmallIntegerField(
        _("per cent from which a text looks like spam"),
        default=95,
        validators=[MinValueValidator(60), MaxValueValidator(100)],
    )
    # Another number after each change of the words and links; 0 while there never were any.
    words_version = models.BigIntegerField(editable=False, default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("spam protection")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="spam_protection_one_row")]

    def __str__(self) -> str:
        return str(_("Spam protection"))

    @classmethod
    def current(cls) -> "SpamProtection":
        """The settings, or the defaults where none have been saved; read once a request."""
        kept = _read.get()
        if kept:
            return kept[0]
        found = _row().first() or cls(pk=1)
        if kept is not None:
            kept.append(found)
        return found

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        if kept := _read.get():
            kept.clear()

    @classmethod
    def bump_words(cls) -> None:
        """Have every process read the words and links anew."""
        # By chance, not counted: a number must not come again after a backup was restored.
        cls.objects.update_or_create(pk=1, defaults={"words_version": secrets.randbelow(2**62) + 1})


@cache
def _row() -> PreparedObjects[SpamProtection]:
    return PreparedObjects(SpamProtection.objects.filter(pk=1))


@contextmanager
def read_once() -> Iterator[None]:
    """While it lasts, `SpamProtection.current()` asks the database at most once, besides after a change."""
    token = _read.set([])
    try:
        yield
    finally:
        _read.reset(token)
