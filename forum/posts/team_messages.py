"""Messages that moderators write to a member in the name of all of them: the account of the team is their author.

So no list, bell, mail, quotation or export has to leave out who wrote one: it does not know it.
"""

from collections.abc import Collection
from copy import copy
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.reserved_names import TEAM
from forum.boards.permissions import Asker
from forum.topics.models import Topic
from forum.topics.rules import is_of_team

if TYPE_CHECKING:
    from forum.posts.models import Post


class TeamMessage(models.Model):
    """Who wrote a message of the team; its moderators alone are told."""

    post = models.OneToOneField("posts.Post", models.CASCADE, primary_key=True, related_name="team_message")
    written_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("message of the moderators")
        verbose_name_plural = _("messages of the moderators")

    def __str__(self) -> str:
        return f"{self.written_by}: {self.post_id}"


def team_account() -> User:
    """Return the account of the team, which is made when it is first needed. Nobody can sign in to it."""
    nobody = {"closed_at": timezone.now(), "is_active": False, "is_found_by_name": False, "password": "!"}
    return User.objects.get_or_create(username=TEAM, defaults=nobody)[0]


def name_writers(reader: Asker, topic: Topic, posts: Collection["Post"]) -> None:
    """Have these posts of the topic say who wrote them in the team's name, if the reader is of the team."""
    theirs = [post for post in posts if post.author.is_team] if topic.moderators_of_id else []
    if not theirs or not is_of_team(reader, topic):
        return
    rows = TeamMessage.objects.filter(post__in=[post.pk for post in theirs]).select_related("written_by")
    names = {row.post_id: row.written_by.name for row in rows if row.written_by}
    for post in theirs:
        # One row of the database may be one object for all of them.
        post.author = copy(post.author)
        post.author.in_teams_name = names.get(post.pk, "")
