"""Approving what waits, rejecting it, and putting back what was rejected; their log, and what the author is told."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.models import Reader, User
from forum.boards.models import read_permissions
from forum.filters import days
from forum.moderation import learning
from forum.moderation.acts import Act, Detail, Target
from forum.moderation.member_targets import member_target
from forum.moderation.models import LogEntry, RejectedPost
from forum.moderation.post_acts import POST
from forum.moderation.queue import AlreadyDecided
from forum.moderation.saved_texts import filled
from forum.moderation.statements import same_step
from forum.moderation.waiting_times import waited
from forum.notifications.channels import Channel
from forum.notifications.kinds import Kind
from forum.notifications.models import Delivery
from forum.notifications.notifying import active_member, notify_member
from forum.notifications.subjects import Link, Subject
from forum.posts import approving as publishing
from forum.posts.models import PendingPost, Post
from forum.posts.publishing import NotAllowedNow
from forum.topics.models import Tag
from forum.topics.rules import may


class CannotBePublished(NotAllowedNow):
    sentence = gettext_lazy(
        "This can’t be published now: its topic was removed, or its author can’t write any more. Reject it instead."
    )


def approve(by: User, pending: PendingPost, words: str = "") -> LogEntry | None:
    """Publish it. Raise AlreadyDecided if another moderator was quicker, or CannotBePublished."""
    entries: list[LogEntry] = []

    def when_published(post: Post) -> None:
        entries.append(approving.log(by, post, "", {"pending": pending.pk} | waited(pending.created_at)))
        learning.of_post(post.pk, learning.GOOD)
        days.count("approved", days.names_of(pending.reasons))

    try:
        publishing.approve(by, pending, when_published)
    except NotAllowedNow as refusal:
        if not PendingPost.objects.filter(pk=pending.pk).exists():
            raise AlreadyDecided(decider(pending)) from refusal
        raise CannotBePublished from refusal
    if not entries:
        raise AlreadyDecided(decider(pending))
    return entries[0]


@transaction.atomic
def reject(
    by: User, pending: PendingPost, reason: str, *, is_spam: bool = False, **cited: Any
) -> LogEntry | None:
    """Take it out of the queue and keep the text for its author. Raise AlreadyDecided if somebody was quicker."""
    reason = filled(reason, pending, cited.get("rule"))
    kept = take_out(by, pending, reason, is_spam=is_spam)
    if kept is None:
        raise AlreadyDecided(decider(pending))
    title = kept.title or (kept.topic.title if kept.topic else "")
    detail: Detail = {"pending": pending.pk, "rejected": kept.pk, "title": title, "board": kept.board_id or 0}
    detail |= waited(pending.created_at)
    entry = rejecting.log(by, kept.author, reason, detail, **cited)
    if kept.topic_id:
        # So that the moderators of its board find it in their log.
        entry.topic = kept.topic
        entry.save(update_fields=["topic"])
    tell_rejected(entry, kept)
    return entry


def tell_rejected(entry: LogEntry, kept: RejectedPost) -> None:
    """Tell the author; of several of one step in one notification and one email."""
    author = active_member(kept.author_id)
    if author is None:
        return
    about: dict[str, Any] = {
        "title": entry.detail["title"], "reason": entry.reason, "rejected": str(kept.pk), "entry": str(entry.pk),
    }  # fmt: skip
    if entry.detail.get("is_in_step"):
        about["matter"] = f"rejected:{entry.step}"
        keys = [key_of(each.detail.get("rejected", 0)) for each in same_step(entry) if each.pk != entry.pk]
        if Delivery.objects.filter(member=author, key__in=keys, channel=Channel.MAIL).exists():
            about["only_by"] = (Channel.BELL,)
    notify_member(author, REJECTED.name, key_of(kept.pk), **about)


def key_of(rejected_id: int) -> str:
    return f"rejected:{rejected_id}"


def take_out(by: User, pending: PendingPost, reason: str, *, is_spam: bool = False) -> RejectedPost | None:
    """Keep what waited as rejected, without a word to anybody; None if it waits no more."""
    rows = PendingPost.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "author", "topic", "board"
    )
    found = rows.filter(pk=pending.pk).first()
    if found is None:
        return None
    if not may(read_permissions(by), "moderate", found.place):
        raise PermissionDenied
    kept = RejectedPost.objects.create(
        author=found.author, by=by, topic=found.topic, board=found.board, title=found.title, source=found.source,
        reason=reason[:500], written_at=found.created_at, facts=facts_of(found),
    )  # fmt: skip
    days.count("rejected", days.names_of(found.reasons))
    if is_spam:
        learning.of_rejected(kept.pk, learning.SPAM)
    found.delete()
    return kept


def facts_of(pending: PendingPost) -> dict[str, Any]:
    return {
        "tags": list(pending.tags.values_list("pk", flat=True)),
        "reply_to": pending.reply_to_id,
        "follow": pending.follow,
        "key": pending.key,
        "additions": pending.additions,
        "reason": pending.reason,
        "reasons": pending.reasons,
    }


def put_back(by: User, author: User, entry: LogEntry, reason: str) -> LogEntry | None:
    """Let what was rejected wait again; None if that was done already or cannot be."""
    kept = (
        RejectedPost.objects.select_for_update(no_key=True).filter(pk=entry.detail.get("rejected", 0)).first()
    )
    pending = let_wait_again(by, kept) if kept else None
    if pending is None:
        return None
    back = putting_back.log(
        by, author, reason, {"pending": pending.pk, "title": entry.detail.get("title", "")}
    )
    if entry.topic_id:
        back.topic = entry.topic
        back.save(update_fields=["topic"])
    return back


def let_wait_again(by: User, kept: RejectedPost) -> PendingPost | None:
    """Put a rejected text back into the queue; None if its author has sent it again."""
    place = kept.topic or kept.board
    if place is None or not may(read_permissions(by), "moderate", place):
        raise PermissionDenied
    facts = dict(kept.facts)
    if PendingPost.objects.filter(author=kept.author, key=facts["key"]).exists():
        return None
    tags = Tag.objects.filter(pk__in=facts.pop("tags"))
    reply_to = Post.objects.filter(pk=facts.pop("reply_to") or 0).first()
    pending = PendingPost.objects.create(
        author=kept.author, topic=kept.topic, board=kept.board, title=kept.title, source=kept.source,
        created_at=kept.written_at, reply_to=reply_to, **facts,
    )  # fmt: skip
    pending.tags.set(tags)
    learning.of_rejected(kept.pk, learning.NONE)
    kept.delete()
    return pending


def decider(pending: PendingPost) -> User | None:
    about = LogEntry.objects.filter(act__in=("approve", "reject"), detail__pending=pending.pk)
    entry = about.select_related("by").first()
    return entry.by if entry else None


def title_words(detail: Detail, boards: Mapping[int, str]) -> str:
    return _("“%(title)s”") % {"title": detail["title"]} if detail.get("title") else ""


def moderates(by: Reader, member: User) -> bool:
    """Which place it was for, only the log entry knows; `put_back` asks."""
    return by.is_authenticated


AUTHOR: Target[User] = Target("member", "accounts.view_user", moderates, member_target("", moderates).lock)

approving = Act(
    name="approve",
    on=POST,
    label=gettext_lazy("Approve"),
    restricts=False,
    log_words=gettext_lazy("approved"),
)
rejecting = Act(
    name="reject",
    on=AUTHOR,
    opposite="put-back",
    label=gettext_lazy("Reject"),
    restricts=True,
    log_words=gettext_lazy("rejected a text by"),
    notification=gettext_lazy("A moderator didn’t approve what you wrote for “%(topic)s”"),
    tells_itself=True,
    detail_words=title_words,
    undo=put_back,
)
putting_back = Act(
    name="put-back",
    on=AUTHOR,
    label=gettext_lazy("Let wait again"),
    restricts=False,
    log_words=gettext_lazy("let a text wait again, by"),
    detail_words=title_words,
)
ACTS = (approving, rejecting, putting_back)


def rejection_words(subject: Subject) -> str | Promise:
    reason = subject.detail.get("reason", "").replace("%", "%%")
    if subject.count > 1:
        return REJECTED.text
    # The topic is filled in later, where the title is at hand.
    once = str(REJECTED.text % {"topic": "%(topic)s", "count": 1})
    return _("%(sentence)s: %(reason)s") % {"sentence": once, "reason": reason} if reason else REJECTED.text


def link_to_rejected(subject: Subject, reader: User) -> Link | None:
    """The page that says all about it, takes an appeal and leads to the text."""
    entry_id = int(subject.detail.get("entry") or 0)
    if LogEntry.objects.filter(pk=entry_id, member=reader).exists():
        return Link(reverse("act-notice", args=[entry_id]), _("See what was done"))
    # Of those from before notifications named the entry.
    kept = RejectedPost.objects.filter(pk=int(subject.detail.get("rejected") or 0), author=reader).first()
    return Link(reverse("rejected-post", args=[kept.pk]), _("Read your text")) if kept else None


REJECTED = Kind(
    "rejected",
    72,
    group="moderation",
    label=gettext_lazy("A moderator doesn’t approve my post"),
    text=ngettext_lazy(
        "A moderator didn’t approve what you wrote for “%(topic)s”",
        "Moderators didn’t approve %(count)d texts of yours",
        "count",
    ),
    text_for=rejection_words,
    link=link_to_rejected,
    why=gettext_lazy("You’re receiving this because your post waited for approval."),
    emails_on=gettext_lazy("Emails about posts that aren’t approved are on."),
    emails_off=gettext_lazy("Emails about posts that aren’t approved are off."),
    icon="shield",
    is_own=True,
    has_post=False,
)


def forget_rejected(member: User) -> None:
    RejectedPost.objects.filter(author=member).delete()
