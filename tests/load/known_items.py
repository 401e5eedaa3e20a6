"""Whether a search finds what it is looking for: topics of real forums, by three words that somebody remembers of them.

The words are drawn from a topic's first post: none that is in its title, none that nearly every text has, each in 2 to 50
topics of the archive. The topic is found if it is among the first five.
"""

import os
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.contrib.auth.models import AnonymousUser

from forum.importing.discourse.finding_archives import archive_in
from forum.importing.import_run import ImportRun
from forum.posts.models import Post
from forum.search.engines import engine
from forum.search.query import parse
from forum.search.query.terms import COMMON
from forum.topics.models import Topic

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
WORDS, FEWEST, MOST, PLACES = 3, 2, 50, 5
SHORTEST = 3  # letters of a word that somebody remembers
ARCHIVES = {"discourse-delving": None, "discourse-urho3d": 200}  # topics
NO_NEWS = {word.casefold() for word in COMMON}


@dataclass
class Findings:
    """How many topics were looked for, and those that were not found, with the words and the place they had, or 0."""

    asked: int = 0
    failures: list[tuple[str, str, int]] = field(default_factory=list)

    @property
    def share(self) -> float:
        return 1 - len(self.failures) / max(self.asked, 1)


def folder() -> Path:
    """Where the archives lie: FORUM_ARCHIVES, or beside this checkout."""
    beside = Path(__file__).parents[3] / "shared" / "data" / "real"
    return Path(os.environ.get("FORUM_ARCHIVES") or beside)


def bring_in(path: Path, limit: int | None = None) -> list[int]:
    """Import the topics of an archive; return those that have their first post, by id."""
    before = set(Topic.objects.values_list("pk", flat=True))
    run = ImportRun(archive_in(path), limit=limit)
    run.begin()
    run.run(lambda count: None)
    firsts = Post.objects.filter(number=1, removed_at=None, topic__removed_at=None)
    return sorted(set(firsts.values_list("topic", flat=True)) - before)


def look_for(topic_ids: list[int], seed: int) -> Findings:
    """Look for each of these topics, of which all words are known, as a visitor would."""
    draw = random.Random(seed)
    findings = Findings()
    for topic, words in remembered_words(topic_ids):
        if len(words) < WORDS:
            continue
        typed = " ".join(draw.sample(words, WORDS))
        findings.asked += 1
        place = place_of(topic, typed)
        if not 1 <= place <= PLACES:
            findings.failures.append((topic.title, typed, place))
    return findings


def remembered_words(topic_ids: list[int]) -> Iterator[tuple[Topic, list[str]]]:
    """Each topic with the words that can be drawn for it, in an order that is always the same."""
    topics_with: defaultdict[str, set[int]] = defaultdict(set)
    first_texts = {}
    posts = Post.objects.filter(topic__in=topic_ids, removed_at=None)
    for topic_id, number, text in posts.values_list("topic", "number", "text"):
        for word in words_of(text):
            topics_with[word].add(topic_id)
        if number == 1:
            first_texts[topic_id] = text
    for topic in Topic.objects.filter(pk__in=topic_ids).order_by("pk"):
        candidates = words_of(first_texts[topic.pk]) - words_of(topic.title) - NO_NEWS
        yield topic, sorted(word for word in candidates if FEWEST <= len(topics_with[word]) <= MOST)


def words_of(text: str) -> set[str]:
    return {word for word in WORD.findall(text.casefold()) if len(word) >= SHORTEST}


def place_of(topic: Topic, typed: str) -> int:
    """At which place of the topics that a visitor finds with these words it stands; 0 if it does not."""
    visitor = AnonymousUser()
    matches = engine().match(parse(typed, {}, visitor), visitor, "relevance", slice(0, 200))
    found = list(dict.fromkeys(hit.topic_id for hit in matches.hits))
    return found.index(topic.pk) + 1 if topic.pk in found else 0
