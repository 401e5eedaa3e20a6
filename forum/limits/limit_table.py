"""What is limited, how much is allowed, and in which time. To change a limit, change its figure here."""

from dataclasses import dataclass

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60


@dataclass(frozen=True)
class Limit:
    """At most so much in `period` seconds, counted from the first.

    Where the count cannot be written, most limits are counted by each process in its memory for that while: a lock
    or a full disk must not close what it does not concern. A strict limit lets the error through instead. It guards
    other people's passwords and letter-boxes, and what it guards needs the database anyway.

    `wait` is how many milliseconds SQLite's one lock is waited for. Who posts would wait for it anyway, a GET must not.
    """

    most: int
    period: int
    is_strict: bool = False
    wait: int = 5_000
    # Counted in each process's memory: for questions so cheap that writing the count down would cost more.
    is_local: bool = False


LIMITS = {
    # Nobody writes sixty texts in a minute; what is dear has the limits below besides, which hold in all processes, and
    # what is published is counted by its rows. By member.
    "render": Limit(60, MINUTE, is_local=True),
    # Milliseconds of processor time for texts that are not cheap to read. By member.
    "render-time": Limit(10_000, MINUTE),
    # One of them at a time; the period is only how long a killed process keeps the place. By member.
    "render-turn": Limit(1, 10),
    # The same for previews, which are asked for as somebody types: beyond it they come later. By member.
    "preview": Limit(60, MINUTE, is_local=True),
    "preview-time": Limit(5_000, MINUTE),
    "preview-turn": Limit(1, 10),
    # A page saves once in two seconds while somebody types, in each tab. By member.
    "draft": Limit(120, MINUTE, is_local=True),
    # What buttons beside the box send along with it, to be kept for the page that comes next. By member.
    "unsent": Limit(120, MINUTE, is_local=True),
    # Pieces of web pages that are turned into Markdown. By member.
    "paste": Limit(60, MINUTE, is_local=True),
    # Milliseconds of processor time for that: a text of nothing but tags may take a second.
    "paste-time": Limit(5_000, MINUTE, is_local=True),
    # Each leaves a session behind. By network.
    "visitor-draft": Limit(30, 10 * MINUTE),
    # Files made of long lists, such as the log. By member.
    "export": Limit(20, HOUR),
    # The worker reads all that somebody ever wrote. By member.
    "member-export": Limit(2, DAY),
    # Posts of members who are not regulars yet; how many are too many, the admin says. By network.
    "new-members-posts": Limit(100_000, HOUR),
    # Mail that a visitor asks for, to whomever: by network, and by the letter-box it would go to.
    "mail": Limit(10, HOUR, is_strict=True),
    "mail-to": Limit(5, DAY, is_strict=True),
    # Each raises the version of what is followed, which throws its kept pages away. By member, and by member and thing.
    "follow": Limit(60, 10 * MINUTE),
    "follow-thing": Limit(10, 10 * MINUTE),
    # So does each edit, removal and return of one's own post, and the old text is kept. By member.
    "edit": Limit(120, HOUR),
    "remove": Limit(30, 10 * MINUTE),
    # Whoever reads a long topic may like much of it. By member.
    "react": Limit(120, 10 * MINUTE),
    "bookmark": Limit(120, 10 * MINUTE),
    # Each is a moderator's work. By member.
    "report": Limit(20, HOUR),
    # Each may be told of it. By member.
    "conversation-member": Limit(30, HOUR),
    # Notices of illegal content, which anybody may send. By member, or by network.
    "notice": Limit(20, HOUR),
    # Each raises the version of the poll, which throws kept pages of its topic away. By member.
    "vote": Limit(60, 10 * MINUTE),
    # Posts and edits that mention a group, which notify up to 200 each. By member.
    "group-mention": Limit(6, HOUR),
    # Milliseconds of processor time for comparing the texts of posts: two can be made that take a third of a second.
    # By member.
    "comparing": Limit(5_000, MINUTE, is_local=True),
    # Settings of one's own; another shown name throws all kept pages away. By member.
    "settings": Limit(30, 10 * MINUTE),
    "shown-name": Limit(5, HOUR),
    # What the forum asks other sites for: of all of them, of each name, and of each machine.
    "fetch": Limit(120, MINUTE),
    "fetch-host": Limit(30, MINUTE),
    "fetch-address": Limit(60, MINUTE),
    # Milliseconds that a worker waits for other sites, however slow they are.
    "fetch-time": Limit(20_000, MINUTE, is_local=True),
    # The same of what one member was the first to link or show. Of what they wait for more, others need not wait too.
    "fetch-time-member": Limit(60_000, HOUR),
    # To all members, by bell and email. By who sends it.
    "announcement": Limit(5, DAY, is_strict=True),
    # Each asks the mail server while a page waits. By member.
    "test-mail": Limit(10, HOUR, is_strict=True),
    "records": Limit(10, HOUR),
    # Each starts a process that may take seconds. By member.
    "picture": Limit(20, 10 * MINUTE),
    # The same, and a file to be kept. An album of a first evening goes in. By member.
    "attachment": Limit(60, 10 * MINUTE),
    "notifications": Limit(60, MINUTE),
    # What marks topics, boards or everything as read, or unread again. By member.
    "mark-read": Limit(60, MINUTE),
    # A page asks once a minute, in each tab. By member.
    "notifications-count": Limit(60, MINUTE, is_local=True),
    "notifications-newest": Limit(60, MINUTE, is_local=True),
    # Each page of a topic asks, at most twice a minute, in each tab that is looked at. By member, or by network.
    "topic-news": Limit(120, MINUTE, is_local=True),
    # Asked as somebody types a name. By member.
    "suggestions": Limit(120, MINUTE, is_local=True),
    # A search may read twenty thousand rows; suggestions are asked for as somebody types. By member, or by network.
    "search": Limit(60, MINUTE, is_local=True),
    "search-suggestions": Limit(120, MINUTE, is_local=True),
    # The feed reads everything its owner follows, and a program that reads it asks four times an hour. By key.
    "feed": Limit(20, 10 * MINUTE, wait=250),
    # Those that are public, and pages for other sites and programs: programs read many of them. By network.
    "public-feed": Limit(120, MINUTE, is_local=True),
    # Milliseconds of processor time for those that are not kept. By network.
    "feed-time": Limit(5_000, MINUTE, is_local=True),
    # Buttons behind the links in mails. By link, for one provider opens those of thousands from one network.
    "mail-link": Limit(20, 10 * MINUTE),
    # The ways in, by network; `sign-in` by the member from whose browser it is.
    "sign-in": Limit(30, MINUTE, is_strict=True),
    "sign-up": Limit(20, MINUTE, is_strict=True),
    # Accounts, where those above are tries. Who is invited is not counted: a class room is one network.
    "new-account": Limit(20, HOUR, is_strict=True),
    # Invitations by email, by member; and by the letter-box, whoever invites.
    "invitation": Limit(20, HOUR, is_strict=True),
    "invitation-to": Limit(3, DAY, is_strict=True),
    # Keys of invitations that somebody tries. By network.
    "invitation-key": Limit(60, MINUTE, wait=250),
    # Asked while somebody types, and no more often than the form to sign up would answer. By network.
    "username-check": Limit(20, MINUTE, is_local=True),
    "new-password": Limit(20, MINUTE, is_strict=True),
    "passkey": Limit(10, MINUTE, is_strict=True),
    "passkey-challenge": Limit(30, MINUTE, wait=250),  # each makes a session
    "ways-in": Limit(20, MINUTE, is_strict=True),  # what allauth may come to ask for
    # Wrong passwords and codes: for one account, or one browser and account; and from one network.
    "wrong-password": Limit(5, 5 * MINUTE, is_strict=True),
    "wrong-password-network": Limit(10, MINUTE, is_strict=True),
    "wrong-code": Limit(5, 5 * MINUTE, is_strict=True),
    "wrong-code-network": Limit(10, MINUTE, is_strict=True),
    # Mail that anybody can have sent to any address, by that address or its letter-box; and by network.
    "reset-to": Limit(5, DAY, is_strict=True),
    "reset": Limit(20, HOUR, is_strict=True),
    "confirm-to": Limit(1, 3 * MINUTE, is_strict=True),
    "confirm-to-daily": Limit(10, DAY, is_strict=True),
    # What somebody changes about their own account. By member.
    "change-password": Limit(5, MINUTE, is_strict=True),
    "change-address": Limit(10, MINUTE, is_strict=True),
    "show-oneself": Limit(10, MINUTE, is_strict=True),
}
