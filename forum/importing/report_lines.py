"""A finished import in words, line by line."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forum.importing.import_run import ImportRun

TOPICS_NAMED = 20

SENTENCES = {
    "action": gettext_lazy(
        "moderators' small actions: closing and pinning went into the log, the rest is left out"
    ),
    "answer": gettext_lazy("accepted answers: they are kept, but nothing here shows them yet"),
    "broken": gettext_lazy("records that cannot be read"),
    "characters": gettext_lazy("posts with characters that cannot be stored, which were left out"),
    "date": gettext_lazy("posts without a believable date, which took the one before"),
    "deleted": gettext_lazy("posts that had been deleted there, removed here too"),
    "empty_topic": gettext_lazy("topics without any post, left out"),
    "fields": gettext_lazy("records without the numbers that place them"),
    "first_missing": gettext_lazy(
        "topics that begin with a later post, because the first is not in the archive"
    ),
    "gaps": gettext_lazy("topics with gaps between the numbers of their posts, numbered anew"),
    "hidden": gettext_lazy("posts that had been hidden there, removed here too"),
    "long": gettext_lazy("posts longer than may be written here, kept whole"),
    "moved": gettext_lazy("posts that stand in two topics, of which the younger one has them"),
    "no_text": gettext_lazy("posts without any text"),
    "number_named": gettext_lazy("posts that name another by a number (#12) that it does not have here"),
    "number_twice": gettext_lazy("posts with a number that another post of the topic has"),
    "plain": gettext_lazy("posts whose formatting could not be read, shown as plain text"),
    "poll": gettext_lazy("polls, kept as lists"),
    "private": gettext_lazy("private messages, left out"),
    "raw_missing": gettext_lazy("topics without their Markdown"),
    "rebuilt": gettext_lazy("posts whose Markdown is missing, rebuilt from their HTML"),
    "renamed": gettext_lazy("members whose name is taken or not possible here"),
    "reply_to": gettext_lazy("replies to a post that is not there"),
    "shown": gettext_lazy("members shown by their username, as their name is another's here"),
    "title": gettext_lazy("titles that had to be shortened"),
    "topic_again": gettext_lazy(
        "topics that are there twice in files far apart, of which the first was taken"
    ),
    "topic_twice": gettext_lazy("topics in several files, whose posts were put together"),
    "twice": gettext_lazy("records that are there twice, of which the later one was taken"),
    "upload": gettext_lazy("files that are not in the archive and whose address is unknown"),
    "whisper": gettext_lazy("posts that only staff could read, left out"),
}


def report_lines(run: ImportRun, seconds: float, in_full: bool) -> Iterator[str]:
    counts = run.report.counts
    yield _("From %s:") % run.source.partition(":")[2]
    facts = {
        "topics": counts["topics"],
        "posts": counts["posts"],
        "members": counts["members"],
        "boards": counts["boards"],
        "seconds": round(seconds, 1),
        "rate": round(counts["posts"] / seconds) if seconds else 0,
    }
    yield (
        _(
            "%(topics)d topics, %(posts)d posts, %(members)d members and %(boards)d boards came in "
            "within %(seconds)s seconds (%(rate)d posts a second)."
        )
        % facts
    )
    if counts["tags"]:
        yield _("Tags set up: %d.") % counts["tags"]
    if counts["known"]:
        yield _("%d posts had been here already.") % counts["known"]
    yield from missing_post_lines(run, in_full)
    if counts["posts"] or not counts["known"]:
        yield from warning_lines(run)


def missing_post_lines(run: ImportRun, in_full: bool) -> Iterator[str]:
    """How many posts the archive names and does not hold; by topic where something came in, else the sum alone."""
    missing = run.report.missing
    if missing:
        facts = {"posts": sum(missing.values()), "topics": len(missing)}
        yield _("%(posts)d posts in %(topics)d topics are not in the archive.") % facts
    if missing and (run.report.counts["posts"] or in_full):
        named = sorted(missing, key=lambda topic: (-missing[topic], topic))
        shown = named if in_full else named[:TOPICS_NAMED]
        for topic in shown:
            yield _("%(count)7d missing in topic %(topic)d there") % {"count": missing[topic], "topic": topic}
        if len(shown) < len(named):
            yield _("        and in %d more topics (all are named with --verbosity 2)") % (
                len(named) - len(shown)
            )
    skipped = {topic: count for topic, count in run.contents.skipped_numbers.items() if count > 0}
    if skipped and run.report.counts["posts"]:
        facts = {"numbers": sum(skipped.values()), "topics": len(skipped)}
        yield (
            _(
                "%(numbers)d numbers in %(topics)d topics have no post: deleted there, or missing in the archive. "
                "It does not say which."
            )
            % facts
        )


def warning_lines(run: ImportRun) -> Iterator[str]:
    unnamed = run.report.counts["unnamed"]
    if unnamed:
        yield (
            ngettext(
                "%d board is named after the number of its category: the archive does not say more.",
                "%d boards are named after the numbers of their categories: the archive does not say more.",
                unnamed,
            )
            % unnamed
        )
        yield _("Name them with --category 5=Name or --categories FILE and run this again, or in the admin.")
    if run.report.warnings:
        yield _("Out of the ordinary (topic/post there):")
        yield from run.report.lines(SENTENCES)
