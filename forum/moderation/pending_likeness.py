"""What texts and edits that wait have in common: their words, the sites they link to, why they wait."""

import re
from collections.abc import Sequence
from hashlib import sha256

from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from forum import html_entities
from forum.moderation.queue import Likeness, Line
from forum.moderation.waiting_reasons import reasons_of
from forum.posts.approval import stored
from forum.posts.models import PendingPost
from forum.posts.pending_edits import PendingEdit
from forum.site.absolute_addresses import hostname

EXCERPT = 240  # letters
LINK = re.compile(r'href="https?://(?:www\.)?([^/"?#:]+)')
WORD = re.compile(r"[^\W\d_]+")


def likenesses(waiting: Sequence[PendingPost] | Sequence[PendingEdit]) -> list[list[Likeness]]:
    return [[*same_text(one), *same_sites(one), *same_reasons(one)] for one in waiting]


def same_text(pending: PendingPost | PendingEdit) -> list[Likeness]:
    words = " ".join(WORD.findall(re.sub(r"https?://\S+", "", pending.source).casefold()))
    if not words:
        return []
    return [Likeness("text", sha256(words.encode()).hexdigest(), _("The same text"))]


def same_sites(pending: PendingPost | PendingEdit) -> list[Likeness]:
    sites = sorted(set(LINK.findall(pending.html)) - {hostname()})
    return [Likeness("site", site, _("Links to %(site)s") % {"site": site}) for site in sites]


def same_reasons(pending: PendingPost | PendingEdit) -> list[Likeness]:
    found = stored(pending.reasons)
    if not found:
        return []
    names = sorted({finding.reason.name for finding in found})
    first = [str(finding.reason.words(finding.evidence)) for finding in found]
    return [Likeness("reasons", " ".join(names), ", ".join(dict.fromkeys(first)))]


def lines(reader: User, waiting: Sequence[PendingPost] | Sequence[PendingEdit]) -> list[Line]:
    reasons = reasons_of(reader, waiting)
    return [
        Line(
            pending.author,
            pending.title or title_of_place(pending),
            excerpt_of(pending),
            [reason.words for reason in reasons[pending.pk]],
        )
        for pending in waiting
    ]


def title_of_place(pending: PendingPost | PendingEdit) -> str:
    topic = pending.post.topic if isinstance(pending, PendingEdit) else pending.topic
    return topic.title if topic else ""


def excerpt_of(pending: PendingPost | PendingEdit) -> str:
    text = html_entities.unescape(strip_tags(pending.html)) if pending.html else pending.source
    return Truncator(" ".join(text.split())).chars(EXCERPT)
