"""Notifying the author of a topic or post, or a member, of what a moderator did: the act, the reason and a page."""

from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.models import User
from forum.boards.models import Board
from forum.mail.delaying import DELAY
from forum.moderation import acts
from forum.moderation.models import LogEntry
from forum.moderation.statements import concerned_id, same_step, until_words, wording
from forum.notifications.channels import Channel
from forum.notifications.kinds import Kind
from forum.notifications.models import Delivery, Notification
from forum.notifications.notifying import active_member, notify_member
from forum.notifications.subjects import Link, Subject
from forum.posts.models import Post
from forum.topics.models import Topic


def act_sentence(subject: Subject) -> str | Promise:
    """What was done, without the reason; %(topic)s and %(count)d are still to be filled in."""
    detail = subject.detail
    on = detail.get("on") or ("post" if detail.get("post") else "topic")
    act = acts.find(on, detail.get("act", ""))
    if detail.get("is_mixed"):
        return SEVERAL
    return wording(act, bool(detail.get("is_automatic"))) if act and act.notification else MODERATED.text


def sentence_for(subject: Subject) -> str | Promise:
    """The act; of a single one, the reason as well."""
    sentence, reason = act_sentence(subject), subject.detail.get("reason", "")
    if subject.count > 1 or not (reason or subject.detail.get("until")):
        return sentence
    # The topic is filled in later, where the title is at hand.
    once = str(sentence % {"topic": "%(topic)s", "count": 1})
    if until := until_words(subject.detail.get("until") or ""):
        once = _("%(sentence)s until %(time)s") % {"sentence": once, "time": until}
    return (
        _("%(sentence)s: %(reason)s") % {"sentence": once, "reason": reason.replace("%", "%%")}
        if reason
        else once
    )


def link_to_act(subject: Subject, reader: User) -> Link | None:
    """Of a restriction, the page about it; else the thing if the reader sees it, or the page; None if none is left."""
    entry = entry_of(subject)
    if entry is not None and acts.restricted(entry) and is_told(entry, reader):
        return Link(reverse("act-notice", args=[entry.pk]), _("See what was done"))
    if subject.detail.get("post"):
        post = Post.objects.placed_for(reader).filter(pk=subject.post_id or 0).first()
        if post is not None:
            return Link(post.get_absolute_url(), _("View your post"))
    topic = Topic.objects.visible_to(reader).filter(pk=subject.topic_id or 0).first()
    if topic is not None:
        return Link(topic.get_absolute_url(), _("View the topic"))
    if entry is None or not is_told(entry, reader):
        return None
    return Link(reverse("act-notice", args=[entry.pk]), _("See what was done"))


def entry_of(subject: Subject) -> LogEntry | None:
    entries = LogEntry.objects.select_related("by", "topic", "post", "member")
    return entries.filter(pk=int(subject.detail.get("entry") or 0)).first()


SEVERAL = ngettext_lazy(
    "A moderator acted on what you wrote", "Moderators acted %(count)d times on what you wrote", "count"
)
MODERATED = Kind(
    "moderated",
    70,
    group="moderation",
    label=gettext_lazy("A moderator acts on my topic or post"),
    text=ngettext_lazy(
        "A moderator acted on what you wrote in “%(topic)s”",
        "Moderators acted %(count)d times on what you wrote in “%(topic)s”",
        "count",
    ),
    text_for=sentence_for,
    link=link_to_act,
    why=gettext_lazy("You’re receiving this because it’s about your topic or post."),
    emails_on=gettext_lazy("Emails about what moderators do with your posts are on."),
    emails_off=gettext_lazy("Emails about what moderators do with your posts are off."),
    icon="shield",
    is_own=True,
    has_post=False,
)
SUSPENSION = Kind(
    "suspension",
    75,
    group="moderation",
    label=gettext_lazy("I am warned, silenced or suspended, or that is over"),
    text=gettext_lazy("A moderator acted on your account"),
    text_for=sentence_for,
    link=link_to_act,
    icon="shield",
    has_post=False,
    is_fixed=True,
    to_suspended=True,
)


def subject_of(entry: LogEntry) -> User | None:
    """Whom an act concerns, unless they did it themselves: the member, or who wrote the thing."""
    member_id = concerned_id(entry)
    if member_id is None or member_id == entry.by_id:
        return None
    return active_member(member_id)


def title_and_boards(entry: LogEntry) -> dict[str, Any]:
    """The title at the time of the act, and the boards on which the topic was before and after it."""
    if entry.topic is None:
        return {"title": "", "boards": []}
    seen: dict[str, Any] = entry.detail.get(
        "seen", {"title": entry.topic.title, "boards": [entry.topic.board_id]}
    )
    return seen


def is_told(entry: LogEntry, member: User) -> bool:
    """Whether this member is told of the act. Nobody learns what happens on boards that they may not see."""
    act = acts.of(entry)
    concerned = subject_of(entry)
    if act is None or not act.notification or concerned is None or concerned.pk != member.pk:
        return False
    if entry.member_id:
        return True
    boards = title_and_boards(entry)["boards"]
    return Board.objects.visible_to(member).filter(pk__in=boards).exists()


def notify_author(*, entry_id: int, **_: Any) -> None:
    entry = LogEntry.objects.select_related("topic", "post", "member").filter(pk=entry_id).first()
    concerned = subject_of(entry) if entry else None
    if entry is None or concerned is None or not is_told(entry, concerned) or entry.detail.get("is_silent"):
        return
    undoes = entry.detail.get("undoes")
    if (taken_back := undoes or soon_after(entry)) and withdraw(concerned, taken_back):
        # By this the mail about the earlier act knows as well.
        entry.detail = entry.detail | {"undoes": taken_back}
        entry.save(update_fields=["detail"])
        return
    kind = SUSPENSION if entry.member_id else MODERATED
    about: dict[str, Any] = {
        "topic": entry.topic,
        "post": entry.post,
        "title": title_and_boards(entry)["title"],
        "act": entry.act,
        "on": entry.on,
        "entry": str(entry.pk),
        "reason": "" if undoes else entry.reason,
        "until": entry.detail.get("until", ""),
        "is_automatic": entry.is_automatic,
    }
    if entry.detail.get("is_in_step"):
        about |= in_step(entry)
    channels = channels_of(entry, concerned)
    notify_member(concerned, kind.name, key_of(entry.pk), matter=matter_of(entry), only_by=channels, **about)


def matter_of(entry: LogEntry) -> str:
    """All that one form did is one notification, and so are posts of one topic to which the same was done.

    Whatever else is done to a topic, or a member, is one by itself.
    """
    if entry.detail.get("is_in_step") and acts.restricted(entry):
        return f"moderated:{entry.step}"
    return f"moderated:{entry.act}:{entry.topic_id}" if entry.post_id else key_of(entry.pk)


def in_step(entry: LogEntry) -> dict[str, Any]:
    """What a notification says of several acts of one form: it leads to the first of them."""
    step = same_step(entry)
    kinds = {(each.act, each.on, each.topic_id) for each in step}
    return {"entry": str(step[0].pk), "is_mixed": len(kinds) > 1}


def channels_of(entry: LogEntry, member: User) -> tuple[str, ...]:
    """By which channels the act is told: of those of one form, the first alone by mail."""
    act = acts.of(entry)
    if entry.detail.get("is_of_board") or (act is not None and not act.tells_by_mail):
        return (Channel.BELL,)
    if entry.detail.get("is_in_step") and acts.restricted(entry):
        keys = [key_of(each.pk) for each in same_step(entry) if each.pk != entry.pk]
        if Delivery.objects.filter(member=member, key__in=keys, channel=Channel.MAIL).exists():
            return (Channel.BELL,)
    return ()


def soon_after(entry: LogEntry) -> int | None:
    """Return the act of which this is the opposite, done by the same moderator while no mail about it was due yet."""
    act = acts.of(entry)
    if act is None or act.opposite in ("", act.name):
        return None
    earlier = LogEntry.objects.filter(topic=entry.topic_id, post=entry.post_id, member=entry.member_id)
    earlier = earlier.filter(pk__lt=entry.pk, act__in=[act.name, act.opposite]).order_by("-pk")
    last = earlier.first()
    is_soon = last is not None and entry.created_at - last.created_at < DELAY
    return last.pk if last and is_soon and (last.act, last.by_id) == (act.opposite, entry.by_id) else None


def key_of(entry_id: int) -> str:
    return f"moderated:{entry_id}"


def withdraw(member: User, entry_id: int) -> bool:
    """Take back what was told of an act that was undone; return False if the member has read it, or got it by mail."""
    told = Delivery.objects.filter(member=member, key=key_of(entry_id))
    is_mailed = told.filter(
        channel=Channel.MAIL, state__in=[Delivery.State.SENT, Delivery.State.SENDING]
    ).exists()
    if is_mailed or told.filter(channel=Channel.BELL, notification__read_at__isnull=False).exists():
        return False
    unread = Notification.objects.filter(deliveries__in=told.filter(channel=Channel.BELL), read_at=None)
    for notification in unread:
        Notification.objects.filter(pk=notification.pk, count__lte=1).delete()
        Notification.objects.filter(pk=notification.pk).update(count=F("count") - 1)
    return True
