from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum import limits, markup
from forum.boards.models import permissions_of, read_permissions
from forum.boards.permissions import Asker, Permissions
from forum.jobs.enqueuing import enqueue
from forum.posts import rules, storing, writing_limits
from forum.posts.approval import WHEN_HELD, Finding, Writing, look_over, summary
from forum.posts.locking import lock_with_topic
from forum.posts.models import Post
from forum.posts.pending_edits import PendingEdit
from forum.posts.post_text import PostText
from forum.posts.publishing import MayOnlyRead, NotAllowedNow, lock_author
from forum.posts.restricted_authors import IsSilenced, check_may_write
from forum.posts.revisions import LONGEST_EDIT_REASON, Revision
from forum.posts.team_messages import TeamMessageChange, note_change
from forum.refusals import NotAllowed, Refusal
from forum.site.models import SiteSettings
from forum.topics import rules as topic_rules
from forum.topics import tagging
from forum.topics.models import Tag
from forum.topics.rules import may

# An author who mends what nobody has answered yet makes one revision of it, however often they save.
MERGED_FOR = timedelta(minutes=5)
# Mended so soon after it was written, with no answer yet, a post does not count as edited.
GRACE_PERIOD = timedelta(minutes=5)


WRITTEN = (
    "source", "html", "text", "is_plain", "markup_version", "revision", "merged_count", "edited_at", "edited_by",
    "edit_reason",
)  # fmt: skip

# What of another room is asked of each edit: it gets the editor, the post as it is, and its new text.
Check = Callable[[User, Post, PostText], None]
_checks: list[Check] = []


def check_before(check: Check) -> None:
    """Call this before an edit is stored, under the lock of its topic; it raises a Refusal to prevent it."""
    if check in _checks:
        raise ValueError(f"{check} is registered already.")
    _checks.append(check)


# Each says whether every text of this post must be kept, however quickly its author mends it.
_keepers: list[Callable[[Post], bool]] = []


def keep_each_version_of(is_kept: Callable[[Post], bool]) -> None:
    if is_kept not in _keepers:
        _keepers.append(is_kept)


class Conflict(Refusal):
    """The post has been edited since `by` began; `post` is what it says now."""

    code = "edited_meanwhile"
    sentence = _("Someone else edited this post. Compare the two texts, then save again.")

    of_oneself = _(
        "You edited this post in another tab or on another device. Compare the two texts, then save again."
    )

    def __init__(self, post: Post, by: User) -> None:
        is_own = by.pk == (post.edited_by_id or post.author_id)
        super().__init__(self.of_oneself if is_own else self.sentence)
        self.post = post


class TooLate(NotAllowed):
    """The owner of the forum lets members edit their posts for a while only."""

    code = "too_late"
    sentence = _("The time to edit this post is over. Your text is still here; copy it if you need it.")


class NotYours(NotAllowed):
    code = "not_yours"
    sentence = _(
        "Only its author and moderators can edit this post. Your text is still here; copy it if you need it."
    )


def refusal_of_edit(asker: Asker, post: Post, site: SiteSettings) -> Refusal | None:
    """Return why they may not edit the post now, to be raised or shown; None if they may."""
    permissions = permissions_of(asker)
    if rules.can_edit(permissions, post, site):
        return None
    if post.is_removed:
        return NotAllowedNow(_("This post was removed. Your text is still here; copy it if you need it."))
    if permissions.only_reads:
        return IsSilenced()
    if rules.is_too_late(permissions, post, site):
        return TooLate()
    if not may(permissions, "reply", post.topic):
        return MayOnlyRead()
    return NotAllowedNow() if post.topic.is_locked else NotYours()


def revise_own(author: User, post: Post, text: PostText, **changes: Any) -> Post | PendingEdit:
    """Edit one's own post, or a wiki post, within the limit of members; see `revise`.

    Return the PendingEdit if there is a reason for which the edit waits, by the table in `approval`.
    """
    limits.enforce("edit", author.pk)
    found = _look_over(author, post, text, changes.get("title"), changes.get("reason") or "")
    return edit(author, post, text, found=found, **changes)


def revise(by: User, post: Post, text: PostText, **changes: Any) -> Post:
    """Change what a post says, and the topic's title and tags where they are given; the old text stays as a revision.

    A change of tags alone makes no revision, and an author's edits within five minutes of each other, while nobody
    has answered, are one. Within five minutes of writing and without a reason they leave no mark at the post either.

    `base` is the revision the editor started from: raise Conflict where the post has gone on since, and what
    `refusal_of_edit` returns where it may not be edited. `when_stored` is called in the same transaction, once
    nothing speaks against it.
    """
    # Without findings nothing waits.
    return cast(Post, edit(by, post, text, **changes))


def _look_over(author: User, post: Post, text: PostText, title: str | None, reason: str) -> list[Finding]:
    is_renaming = post.is_first and bool(title) and title != post.topic.title
    if text.source == post.source and not is_renaming:
        return []
    return look_over(
        Writing(
            author=author,
            place=post.topic,
            text=text,
            earlier=post,
            title=title if title and is_renaming else "",
            beside=[reason] if reason else [],
        )
    )


@transaction.atomic
def edit(
    by: User,
    post: Post,
    text: PostText,
    *,
    base: int,
    title: str | None = None,
    tags: Iterable[Tag] | None = None,
    reason: str = "",
    when_stored: Callable[[], None] | None = None,
    found: Sequence[Finding] = (),
    is_approved: bool = False,
) -> Post | PendingEdit:
    """As `revise`; where there are findings it waits. What a moderator has approved is asked nothing more."""
    if not is_approved:
        # The member first, as everywhere. Who was silenced or warned since the form was sent writes nothing.
        lock_author(by)
    post = lock_with_topic(post)
    topic = post.topic
    permissions, site = read_permissions(by), SiteSettings.current()
    if not is_approved and (refusal := refusal_of_edit(permissions, post, site)):
        raise refusal
    if not is_approved:
        check_may_write(by)
    title = _new_title(permissions, post, title, is_approved=is_approved)
    # A form whose answer was lost on its way finds what it says saved already.
    if post.revision != base and (text.source, title) != (post.source, topic.title):
        raise Conflict(post, by)
    if when_stored:
        when_stored()
    if tags is not None and post.is_first:
        tagging.retag(by, topic, tags)
    if text.source == post.source and title == topic.title:
        return post
    if not is_approved:
        _check(permissions, by, post, text, site)
    if found:
        return _let_wait(by, post, text, title if title != topic.title else "", reason, found)
    post.written_by_id = by.pk
    # What moderators do to a message of theirs is done by them all.
    return _store(note_change(by, post, TeamMessageChange.Act.EDIT), post, text, title, base, reason)


def _new_title(permissions: Permissions, post: Post, title: str | None, *, is_approved: bool) -> str:
    topic = post.topic
    may_rename = is_approved or topic_rules.can_rename(permissions, topic)
    return title if title and post.is_first and may_rename else topic.title


def _check(permissions: Permissions, by: User, post: Post, text: PostText, site: SiteSettings) -> None:
    """Raise what speaks against the new text."""
    if by.pk == post.author_id or not rules.can_moderate(permissions, post):
        writing_limits.check_new_member(by, text, site, earlier=post)
    for check in _checks:
        check(by, post, text)


def _store(by: User, post: Post, text: PostText, title: str, base: int, reason: str) -> Post:
    topic = post.topic
    if by.pk == post.author_id:
        # Whoever takes the link out again, or a moderator lets it be, has nothing that waits.
        PendingEdit.objects.filter(post=post, author=by).delete()
    is_early = _is_early(by, post)
    is_kept = _keep_old(by, post, topic.title if title != topic.title else "", is_early=is_early)
    names, quotes = markup.addressees(post.html)
    if title != topic.title:
        topic.rename(title)
    post.write(text.source, text.rendered)
    post.revision = base + 1
    # Of steps that are one edit, the last reason given is that of the edit.
    post.edit_reason = (reason or ("" if is_kept else post.edit_reason))[:LONGEST_EDIT_REASON]
    # Whoever says why means the edit to be seen, but not what stood there for a moment.
    if reason or not is_early:
        post.edited_at, post.edited_by = timezone.now(), by
    post.save(update_fields=WRITTEN)
    topic.touch()
    storing.call_writers([post])
    enqueue(
        "post.edited",
        post_id=post.pk,
        by=by.pk,
        # Whom the text spoke to before has been told, or was not to be.
        mentions=[name for name in text.rendered.mentions if name not in names],
        quotes=[quoted for quoted in text.rendered.quotes if quoted not in quotes],
    )
    return post


def _let_wait(
    by: User, post: Post, text: PostText, title: str, reason: str, found: Sequence[Finding]
) -> PendingEdit:
    """Keep the edit for a moderator, in the place of one that waits already."""
    pending, _is_new = PendingEdit.objects.update_or_create(
        post=post,
        defaults={
            "author": by,
            "base": post.revision,
            "title": title,
            "source": text.source,
            "html": text.rendered.html,
            "markup_version": markup.VERSION,
            "edit_reason": reason[:LONGEST_EDIT_REASON],
            "reason": summary(found)[:500],
            "reasons": [finding.as_json() for finding in found],
            "created_at": timezone.now(),
        },
    )
    for tell in WHEN_HELD:
        tell(found)
    return pending


def _keep_old(by: User, post: Post, title: str, *, is_early: bool) -> bool:
    """Keep the present text as a revision; return False if the one before stands for it."""
    last = post.revisions.first()
    # What stood long enough to be seen is not lost among what was mended at once.
    if last and last.is_early == is_early and _merges(by, post, last):
        post.merged_count += 1
        if title and not last.title:
            last.title = title
            last.save(update_fields=["title"])
        return False
    Revision.objects.create(
        post=post,
        number=post.revision,
        title=title,
        source=post.source,
        html=post.html,
        markup_version=post.markup_version,
        written_by=post.edited_by or post.author,
        written_at=post.edited_at or post.created_at,
        reason=post.edit_reason,
        is_early=is_early,
    )
    return True


def _is_early(by: User, post: Post) -> bool:
    """Whether the author mends what was just written, before anybody has answered or edited it."""
    is_untouched = post.edited_at is None and not post.is_wiki and post.topic.last_number == post.number
    return by.pk == post.author_id and is_untouched and post.created_at > timezone.now() - GRACE_PERIOD


def _merges(by: User, post: Post, last: Revision) -> bool:
    """Whether the present text need not be kept as a revision, being one of the author's edits in quick succession."""
    is_of_author = by.pk == post.author_id and not post.is_edited_by_another
    is_own_step = is_of_author and post.topic.last_number == post.number
    is_soon = is_own_step and last.replaced_at > timezone.now() - MERGED_FOR
    return is_soon and not any(is_kept(post) for is_kept in _keepers)
