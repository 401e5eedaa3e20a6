"""What the kinds of warnings mean, for the report at the end of an import."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "action": _("moderators' small actions: closing and pinning went into the log, the rest is left out"),
    "answer": _("accepted answers: nothing here shows them yet"),
    "broken": _("records that cannot be read"),
    "characters": _("posts with characters that cannot be stored, which were left out"),
    "date": _("posts without a believable date, which took the one before"),
    "deleted": _("posts that had been deleted there, removed here too"),
    "empty_topic": _("topics without any post, left out"),
    "fields": _("records without the numbers that place them"),
    "first_missing": _("topics that begin with a later post, because the first is not in the archive"),
    "gaps": _("topics with gaps between the numbers of their posts, numbered anew"),
    "hidden": _("posts that had been hidden there, removed here too"),
    "long": _("posts longer than may be written here, kept whole"),
    "moved": _("posts that stand in two topics, of which the younger one has them"),
    "no_text": _("posts without any text"),
    "number_twice": _("posts with a number that another post of the topic has"),
    "plain": _("posts whose formatting could not be read, shown as plain text"),
    "poll": _("polls, kept as lists"),
    "private": _("private messages, left out"),
    "raw_missing": _("topics without their Markdown"),
    "rebuilt": _("posts whose Markdown is missing, rebuilt from their HTML"),
    "renamed": _("members whose name is taken or not possible here"),
    "reply_to": _("replies to a post that is not there"),
    "title": _("titles that had to be shortened"),
    "topic_twice": _("topics that are there twice, of which the first was taken"),
    "twice": _("records that are there twice, of which the later one was taken"),
    "upload": _("files that are not in the archive and whose address is unknown"),
    "whisper": _("posts that only staff could read, left out"),
}
