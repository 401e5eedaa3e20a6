"""Giving a post another author, for what was posted from the wrong account. Administrators alone do it."""

from typing import Literal

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from forum.legal_holds import holding
from forum.moderation.acts import Act, Detail
from forum.moderation.models import LogEntry
from forum.moderation.post_acts import POST
from forum.posts import member_totals
from forum.posts.locking import lock_with_topic
from forum.posts.models import Post
from forum.posts.storing import call_writers
from forum.topics.models import Topic


def change_author(by: User, post: Post, reason: str, *, author: User) -> Detail | Literal[False]:
    if not by.is_superuser:
        raise PermissionDenied
    # The authors' rows before the topic's, in the order of publishing.
    ids = {post.author_id, author.pk}
    members = User.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    open_accounts = {member.pk: member.closed_at is None for member in members}
    post = lock_with_topic(post)
    if post.author_id == author.pk or not open_accounts[author.pk]:
        return False
    former_id, topic = post.author_id, post.topic
    holding.follow_author(post, post.author)
    last_id = topic.posts.not_removed().order_by("-number").values_list("pk", flat=True).first()
    post.author, post.key = author, None
    post.save(update_fields=["author", "key"])
    if not post.is_removed:
        User.objects.filter(pk=former_id).update(post_count=F("post_count") - 1)
        User.objects.filter(pk=author.pk).update(post_count=F("post_count") + 1)
        if not topic.is_removed:
            member_totals.add({(former_id, topic.board_id): -1, (author.pk, topic.board_id): +1})
    changed: dict[str, User] = {"author": author} if post.is_first else {}
    if post.pk == last_id:
        changed["last_poster"] = author
    if changed:
        Topic.objects.filter(pk=topic.pk).update(**changed)
    topic.touch()
    call_writers([post])
    return {"was": former_id, "now": author.pk}


def change_back(by: User, post: Post, entry: LogEntry, reason: str) -> LogEntry | None:
    former = User.objects.filter(pk=entry.detail["was"]).first()
    return changing_author.perform(by, post, reason, author=former) if former else None


changing_author = Act(
    name="change-author",
    on=POST,
    opposite="change-author",
    label=_("Change author"),
    effect=_("The post and all that is counted of it are another member’s. Its text stays as it is."),
    button=_("Change author"),
    done=_("Author changed."),
    done_to_many=ngettext_lazy(
        "Author of %(count)d post changed.", "Author of %(count)d posts changed.", "count"
    ),
    restricts=False,
    log_words=_("changed the author of"),
    notification=ngettext_lazy(
        "An administrator made you the author of a post in “%(topic)s”",
        "An administrator made you the author of %(count)d posts in “%(topic)s”",
        "count",
    ),
    asks="author",
    needs_reason=True,
    is_for_admin=True,
    change=change_author,
    undo=change_back,
)
ACTS = (changing_author,)
