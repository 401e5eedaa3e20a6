"""Everything a member can be notified of: one table. A new kind is one entry in it.

Another app adds its kinds with `register`, called in its `ready()`. The list of notifications, the preferences, the
bell, the mails and the links in them that stop a kind all read this table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from forum.notifications import subjects
from forum.notifications.groups import OTHER
from forum.notifications.subjects import Link, Subject
from forum.topics.models import Topic

Text = str | Promise


@dataclass(frozen=True, eq=False)
class Kind:
    """Of several reasons to notify a member of one post, the one with the highest rank is named.

    `text` is the sentence, with %(who)s, %(topic)s and %(count)d, or `text_for` answers one for the subject. `why`
    says in a mail why it was sent. A kind that is about a post is mailed with the post, others by sentence and link.
    """

    name: str
    rank: int
    label: Text  # in the table of preferences
    text: Text
    why: Text = ""
    emails_on: Text = ""  # on the page where a link in a mail leads that stops all mails of the kind
    emails_off: Text = ""
    # By which channels there are notifications, and whether they are on where the member has not chosen.
    # None: by every channel, and on.
    channels: Mapping[str, bool] | None = None
    link: Callable[[Subject, User], Link | None] = subjects.link_to_post
    text_for: Callable[[Subject], Text] | None = None
    refresh: Callable[[Subject, User], Subject] | None = None  # before a mail is sent; raises Withdrawn
    mail_text: Text = "%(sentence)s."
    icon: str = "bell"
    group: str = OTHER  # of those by which the list can be filtered
    has_post: bool = True
    # The sort of thing that is followed, where it is told because of a follow; see `told_by_follow`.
    follow_of: str = ""
    is_own: bool = False  # it is about what the member wrote, and told even where they see the topic no more
    is_fixed: bool = False  # told in any case; nobody can switch it off
    to_suspended: bool = False  # mailed even while the member is suspended
    is_for_owners: bool = False  # only superusers are told, and asked for a preference
    ends_with_follow: bool = False  # it tells of a follow, and is gone when that is

    @property
    def by_follow(self) -> bool:
        return bool(self.follow_of)

    @property
    def is_addressed(self) -> bool:
        """Whether it tells of a post that addresses the member."""
        return self.has_post and not self.by_follow

    @property
    def is_lasting(self) -> bool:
        """Whether it stays as it was, whatever has happened since."""
        return not self.has_post and not self.ends_with_follow

    def is_usual(self, channel: str) -> bool | None:
        """Whether it is on by this channel unless the member chose; None if it does not go by this channel."""
        return True if self.channels is None else self.channels.get(channel)

    def sentence(self, subject: Subject, who: str, topic: str) -> str:
        """Not HTML: escape it."""
        text = self.text_for(subject) if self.text_for else self.text
        return str(text % {"who": who, "topic": topic, "count": subject.count})


KINDS: dict[str, Kind] = {}
# Because somebody follows a thing of this sort, they are notified of it in this kind.
KIND_BY_FOLLOW: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Raise ValueError if there is one of this name, or one for follows of the same sort of thing."""
    if kind.name in KINDS:
        raise ValueError(f"There is a kind of notification named {kind.name} already.")
    if kind.follow_of in KIND_BY_FOLLOW:
        raise ValueError(f"There is a kind of notification for follows of a {kind.follow_of} already.")
    KINDS[kind.name] = kind
    if kind.by_follow:
        KIND_BY_FOLLOW[kind.follow_of] = kind


def names_of(is_meant: Callable[[Kind], bool]) -> list[str]:
    return [kind.name for kind in KINDS.values() if is_meant(kind)]


def told_by_follow(of: str, topic: Topic) -> Kind:
    """In which kind a follow of such a thing tells of a post in the topic."""
    return KIND_BY_FOLLOW["conversation" if topic.is_conversation else of]


def kinds_by_follow() -> list[str]:
    return names_of(lambda kind: kind.by_follow)


for _kind in (
    Kind(
        "mention",
        60,
        group="mentions",
        label=_("Someone mentions me"),
        text=ngettext_lazy(
            "%(who)s mentioned you in “%(topic)s”",
            "%(who)s mentioned you in “%(topic)s” (%(count)d new posts)",
            "count",
        ),
        why=_("You’re receiving this because someone mentioned you."),
        emails_on=_("Emails about mentions are on."),
        emails_off=_("Emails about mentions are off."),
    ),
    Kind(
        "quote",
        50,
        group="mentions",
        label=_("Someone quotes me"),
        text=ngettext_lazy(
            "%(who)s quoted you in “%(topic)s”",
            "%(who)s quoted you in “%(topic)s” (%(count)d new posts)",
            "count",
        ),
        why=_("You’re receiving this because someone quoted you."),
        emails_on=_("Emails about quotes are on."),
        emails_off=_("Emails about quotes are off."),
    ),
    Kind(
        "group_mention",
        45,
        group="mentions",
        label=_("Someone mentions a group that I’m in"),
        text=ngettext_lazy(
            "%(who)s mentioned a group that you’re in, in “%(topic)s”",
            "%(who)s mentioned a group that you’re in, in “%(topic)s” (%(count)d new posts)",
            "count",
        ),
        why=_("You’re receiving this because someone mentioned a group that you’re in."),
        emails_on=_("Emails about mentions of your groups are on."),
        emails_off=_("Emails about mentions of your groups are off."),
    ),
    Kind(
        "answer",
        40,
        group="replies",
        label=_("Someone replies to my post"),
        text=ngettext_lazy(
            "%(who)s replied to you in “%(topic)s”",
            "%(who)s replied to you in “%(topic)s” (%(count)d new posts)",
            "count",
        ),
        why=_("You’re receiving this because someone replied to your post."),
        emails_on=_("Emails about replies to your posts are on."),
        emails_off=_("Emails about replies to your posts are off."),
    ),
    Kind(
        "solved",
        38,
        group="replies",
        label=_("Someone marks my reply as the solution"),
        text=_("%(who)s marked your reply as the solution in “%(topic)s”"),
        refresh=subjects.refresh_solution,
        why=_("You’re receiving this because your reply was marked as the solution."),
        emails_on=_("Emails about your replies that are solutions are on."),
        emails_off=_("Emails about your replies that are solutions are off."),
        icon="check",
        has_post=False,
    ),
    Kind(
        "message",
        35,
        group="replies",
        label=_("A message in a conversation I take part in"),
        text=ngettext_lazy(
            "New message from %(who)s in “%(topic)s”", "%(count)d new messages in “%(topic)s”", "count"
        ),
        why=_("You’re receiving this because you take part in the conversation “%(followed)s”."),
        follow_of="conversation",
    ),
    Kind(
        # Of a conversation that belongs to moderators, where none who follows it is one of them any more.
        "to_moderators",
        34,
        group="replies",
        label=_("A message to the moderators of a board, of whom I’m one"),
        text=ngettext_lazy(
            "%(who)s wrote to the moderators in “%(topic)s”",
            "%(count)d new messages to the moderators in “%(topic)s”",
            "count",
        ),
        channels={"bell": True},
        is_fixed=True,
    ),
    Kind(
        "reply",
        30,
        group="replies",
        label=_("A reply in a topic I follow"),
        text=ngettext_lazy("%(who)s replied in “%(topic)s”", "%(count)d new replies in “%(topic)s”", "count"),
        why=_("You’re receiving this because you follow the topic “%(followed)s”."),
        follow_of="topic",
    ),
    Kind(
        "by_person",
        25,
        group="topics",
        label=_("A new topic by a member I follow"),
        text=ngettext_lazy("%(who)s started “%(topic)s”", "%(count)d new posts in “%(topic)s”", "count"),
        why=_("You’re receiving this because you follow %(followed)s."),
        follow_of="person",
    ),
    Kind(
        "in_tag",
        20,
        group="topics",
        label=_("A new topic with a tag I follow"),
        text=ngettext_lazy("%(who)s started “%(topic)s”", "%(count)d new posts in “%(topic)s”", "count"),
        why=_("You’re receiving this because you follow the tag “%(followed)s”."),
        follow_of="tag",
    ),
    Kind(
        "in_board",
        15,
        group="topics",
        label=_("A new topic on a board I follow"),
        text=ngettext_lazy("%(who)s started “%(topic)s”", "%(count)d new posts in “%(topic)s”", "count"),
        why=_("You’re receiving this because you follow the board “%(followed)s”."),
        follow_of="board",
    ),
    Kind(
        "followed",
        10,
        group="follows",
        label=_("Someone follows me"),
        text=ngettext_lazy("%(who)s is now following you", "%(count)d people started following you", "count"),
        link=subjects.link_to_follower,
        refresh=subjects.refresh_follower,
        mail_text=_("%(sentence)s on the forum."),
        why=_("You’re receiving this because someone started following you."),
        emails_on=_("Emails about new followers are on."),
        emails_off=_("Emails about new followers are off."),
        channels={"bell": True, "mail": False},
        has_post=False,
        ends_with_follow=True,
    ),
    Kind(
        "security",
        80,
        label=_("Something changed about how I sign in"),
        text=_("Something changed about how you sign in"),
        text_for=subjects.security_text,
        link=subjects.link_to_security,
        # The mail about it comes from where it happened, and nobody can switch it off.
        channels={"bell": True},
        icon="shield",
        has_post=False,
        is_fixed=True,
    ),
):
    register(_kind)
