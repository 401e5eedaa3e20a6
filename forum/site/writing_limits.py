"""How much members may write, as the owner sets it. An empty field is no limit."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def limit_field(name: Any, default: int | None, help_text: Any = "", least: int = 1) -> Any:
    return models.PositiveSmallIntegerField(
        name,
        null=True,
        blank=True,
        default=default,
        validators=[MinValueValidator(least)],
        help_text=help_text,
    )


class WritingLimits(models.Model):
    """A part of the site’s settings. `forum.posts.writing_limits` holds posts to them."""

    posts_a_minute = limit_field(_("posts of a member in a minute"), 12)
    posts_an_hour = limit_field(_("posts of a member in an hour"), 120)
    longest_run = limit_field(
        _("replies of a member one after another"), None, _("In one topic. Moderators can write more.")
    )
    new_member_links = limit_field(_("new members: links to other sites in a post"), 5, least=0)
    new_member_pictures = limit_field(_("new members: pictures in a post"), 8, least=0)
    new_member_files = limit_field(_("new members: other files in a post"), 4, least=0)
    new_member_mentions = limit_field(_("new members: people mentioned in a post"), 5, least=0)
    new_member_topics = limit_field(_("new members: topics in a day"), 5, least=0)
    conversations_a_day = limit_field(_("conversations that a member starts in a day"), 10, least=0)
    messages_after_posts = models.PositiveIntegerField(
        _("accepted posts until a member writes to others first"),
        default=3,
        db_default=3,
        validators=[MaxValueValidator(1_000)],
        help_text=_("Whom others write to may always answer. 0 lets everybody write at once."),
    )

    class Meta:
        abstract = True
