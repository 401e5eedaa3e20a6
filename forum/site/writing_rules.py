"""What the owner decides about posts: who may change them, and who sees what they said before."""

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST_EDIT_MINUTES = 60 * 24 * 366


class HistoryReaders(models.TextChoices):
    MEMBERS = "members", _("Members who can read the post")
    AUTHOR = "author", _("Its author and moderators")


class WikiMakers(models.TextChoices):
    AUTHORS = "authors", _("Authors and moderators")
    MODERATORS = "moderators", _("Moderators")


class WritingRules(models.Model):
    """A part of the site’s settings."""

    edit_minutes = models.PositiveIntegerField(
        _("minutes in which members can edit their posts"),
        default=0,
        validators=[MaxValueValidator(MOST_EDIT_MINUTES)],
        help_text=_("0 means always. Moderators can edit at any time."),
    )
    history_readers = models.CharField(
        _("who can see earlier versions of a post"),
        max_length=10,
        choices=HistoryReaders,
        default=HistoryReaders.MEMBERS,
        help_text=_("A moderator can hide a version, for instance one with someone’s personal data."),
    )
    wiki_makers = models.CharField(
        _("who can make a wiki post"),
        max_length=10,
        choices=WikiMakers,
        default=WikiMakers.AUTHORS,
        help_text=_("A wiki post can be edited by all members who can reply in its topic."),
    )

    reports_to_hide = models.PositiveSmallIntegerField(
        _("reports that hide a post"),
        default=3,
        db_default=3,
        validators=[MaxValueValidator(100)],
        help_text=_(
            "By so many members who have been here for a day and have 3 posts. It stays hidden until a moderator "
            "looks at it, or its author edits it. 0 means that reports hide nothing."
        ),
    )
    names_moderators = models.BooleanField(
        _("say which moderator acted"),
        default=False,
        db_default=False,
        help_text=_(
            "Members are told the name of who acted on them. Otherwise they are told “a moderator” or "
            "“an administrator”."
        ),
    )
    shows_link_cards = models.BooleanField(
        _("links become cards"),
        default=False,
        help_text=_(
            "A link alone on its line shows the title, description and picture of the page it leads to. The forum "
            "fetches them, so those sites learn the forum’s address, but nothing about your readers."
        ),
    )

    class Meta:
        abstract = True

    def is_editable_by_time(self, written_at: datetime) -> bool:
        """Whether members may still edit what they wrote then."""
        return not self.edit_minutes or timezone.now() < written_at + timedelta(minutes=self.edit_minutes)
