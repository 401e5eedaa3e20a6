"""Everything a member can be told of. A new kind is one entry in this table."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


@dataclass(frozen=True, eq=False)
class Kind:
    """`one` and `many` are sentences with %(who)s, %(topic)s and %(count)d; `why` says in a mail why it was sent.

    Of several reasons to tell somebody of one post, the one with the highest rank is named. `channels` says in which
    ways there are, and whether they are on where the member has not chosen.
    """

    name: str
    rank: int
    label: str | Promise
    one: str | Promise
    many: str | Promise
    why: str | Promise = ""
    emails_on: str | Promise = ""  # where a link in a mail leads that stops all mails of the kind
    emails_off: str | Promise = ""
    channels: dict[str, bool] = field(default_factory=lambda: {"bell": True, "mail": True})
    is_own: bool = False  # it is about what the member wrote, and told even where they see the topic no more
    has_post: bool = True
    is_fixed: bool = False  # told in any case; nobody can switch it off
    by_follow: bool = False  # told because of a follow, which says how often
    is_single: bool = (
        True  # a mail of its own: it waits a while first, and only so many go to one member in a day
    )


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "moderated",
            70,
            _("A moderator acts on what I wrote"),
            _("A moderator acted on your post in “%(topic)s”"),
            ngettext_lazy(
                "A moderator acted on your post in “%(topic)s”",
                "Moderators acted %(count)d times on your posts in “%(topic)s”",
                "count",
            ),
            _("You’re receiving this because it concerns a post of yours."),
            _("Emails about what moderators do with your posts are on."),
            _("Emails about what moderators do with your posts are off."),
            is_own=True,
            has_post=False,
        ),
        Kind(
            "mention",
            60,
            _("Somebody mentions me"),
            _("%(who)s mentioned you in “%(topic)s”"),
            ngettext_lazy(
                "%(who)s mentioned you in “%(topic)s”",
                "You were mentioned in “%(topic)s” (%(count)d new posts)",
                "count",
            ),
            _("You’re receiving this because someone mentioned you."),
            _("Emails about mentions are on."),
            _("Emails about mentions are off."),
        ),
        Kind(
            "quote",
            50,
            _("Somebody quotes me"),
            _("%(who)s quoted you in “%(topic)s”"),
            ngettext_lazy(
                "%(who)s quoted you in “%(topic)s”",
                "You were quoted in “%(topic)s” (%(count)d new posts)",
                "count",
            ),
            _("You’re receiving this because someone quoted you."),
            _("Emails about quotes are on."),
            _("Emails about quotes are off."),
        ),
        Kind(
            "answer",
            40,
            _("Somebody replies to my post"),
            _("%(who)s replied to you in “%(topic)s”"),
            ngettext_lazy(
                "%(who)s replied to you in “%(topic)s”",
                "%(count)d new posts in “%(topic)s”, some replying to you",
                "count",
            ),
            _("You’re receiving this because someone replied to your post."),
            _("Emails about replies to your posts are on."),
            _("Emails about replies to your posts are off."),
        ),
        Kind(
            "reply",
            30,
            _("A reply in a topic I follow"),
            _("%(who)s replied in “%(topic)s”"),
            ngettext_lazy("%(who)s replied in “%(topic)s”", "%(count)d new replies in “%(topic)s”", "count"),
            _("You’re receiving this because you follow the topic “%(followed)s”."),
            by_follow=True,
        ),
        Kind(
            "by_person",
            25,
            _("A new topic by a member I follow"),
            _("%(who)s started “%(topic)s”"),
            ngettext_lazy("%(who)s started “%(topic)s”", "%(count)d new posts in “%(topic)s”", "count"),
            _("You’re receiving this because you follow %(followed)s."),
            by_follow=True,
        ),
        Kind(
            "in_tag",
            20,
            _("A new topic with a tag I follow"),
            _("%(who)s started “%(topic)s”"),
            ngettext_lazy("%(who)s started “%(topic)s”", "%(count)d new posts in “%(topic)s”", "count"),
            _("You’re receiving this because you follow the tag “%(followed)s”."),
            by_follow=True,
        ),
        Kind(
            "in_board",
            15,
            _("A new topic on a board I follow"),
            _("%(who)s started “%(topic)s”"),
            ngettext_lazy("%(who)s started “%(topic)s”", "%(count)d new posts in “%(topic)s”", "count"),
            _("You’re receiving this because you follow the board “%(followed)s”."),
            by_follow=True,
        ),
        Kind(
            "followed",
            10,
            _("Somebody follows me"),
            _("%(who)s is now following you"),
            ngettext_lazy("%(who)s is now following you", "%(count)d people started following you", "count"),
            _("You’re receiving this because someone started following you."),
            _("Emails about new followers are on."),
            _("Emails about new followers are off."),
            channels={"bell": True, "mail": False},
            has_post=False,
        ),
        Kind(
            "security",
            80,
            _("Something changed about how I sign in"),
            _("%(said)s"),
            _("%(said)s"),
            # The mail about it comes from where it happened, and nobody can switch it off.
            channels={"bell": True},
            has_post=False,
            is_fixed=True,
        ),
        Kind(
            "digest",
            0,
            _("Digests of what I follow daily or weekly"),
            "",
            "",
            _("You’re receiving this because you chose a %(level)s digest."),
            _("Digest emails are on."),
            _("Digest emails are off."),
            channels={"mail": True},
            has_post=False,
            is_single=False,
        ),
        Kind(
            "overflow",
            -1,
            _("A digest of what exceeds my daily limit"),
            "",
            "",
            _("You’re receiving this because you reached your daily limit of single emails."),
            _("Digests of what exceeds your daily limit are on."),
            _("Digests of what exceeds your daily limit are off."),
            channels={"mail": True},
            has_post=False,
            is_single=False,
        ),
    )
}

SINGLE = [kind.name for kind in KINDS.values() if kind.is_single]

# What somebody is told of because they follow a thing of this sort.
BY_FOLLOW = {"topic": "reply", "person": "by_person", "tag": "in_tag", "board": "in_board"}
