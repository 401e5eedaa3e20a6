"""The ways in which a member is notified: the bell, mail, and what other apps register in their `ready()`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from django.utils.functional import Promise

from accounts.models import User
from forum.follows.models import Follow
from forum.notifications.kinds import Kind

if TYPE_CHECKING:
    from forum.notifications.models import Delivery
    from forum.posts.models import Post


class Reason(NamedTuple):
    """Why a member is notified of a post: it addresses them, or they follow something that it belongs to."""

    kind: Kind
    follow: Follow | None = None


# For each member why they are notified of a post, the strongest reason first.
MemberReasons = Mapping[int, Sequence[Reason]]


class Channel:
    """One way of notifying. It writes only in the caller's transaction, together with the deliveries."""

    BELL = "bell"
    MAIL = "mail"

    name: str
    label: str | Promise

    def reaches(self, member: User, reason: Reason) -> bool:
        """Whether this channel can serve this member and reason, whatever they have chosen."""
        return True

    def deliver(self, post: Post, reasons: MemberReasons, visitors: Sequence[Follow] = ()) -> list[Delivery]:
        """Notify these members of a new post; return the deliveries, unsaved.

        The visitors follow its topic with nothing but an address.
        """
        raise NotImplementedError

    def deliver_edit(
        self, post: Post, reasons: MemberReasons, earlier: Mapping[int, Delivery]
    ) -> list[Delivery]:
        """Notify these members of an edited post. A delivery of it from earlier is changed, and no other one made."""
        raise NotImplementedError

    def deliver_single(self, member: User, delivery: Delivery) -> None:
        """Notify a member of something that is no post; the delivery has been saved and says of what."""
        raise NotImplementedError


CHANNELS: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    """Raise ValueError if there is one of this name."""
    if channel.name in CHANNELS:
        raise ValueError(f"There is a channel named {channel.name} already.")
    CHANNELS[channel.name] = channel
