"""Words and links: what members write is replaced, held or refused as the admin says."""

from collections.abc import Iterable
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from forum.filters import days
from forum.filters.matching import Hit, Rules
from forum.filters.models import WordRule
from forum.filters.patterns import BadPattern
from forum.posts.approval import Evidence, Reason, Spared, Writing, accepted_posts
from forum.posts.late_links import links_in
from forum.posts.post_text import TextRefused
from forum.site.spam_protection import SpamProtection

REPLACE = WordRule.Action.REPLACE
USUAL_REPLACEMENT = "■■■"
MOST_SAID = 5  # of the words that were found
LONGEST_SAID = 60


class TitleRefused(TextRefused):
    """Said beside the title."""

    field = "title"


def rules() -> Rules:
    """Those in use. Each process makes them ready once, and anew after a change."""
    return _rules(SpamProtection.current().words_version)


@lru_cache(maxsize=1)
def _rules(version: int) -> Rules:
    made = Rules()
    for rule in WordRule.objects.filter(is_on=True) if version else ():
        try:
            made.add(rule)
        except BadPattern:
            continue  # made on another system; the admin's list says so
    return made


def replaced(text: str) -> str:
    """The text with what is to be replaced replaced. Doing it twice is doing it once."""
    hits = [hit for hit in rules().hits(text) if hit.rule.action == REPLACE]
    if not hits:
        return text
    pieces, end = [], 0
    for hit in hits:
        if hit.start >= end:
            pieces += [text[end : hit.start], hit.rule.replacement or USUAL_REPLACEMENT]
            end = hit.end
    return "".join([*pieces, text[end:]])


def count_replaced(*typed: str) -> None:
    """Count what was replaced in texts that are kept now."""
    found = {hit.rule.pk for text in typed for hit in rules().hits(text) if hit.rule.action == REPLACE}
    if found:
        days.count("replaced", {"replaced-words", *(f"word-{pk}" for pk in found)})


def found_in(text: str, links: Iterable[str], action: str, earlier: str = "") -> dict[WordRule, str]:
    """What rules of this action found, and the words; not what the earlier text had already."""
    hits = [hit for hit in rules().hits(text, links) if hit.rule.action == action]
    if hits and earlier:
        before = {hit.rule.pk for hit in rules().hits(earlier)}
        hits = [hit for hit in hits if hit.rule.pk not in before]
    found: dict[WordRule, str] = {}
    for hit in hits:
        found.setdefault(hit.rule, said(hit, text))
    return found


def marked(rules: Rules, text: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it was found."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for hit in rules.hits(text):
        if hit.start >= end:
            pieces += [(text[end : hit.start], False), (text[hit.start : hit.end], True)]
            end = hit.end
    return [(piece, is_found) for piece, is_found in [*pieces, (text[end:], False)] if piece]


def said(hit: Hit, text: str) -> str:
    return " ".join(text[hit.start : hit.end].split())[:LONGEST_SAID] or hit.rule.text


def check(writing: Writing) -> None:
    """Raise TextRefused or TitleRefused, with what was found, in an edit of what is new."""
    _refuse(found_in_text(writing, WordRule.Action.REFUSE), TextRefused)
    if writing.title:
        earlier = writing.earlier.topic.title if writing.earlier else ""
        _refuse(found_in(writing.title, (), WordRule.Action.REFUSE, earlier), TitleRefused)
    for text in writing.beside:
        _refuse(found_in(text, (), WordRule.Action.REFUSE), TextRefused)


def found_in_text(writing: Writing, action: str) -> dict[WordRule, str]:
    """What is found in the text as it was written, and as it is read: “cas**ino**” reads as one word."""
    before, rendered = writing.earlier, writing.text.rendered
    found = found_in(writing.text.source, rendered.links, action, before.source if before else "")
    return found_in(rendered.text, (), action, before.text if before else "") | found


def dressed_up(writing: Writing) -> dict[WordRule, str]:
    """What is to be replaced and could not be, since markup is between its letters."""
    before, written = writing.earlier, writing.text.source
    hits = rules().hits(written)
    found = found_in(writing.text.rendered.text, (), REPLACE, before.text if before else "")
    seen = {hit.rule.pk for hit in hits}  # replaced by what is found again
    return {rule: words for rule, words in found.items() if rule.pk not in seen}


def _refuse(found: dict[WordRule, str], refusal: type[TextRefused]) -> None:
    if found:
        days.count("refused", {"refused-words", *(f"word-{rule.pk}" for rule in found)})
        raise refusal(refusal_words(found))


def refusal_words(found: dict[WordRule, str]) -> str:
    pieces = list(dict.fromkeys(found.values()))[:MOST_SAID]
    words = ngettext(
        "This can’t be written here: %(words)s. Take it out, then send it again.",
        "These can’t be written here: %(words)s. Take them out, then send it again.",
        len(pieces),
    ) % {"words": quoted(pieces)}
    return " ".join([words, *dict.fromkeys(rule.message for rule in found if rule.message)])


def quoted(pieces: Iterable[str]) -> str:
    return ", ".join(_("“%(words)s”") % {"words": piece} for piece in pieces)


def validate_words(text: str, links: Iterable[str] = (), earlier: str = "") -> None:
    """Raise ValidationError for names, and texts about oneself, with what would be refused or held in a post.

    Nobody approves these, so what would wait may not be written; nor what would be replaced, in a name.
    """
    found = found_in(text, links, WordRule.Action.REFUSE, earlier)
    found |= found_in(text, links, WordRule.Action.HOLD, earlier)
    if found:
        days.count("refused", {"refused-words", *(f"word-{rule.pk}" for rule in found)})
        raise ValidationError(refusal_words(found), "words")


def validate_name(name: str) -> None:
    """The same of a name, in which nothing can be replaced either."""
    validate_words(name)
    if replaced(name) != name:
        raise ValidationError(_("This name can’t be used here. Try another."), "words")


def validate_added(by: User, text: str, earlier: str) -> None:
    """Raise ValidationError for words and links that would wait if they were added to a post."""
    validate_words(text, earlier=earlier)
    if by.is_forum_staff or not (set(links_in(text)) - set(links_in(earlier))):
        return
    if accepted_posts(by) < SpamProtection.current().late_link_posts:
        raise ValidationError(_("You can’t add links here yet. Write them in a reply."), "links")


def judge(writing: Writing) -> Evidence | None:
    before = writing.earlier
    found = found_in_text(writing, WordRule.Action.HOLD) | dressed_up(writing)
    if writing.title:
        found |= found_in(writing.title, (), WordRule.Action.HOLD, before.topic.title if before else "")
    for text in writing.beside:
        found |= found_in(text, (), WordRule.Action.HOLD)
    if not found:
        return None
    return {"words": list(dict.fromkeys(found.values()))[:MOST_SAID], "rules": [rule.pk for rule in found]}


def words_for_moderators(evidence: Evidence) -> str:
    return _("Words and links that wait: %(words)s") % {"words": quoted(evidence["words"])}


def words_for_author(evidence: Evidence) -> str:
    return _("A moderator looks at what it says first.")


WORDS = Reason(
    name="words",
    label=gettext_lazy("Words and links that wait"),
    words=words_for_moderators,
    author_words=words_for_author,
    judge=judge,
    spares=Spared.STAFF,
    of_edits=True,
)
