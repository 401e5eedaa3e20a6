"""What a notification is about: words that depend on it, and the page that shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.follows import selection
from forum.follows.models import Follow
from forum.posts.models import Post, Solution
from forum.topics.models import Topic


@dataclass(frozen=True)
class Subject:
    """What the sentence and the link of a notification are made from."""

    count: int = 1
    actor: User | None = None  # who did it; of several the last of the strongest reason
    topic_id: int | None = None
    post_id: int | None = None  # of several the first unread one
    title: str = ""  # of the topic
    detail: Mapping[str, Any] = field(default_factory=dict)


class Link(NamedTuple):
    path: str
    label: str  # what a mail calls it


class Withdrawn(Exception):
    """There is nothing to notify of any more. The argument says why, for the admin."""


def link_to_post(subject: Subject, reader: User) -> Link | None:
    """Return the post's address, else that of what is unread in its topic; None if the reader sees neither."""
    post = Post.objects.readably_placed_for(reader).filter(pk=subject.post_id or 0).first()
    if post is not None and not post.is_removed:
        label = _("View your post") if post.author_id == reader.pk else _("View the post")
        return Link(post.get_absolute_url(), label)
    topic = Topic.objects.readable_by(reader).filter(pk=subject.topic_id or 0).first()
    if topic is None:
        return None
    if topic.is_conversation:
        return Link(topic.get_absolute_url(), _("View the conversation"))
    return Link(reverse("topic-unread", args=[topic.pk, topic.slug]), _("View the topic"))


def link_to_follower(subject: Subject, reader: User) -> Link:
    """Return the address of a single follower who is shown, else that of all the reader's followers."""
    actor = subject.actor
    if subject.count == 1 and actor is not None and actor.closed_at is None:
        is_shown = Follow.objects.filter(member=actor, person=reader, is_shown=True).exists()
        if is_shown:
            return Link(reverse("member", args=[actor.username]), _("View profile"))
    return Link(reverse("person-followers", args=[reader.username]), _("View your followers"))


def refresh_follower(subject: Subject, member: User) -> Subject:
    """Return the subject with the follower as they are to be named now. Raise Withdrawn if they left or are ignored."""
    follows = Follow.objects.active().select_related("member")
    follow = follows.filter(pk=subject.detail["follow"], member__closed_at=None).first()
    if follow is None:
        raise Withdrawn(_("They don’t follow them any more."))
    if selection.ignores(member, follow.member):
        raise Withdrawn(_("The member ignores them."))
    return replace(subject, actor=follow.member if follow.is_shown else None)


def refresh_solution(subject: Subject, member: User) -> Subject:
    """Raise Withdrawn if the post is no solution any more, or out of sight, or who said so is ignored."""
    if not Solution.objects.filter(
        topic=subject.topic_id, post=subject.post_id, post__removed_at=None
    ).exists():
        raise Withdrawn(_("Their reply is not the solution any more."))
    if not Topic.objects.visible_to(member).not_removed().filter(pk=subject.topic_id or 0).exists():
        raise Withdrawn(_("They don’t see the topic any more."))
    if subject.actor is not None and selection.ignores(member, subject.actor):
        raise Withdrawn(_("The member ignores them."))
    return subject


# By the names of allauth's mails about such changes: the words, and the page of the settings.
SECURITY_CHANGES: dict[str, tuple[Promise, str]] = {
    "password_changed": (gettext_lazy("Your password was changed"), "account_change_password"),
    "password_set": (gettext_lazy("A password was set for your account"), "account_change_password"),
    "password_reset": (
        gettext_lazy("Your password was reset with a link"),
        "account_change_password",
    ),
    "email_changed": (gettext_lazy("The email address of your account was changed"), "account_email"),
    "email_confirm": (gettext_lazy("Your email address was confirmed"), "account_email"),
    "email_deleted": (gettext_lazy("An email address of your account was removed"), "account_email"),
    "totp_activated": (
        gettext_lazy("Two-factor authentication with an authenticator app was switched on"),
        "mfa_index",
    ),
    "totp_deactivated": (
        gettext_lazy("Two-factor authentication with an authenticator app was switched off"),
        "mfa_index",
    ),
    "webauthn_added": (gettext_lazy("A passkey or security key was added"), "mfa_index"),
    "webauthn_removed": (gettext_lazy("A passkey or security key was removed"), "mfa_index"),
    "second_factor_removed": (
        gettext_lazy("An administrator switched off two-factor authentication for you"),
        "mfa_index",
    ),
    "reset_link_made": (
        gettext_lazy("An administrator made a link for choosing a new password for you"),
        "account_change_password",
    ),
    "renamed": (gettext_lazy("An administrator changed your username"), "settings"),
    "recovery_codes_generated": (gettext_lazy("New recovery codes were made"), "mfa_index"),
}
UNKNOWN_CHANGE = (gettext_lazy("Something changed about how you sign in"), "usersessions_list")


def security_text(subject: Subject) -> str | Promise:
    if username := subject.detail.get("username", ""):
        # The sentence is filled in once more, with the topic of notifications that have one.
        sentence = _("An administrator changed your username to “%(username)s”") % {"username": username}
        return sentence.replace("%", "%%")
    return SECURITY_CHANGES.get(subject.detail.get("change", ""), UNKNOWN_CHANGE)[0]


def link_to_security(subject: Subject, reader: User) -> Link:
    page = SECURITY_CHANGES.get(subject.detail.get("change", ""), UNKNOWN_CHANGE)[1]
    return Link(reverse(page), _("View your settings"))
