"""What the command says at the end of an import."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.importing.import_run import ImportRun
from forum.importing.warning_sentences import SENTENCES

TOPICS_NAMED = 20


def summary(run: ImportRun, seconds: float, in_full: bool) -> Iterator[str]:
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
    yield from missing_posts(run, in_full)
    if counts["posts"] or not counts["known"]:
        yield from what_was_odd(run)


def missing_posts(run: ImportRun, in_full: bool) -> Iterator[str]:
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
    skipped = {topic: count for topic, count in run.contents.skipped.items() if count > 0}
    if skipped and run.report.counts["posts"]:
        facts = {"numbers": sum(skipped.values()), "topics": len(skipped)}
        yield (
            _(
                "%(numbers)d numbers in %(topics)d topics have no post: deleted there, or missing in the archive. "
                "It does not say which."
            )
            % facts
        )


def what_was_odd(run: ImportRun) -> Iterator[str]:
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
