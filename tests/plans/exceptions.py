"""Statements that read a whole large table or sort it, and why that may be, or what it would take to mend it.

By the table that a statement reads first, and the page where it was asked first. Whoever mends one takes it out here:
what is never met is a fault of this list.
"""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

# Counts of the admin's lists stop at so many, whatever the table holds.
BOUNDED_COUNT = re.compile(r"LIMIT 5000\) subquery")


@dataclass(frozen=True)
class Allowed:
    table: str
    pages: tuple[str, ...]
    why: str

    def covers(self, table: str, page: str) -> bool:
        return table == self.table and any(fnmatchcase(page, pattern) for pattern in self.pages)


def _each(why: str, **pages: str) -> list[Allowed]:
    """One for each table, with the pages on which it may be read; several are divided by "; "."""
    return [Allowed(table, tuple(found.split("; ")), why) for table, found in pages.items()]


EXCEPTIONS = [
    *_each(
        "The admin's lists end after 5,000 rows; so far their pages are counted off from the first.",
        django_admin_log="admin admin.LogEntry*", illegal_content_case="admin illegal_content.Case*",
        legal_holds_legalhold="admin legal_holds.LegalHold*", mail_suppressedaddress="admin mail.SuppressedAddress*",
        moderation_logentry="admin moderation.LogEntry*", posts_post="admin posts.Post*",
        posts_posttotal="admin accounts.User*", reports_reporting="admin reports.Report*", topics_topic="admin topics.Topic*",
    ),
    *_each(
        "Numbers of thirty days, of all that was decided in them: as much as moderators have done, not as there is.",
        appeals_appeal="moderate-figures", illegal_content_notice="moderate-figures",
        reports_report="moderate-figures", reports_reporting="moderate-figures", illegal_content_case="moderate-figures",
        posts_post="/admin/; unread",
    ),
    *_each(
        "The queue: most rows are answered, and what is open is found by reading all. To be mended by partial indexes.",
        member_records_watchedpost="*", cleanup_cleanup="moderate",
        moderation_queueassignment="moderate; moderate-illegal",
    ),
    *_each(
        "Of one member: half of the large table is theirs here, which no forum has.",
        follows_follow="/following/?kind=topic; my-follows; /following/?page=3",
        member_records_memberwarning="/moderate/members/root/; own-record", drafts_draft="drafts", topics_topic="conversations",
    ),
    *_each(
        "All rows of the board are on one board here, and of these as many as a page shows are wanted.",
        moderation_topicpointer="/b/general/?solved=no",
    ),
    *_each(
        "The way a member came, and whom they brought: five thousand in one chain, which is read once.",
        sign_up_invited="invited-branch",
    ),
    *_each(
        "The whole log as a file, read as it is sent; and the lines about one member, from the newest on.",
        moderation_logentry="/moderate/log/export/; /moderate/log/?member=root",
    ),
    *_each(
        "Of what is found some thousand are weighed. Where many boards are closed to a reader, SQLite lists all that is open first: to be mended.",
        search_words="search", json_each="/search/?q=*",
    ),
    *_each("Networks of all members beside each other, for moderators.",
        member_records_membernetwork="moderate-networks; /moderate/networks/?member=root"),
    *_each("Whom a name means, and who shared a network: of members, not of posts.",
        accounts_user="member-clean-up"),
    *_each("Jobs that are not done, of which there are few where the worker runs.", jobs_job="/admin/"),
    *_each(
        "A page far from the first is counted off from it; addresses with a place in the list do not.",
        topics_topic="/latest/?page=20; /latest/?tag={large_tag}; /tag/{large_tag}/?page=5",
    ),
    *_each(
        "How often each tag is used, counted once a version of the forum and kept.",
        topics_topic="latest; {large_board}; {large_board}?page=80",
    ),
    *_each(
        "Moderators see removed topics of a tag too: those with the tag are looked up and sorted, while they are few.",
        topics_topic="/tag/{large_tag}/",
    ),
    *_each("The site's map: when each file of it last changed.", topics_topic="/sitemap.xml", posts_posttotal="/sitemap.xml"),
    *_each(
        "What is unread is looked for among the newest thousand topics, marks and follows.",
        follows_follow="top; away; my-follows; {large_board}; {large_board}?tag={large_tag}; /tag/{large_tag}/?page=5",
    ),
]  # fmt: skip

# Until statistics are gathered, SQLite takes the index of boards for what all boards but a few have.
BEFORE_STATISTICS = _each(
    "SQLite guesses; the worker gathers statistics.",
    topics_topic="/admin/topics/topic/",
    posts_pendingedit="moderate",
    illegal_content_objection="moderate",
    posts_post="/u/{busy}/*; /moderate/removed/?show=posts",
    moderation_logentry="own-record",
    attachments_attachmentuse="attachment-upload",
)

# What PostgreSQL can't do by indexes either, or rightly does not.
ON_POSTGRESQL = [
    *_each(
        "Of one member: half of the large table is theirs here, which no forum has.",
        sign_up_invitation="invitations", account_emailaddress="account_email",
        notifications_delivery="home; topic-followers", topics_readmark="topic-followers",
    ),
    *_each("Cases in the order in which they were decided, as many as moderators have decided.", illegal_content_case="moderate-illegal"),
    *_each("A tenth of all posts is by this member: they are read and put in order. To be mended.", posts_post="/u/{busy}/"),
]  # fmt: skip
