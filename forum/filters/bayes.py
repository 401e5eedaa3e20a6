"""What the moderators' own verdicts teach about new texts: how often each word was in what they took for spam.

Words are kept as numbers, made with a secret of this forum: nobody reads from the table what a deleted text said. Which
words spoke for a verdict is said from the text that is judged, never from the table.
"""

import math
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.filters.folding import fold
from forum.filters.matching import ADDRESS, WORD, host_key
from forum.filters.models import FilterState, LearnedText, WordCount
from forum.posts.approval import Evidence, Reason, Writing
from forum.posts.late_links import is_another_text, is_another_title
from forum.site.spam_protection import Learning, SpamProtection

ENOUGH = 200  # verdicts of each kind before it holds anything
MOST_WORDS, MOST_PROFILE_WORDS = 300, 60  # of a text, and of what its author says of themselves
LONGEST = 40_000
TELLING = 20  # words that decide
DOUBT = 0.45  # how much is needed before a word says anything
SHOWN = 5


def words_of(text: str, title: str = "", author: User | None = None) -> list[str]:
    """What is counted: words, those of the title, hosts that are linked, and the same of the author's profile."""
    found = dict.fromkeys(f"title:{word}" for word in _words(title))
    found |= dict.fromkeys([*_hosts(text), *_words(text)])
    words = list(found)[:MOST_WORDS]
    about = author.about if author else ""
    profile = dict.fromkeys([*_hosts(about), *(f"about:{word}" for word in _words(about))])
    return [*words, *list(profile)[:MOST_PROFILE_WORDS]]


def _words(text: str) -> list[str]:
    return [word for word in WORD.findall(fold(text[:LONGEST]).text) if 2 < len(word) < 31]


def _hosts(text: str) -> list[str]:
    addresses = (match[0] for match in ADDRESS.finditer(text[:LONGEST]))
    return [f"link:{host}" for host in map(host_key, addresses) if "." in host]


def number(word: str, secret: str) -> int:
    digest = blake2b(word.encode(), key=secret.encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


@dataclass(frozen=True)
class Opinion:
    percent: int
    words: list[str]  # that spoke most for it
    is_sure: bool  # whether it has learned enough to hold something


class Text(NamedTuple):
    source: str
    title: str
    author: User


def opinions(texts: Sequence[Text]) -> list[Opinion | None]:
    """What it thinks of each, in two queries for all; None while it has learned nothing of one kind."""
    state = FilterState.objects.filter(pk=1).first()
    if state is None or not (state.learned_spam and state.learned_good):
        return [None] * len(texts)
    numbers = [{number(word, state.secret): word for word in words_of(*text)} for text in texts]
    asked = {each for words in numbers for each in words}
    counts = {row.word: row for row in WordCount.objects.filter(word__in=asked)}
    return [_opinion(words, counts, state) for words in numbers]


def _opinion(words: dict[int, str], counts: dict[int, WordCount], state: FilterState) -> Opinion:
    chances = []
    for each, word in words.items():
        if count := counts.get(each):
            spam, good = count.spam / state.learned_spam, count.good / state.learned_good
            seen = count.spam + count.good
            chances.append(
                ((DOUBT * 0.5 + seen * spam / (spam + good)) / (DOUBT + seen) if seen else 0.5, word)
            )
    telling = sorted(chances, key=lambda chance: -abs(chance[0] - 0.5))[:TELLING]
    odds = sum(math.log(chance / (1 - chance)) for chance, _word in telling)
    percent = round(100 / (1 + math.exp(-max(min(odds, 30), -30))))
    shown = [word.rpartition(":")[2] for chance, word in sorted(telling, reverse=True) if chance > 0.5][
        :SHOWN
    ]
    is_sure = min(state.learned_spam, state.learned_good) >= ENOUGH
    return Opinion(percent, shown, is_sure)


def judge(writing: Writing) -> Evidence | None:
    protection = writing.protection
    is_another = is_another_text(writing) or is_another_title(writing)
    if protection.learning != Learning.HOLD or not is_another:
        return None
    (opinion,) = opinions([Text(writing.text.source, writing.title, writing.author)])
    if opinion is None or not opinion.is_sure or opinion.percent < protection.learning_percent:
        return None
    return {"percent": opinion.percent, "words": opinion.words}


def hint(opinion: Opinion | None) -> str:
    """What the queue says beside a text."""
    if opinion is None:
        return ""
    words = ", ".join(_("“%(words)s”") % {"words": word} for word in opinion.words)
    said = _("Like spam, by what moderators decided before: %(percent)d %%.") % {"percent": opinion.percent}
    said = f"{said} {words}".strip()
    return said if opinion.is_sure else _("%(hint)s It has learned little yet.") % {"hint": said}


def is_shown() -> bool:
    return SpamProtection.current().learning != Learning.OFF


@transaction.atomic
def learn(text: str, verdict: bool | None, words: Iterable[str] = ()) -> None:
    """Set the verdict on a text: spam, good, or none any more. Doing it twice is doing it once."""
    FilterState.objects.get_or_create(pk=1, defaults={"secret": secrets.token_hex(16)})
    # Under one lock, or two workers that count the same words would wait for each other.
    state = FilterState.objects.select_for_update().get(pk=1)
    if not state.secret:
        state.secret = secrets.token_hex(16)
    known = LearnedText.objects.filter(text=text).first()
    if known and known.is_spam == verdict:
        return
    if known:
        _count(state, known.words, known.is_spam, -1)
        known.delete()
    if verdict is not None:
        numbers = sorted({number(word, state.secret) for word in words})
        WordCount.objects.bulk_create([WordCount(word=each) for each in numbers], ignore_conflicts=True)
        _count(state, numbers, verdict, +1)
        LearnedText.objects.create(text=text, is_spam=verdict, words=numbers)
    state.save()


def _count(state: FilterState, numbers: Sequence[int], is_spam: bool, change: int) -> None:
    column = "spam" if is_spam else "good"
    rows = WordCount.objects.filter(word__in=numbers)
    if change < 0:
        rows = rows.filter(**{f"{column}__gt": 0})
    rows.update(**{column: F(column) + change})
    total = f"learned_{column}"
    setattr(state, total, max(getattr(state, total) + change, 0))


@transaction.atomic
def forget_all() -> None:
    """Have it begin anew: all counts, and the secret they were made with."""
    FilterState.objects.filter(pk=1).update(learned_spam=0, learned_good=0, secret="")
    WordCount.objects.all().delete()
    LearnedText.objects.all().delete()


LEARNED = Reason(
    name="learned",
    label=gettext_lazy("Like what moderators took for spam"),
    words=lambda evidence: hint(Opinion(evidence["percent"], list(evidence["words"]), is_sure=True)),
    author_words=lambda evidence: _("A moderator looks at it first."),
    judge=judge,
    of_edits=True,
)
