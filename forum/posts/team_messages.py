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
from forum.boards.models import permissions_of
from forum.boards.permissions import Asker
from forum.topics.models import Topic
from forum.topics.participants import Participant
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


class TeamMessageChange(models.Model):
    """Who edited, removed or restored a message of the team, whose own act it is to all but its moderators."""

    class Act(models.TextChoices):
        EDIT = "edit", _("edited")
        REMOVE = "remove", _("removed")
        RESTORE = "restore", _("restored")

    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="team_changes")
    act = models.CharField(max_length=7, choices=Act)
    version = models.PositiveIntegerField()  # the text that it left, by its number
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("change of a message of the moderators")
        verbose_name_plural = _("changes of messages of the moderators")

    def __str__(self) -> str:
        return f"{self.by}: {self.act} {self.post_id}"


def team_account() -> User:
    """Return the account of the team, which is made when it is first needed. Nobody can sign in to it."""
    nobody = {"closed_at": timezone.now(), "is_active": False, "is_found_by_name": False, "password": "!"}
    return User.objects.get_or_create(username=TEAM, defaults=nobody)[0]


def team_to_show() -> User:
    """Return the same for a page, without making it."""
    found = User.objects.filter(username=TEAM).first()
    return found or User(username=TEAM, closed_at=timezone.now(), is_active=False)


def unnamed_to(reader: Asker, topic: Topic, members: Collection[int]) -> set[int]:
    """Who of these members, who did something there, is to the reader one of the moderators and has no name.

    Whoever does something in a conversation has taken part in it, or is a moderator; also once their board is gone.
    """
    if not members or not topic.is_conversation or is_of_team(reader, topic):
        return set()
    own = Participant.objects.filter(topic=topic, member__in=members).values_list("member", flat=True)
    return set(members).difference(own)


def is_author(asker: Asker, post: "Post") -> bool:
    """Whether the post is the reader's own, or of a team of which they are one."""
    if post.author_id == permissions_of(asker).reader.pk:
        return True
    topic = post.topic
    return topic.moderators_of_id is not None and post.author.is_team and is_of_team(asker, topic)


def note_change(by: User, post: "Post", act: TeamMessageChange.Act) -> User:
    """Return as whose act it is stored what an author does to their post; of the team's, note who did it."""
    if post.topic.moderators_of_id is None or not post.author.is_team or by.pk == post.author_id:
        return by
    version = post.revision + 1 if act == TeamMessageChange.Act.EDIT else post.revision
    TeamMessageChange.objects.create(post=post, act=act, version=version, by=by)
    return post.author


def version_writers(reader: Asker, post: "Post") -> dict[int, User]:
    """The team's account with the name of who wrote it, for each version of the post, if the reader is of the team."""
    if not post.author.is_team or not is_of_team(reader, post.topic):
        return {}
    first = TeamMessage.objects.filter(post=post).select_related("written_by").first()
    edits = TeamMessageChange.objects.filter(post=post, act=TeamMessageChange.Act.EDIT).select_related("by")
    writers = {1: first.written_by if first else None, **{edit.version: edit.by for edit in edits}}
    return {number: _named(post.author, writer) for number, writer in writers.items()}


def _named(account: User, writer: User | None) -> User:
    # One row of the database may be one object for many posts.
    named = copy(account)
    named.in_teams_name = writer.name if writer else ""
    return named


def name_writers(reader: Asker, topic: Topic, posts: Collection["Post"]) -> None:
    """Have these posts of the topic say who wrote or removed them in the team's name, if the reader is of the team."""
    theirs = [post for post in posts if post.author.is_team] if topic.moderators_of_id else []
    if not theirs or not is_of_team(reader, topic):
        return
    rows = TeamMessage.objects.filter(post__in=[post.pk for post in theirs]).select_related("written_by")
    writers = {row.post_id: row.written_by for row in rows}
    removed = [post.pk for post in theirs if post.is_removed_by_author]
    removals = TeamMessageChange.objects.filter(post__in=removed, act=TeamMessageChange.Act.REMOVE)
    removers = (
        {row.post_id: row.by for row in removals.select_related("by").order_by("pk")} if removed else {}
    )
    for post in theirs:
        account = post.author
        post.author = _named(account, writers.get(post.pk))
        if post.pk in removers:
            post.removed_by = _named(account, removers[post.pk])
