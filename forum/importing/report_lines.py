"""A finished import in words, line by line."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forum.importing.import_run import ImportRun

TOPICS_NAMED = 20

SENTENCES = {
    "action": gettext_lazy(
        "moderators’ small actions: locking and pinning are in the log, the rest was left out"
    ),
    "archetype": gettext_lazy("topics of an unknown kind, left out"),
    "answer": gettext_lazy("accepted answers: shown as solutions"),
    "broken": gettext_lazy("records that can’t be read"),
    "characters": gettext_lazy("posts with characters that can’t be saved; the characters were left out"),
    "date": gettext_lazy("posts without a plausible date; they got that of the post before"),
    "deleted": gettext_lazy("posts that were deleted on the old forum, removed here too"),
    "empty_topic": gettext_lazy("topics without posts, left out"),
    "fields": gettext_lazy("records without the numbers that say where they belong"),
    "first_missing": gettext_lazy("topics that begin with a later post, because the archive lacks the first"),
    "formulas": gettext_lazy(
        "posts with formulas, kept as they were typed; the site settings have a switch for showing formulas"
    ),
    "gaps": gettext_lazy("topics with gaps in the numbers of their posts, renumbered"),
    "hidden": gettext_lazy("posts that were hidden on the old forum, removed here too"),
    "long": gettext_lazy("posts longer than the limit here, kept whole"),
    "moved": gettext_lazy("posts that are in two topics; the newer topic has them"),
    "no_text": gettext_lazy("posts without text"),
    "number_named": gettext_lazy("posts that refer to another by a number (#12) that has changed"),
    "number_twice": gettext_lazy("posts with the same number as another in the topic"),
    "plain": gettext_lazy("posts whose formatting couldn’t be read, shown as plain text"),
    "poll": gettext_lazy("polls, kept as lists"),
    "private": gettext_lazy("private messages, left out as you asked"),
    "private_alone": gettext_lazy(
        "private messages that one member alone can still read; nobody can answer there"
    ),
    "private_changed": gettext_lazy(
        "topics that were made private messages since they were imported, or the other way; what is new in them was "
        "left out"
    ),
    "private_deleted": gettext_lazy("private messages that were deleted on the old forum, left out"),
    "private_forum": gettext_lazy("private messages by the old forum itself or its bots, left out"),
    "private_group": gettext_lazy(
        "private messages to a group; of its members only those came along whom the archive names"
    ),
    "private_nameless": gettext_lazy("private messages to members without a name, who were left out"),
    "private_nobody": gettext_lazy("private messages that no member could read any more, left out"),
    "private_staff": gettext_lazy("private notices to the old forum’s moderators, left out"),
    "private_unsaid": gettext_lazy(
        "private messages of which the archive doesn’t say who could read them; those who wrote there take part"
    ),
    "private_warning": gettext_lazy("moderators’ private warnings to members, left out"),
    "raw_missing": gettext_lazy("topics without their Markdown"),
    "rebuilt": gettext_lazy("posts whose Markdown is missing, rebuilt from their HTML"),
    "renamed": gettext_lazy("members who were renamed, because their username is taken or not allowed here"),
    "reply_to": gettext_lazy("replies to a post that is missing"),
    "shown": gettext_lazy("members shown by their username, because another member has their name"),
    "title": gettext_lazy("titles that had to be shortened"),
    "topic_again": gettext_lazy(
        "topics that are in the archive twice, in files far apart; the first was used"
    ),
    "topic_twice": gettext_lazy("topics in several files, put together"),
    "twice": gettext_lazy("records that are in the archive twice; the later one was used"),
    "upload": gettext_lazy("files that aren’t in the archive and whose address is unknown"),
    "whisper": gettext_lazy("posts that only staff could read, left out"),
}


def report_lines(run: ImportRun, seconds: float, in_full: bool) -> Iterator[str]:
    counts = run.report.counts
    yield _("From %s:") % run.source.partition(":")[2]
    facts = {
        "topics": ngettext("%d topic", "%d topics", counts["topics"]) % counts["topics"],
        "posts": ngettext("%d post", "%d posts", counts["posts"]) % counts["posts"],
        "members": ngettext("%d member", "%d members", counts["members"]) % counts["members"],
        "boards": ngettext("%d board", "%d boards", counts["boards"]) % counts["boards"],
        "seconds": round(seconds, 1),
        "rate": round(counts["posts"] / seconds) if seconds else 0,
    }
    yield (
        _(
            "Imported %(topics)s, %(posts)s, %(members)s and %(boards)s in %(seconds)s seconds "
            "(%(rate)d posts a second)."
        )
        % facts
    )
    if conversations := counts["conversations"]:
        yield (
            ngettext(
                "%d private message is a conversation of those who took part. They see it when they come back.",
                "%d private messages are conversations of those who took part. They see them when they come back.",
                conversations,
            )
            % conversations
        )
    if counts["bbcode"]:
        yield _(
            "People wrote BBCode on the old forum, so they can write it here too. You can turn that off "
            "in the site settings."
        )
    if counts["tags"]:
        yield _("New tags: %d.") % counts["tags"]
    if claimable := counts["claimable"]:
        yield (
            ngettext(
                "%d member can claim what they wrote, by their address on the old forum.",
                "%d members can claim what they wrote, by their addresses on the old forum.",
                claimable,
            )
            % claimable
        )
    if counts["known"]:
        known = ngettext("%d post was already here.", "%d posts were already here.", counts["known"])
        yield known % counts["known"]
    yield from missing_post_lines(run, in_full)
    if counts["posts"] or not counts["known"]:
        yield from warning_lines(run)


def missing_post_lines(run: ImportRun, in_full: bool) -> Iterator[str]:
    """How many posts the archive names and does not hold; by topic where something came in, else the sum alone."""
    missing = run.report.missing
    if missing:
        posts, topics = sum(missing.values()), len(missing)
        facts = {
            "posts": ngettext("%d post", "%d posts", posts) % posts,
            "topics": ngettext("%d topic", "%d topics", topics) % topics,
        }
        yield _("Not in the archive: %(posts)s in %(topics)s.") % facts
    if missing and (run.report.counts["posts"] or in_full):
        named = sorted(missing, key=lambda topic: (-missing[topic], topic))
        shown = named if in_full else named[:TOPICS_NAMED]
        for topic in shown:
            yield _("%(count)7d missing in topic %(topic)d of the old forum") % {
                "count": missing[topic],
                "topic": topic,
            }
        if len(shown) < len(named):
            yield _("        and in %d more topics (--verbosity 2 lists them all)") % (
                len(named) - len(shown)
            )
    skipped = {topic: count for topic, count in run.contents.skipped_numbers.items() if count > 0}
    if skipped and run.report.counts["posts"]:
        skips = {"numbers": sum(skipped.values()), "topics": len(skipped)}
        yield (
            _(
                "%(numbers)d numbers in %(topics)d topics have no post: deleted there, or missing in the archive. "
                "The archive doesn’t say which."
            )
            % skips
        )


def warning_lines(run: ImportRun) -> Iterator[str]:
    unnamed = run.report.counts["unnamed"]
    if unnamed:
        yield (
            ngettext(
                "%d board is named after the number of its category, because the archive doesn’t name it.",
                "%d boards are named after the numbers of their categories, because the archive doesn’t name them.",
                unnamed,
            )
            % unnamed
        )
        yield _("Rename them in the admin, or run this again with --category 5=Name or --categories FILE.")
    if run.report.warnings:
        yield _("Worth a look (topic/post on the old forum):")
        yield from run.report.lines(SENTENCES)
