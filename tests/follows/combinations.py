"""The stage of the table in `test_selection`: all ways to follow, mute and lose a topic, and what is right for each."""

import itertools
import re
import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from forum.boards.models import Board, keep_permissions
from forum.boards.presets import Preset, apply_preset
from forum.follows.models import Follow, Level
from forum.jobs.running import run_due
from forum.members import closing_accounts
from forum.moderation import topic_acts
from forum.notifications.bell import Bell
from forum.posts import publishing
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.posts.publishing import Submission
from forum.topics import read_marks
from forum.topics.models import Tag, Topic
from tests.plumbing.thoroughness import whole_or

User = get_user_model()
KINDS = ("topic", "board", "tag", "person")
FOLLOWED = ("none", *KINDS, "mention")
MUTED = ("none", *KINDS)
MAILED = ("reply", "by_person", "in_tag", "in_board", "mention")


@dataclass(frozen=True)
class Way:
    """How a topic goes away, or not."""

    removed: str
    is_hidden: bool
    is_closed: bool


@dataclass(frozen=True)
class Case:
    """What a reader has to do with all the topics. A thing is either followed or muted, but topics have two tags."""

    followed: str
    muted: str
    has_read: bool


WAYS = [Way(*way) for way in itertools.product(("no", "posts", "topic"), (False, True), (False, True))]
ALL_CASES = [
    Case(*case)
    for case in itertools.product(FOLLOWED, MUTED, (False, True))
    if case[0] != case[1] or case[0] in ("none", "tag")
]
# A sample takes each way to follow with nothing muted, and those to mute with what they weigh on differently.
CASES = whole_or(
    ALL_CASES,
    [
        case
        for case in ALL_CASES
        if case.muted == "none"
        or (not case.has_read and case.followed in ("none", "topic", "tag", "mention"))
    ],
)


def mute_of(case: Case, way: Way) -> str:
    """What a reader has muted still: an account that is closed takes the ignoring of its member along."""
    return "none" if case.muted == "person" and way.is_closed else case.muted


def is_heard(case: Case, way: Way) -> bool:
    if way.removed != "no" or way.is_hidden:
        return False
    if case.followed == "none" or (case.followed == "person" and way.is_closed):
        return False
    muted = mute_of(case, way)
    if muted in ("topic", "person"):
        return False
    return muted == "none" or case.followed == "topic"


def is_heard_by_follow(case: Case, way: Way) -> bool:
    return case.followed != "mention" and is_heard(case, way)


def is_left_out(case: Case, way: Way) -> bool:
    muted = mute_of(case, way)
    return muted == "topic" or (muted != "none" and case.followed != "topic")


def is_listed(way: Way) -> bool:
    return way.removed != "topic" and not way.is_hidden


@dataclass
class Stage:
    things: dict[Way, dict] = field(default_factory=dict)
    readers: dict[Case, object] = field(default_factory=dict)

    def get(self, case: Case, address: str) -> str:
        browser = Client()
        browser.force_login(self.readers[case], backend="accounts.backends.MemberBackend")
        return browser.get(address).text

    def ways_in(self, text: str) -> set[Way]:
        """The topics, or what they stand in, that are named there."""
        return {WAYS[int(number)] for number in re.findall(r"No\. (\d+)", text)}


def build(when: str) -> Stage:
    stage = Stage()
    root = User.objects.create_superuser("root", "root@example.org")
    for n, case in enumerate(CASES):
        stage.readers[case] = User.objects.create_user(f"reader{n}", f"reader{n}@example.org")
    for n, way in enumerate(WAYS):
        board = Board.objects.create(name=f"Board No. {n}", slug=f"board-{n}")
        apply_preset(board, Preset.PUBLIC)
        tags = [Tag.objects.create(name=f"{what} No. {n}", slug=f"{what}-{n}") for what in ("tag", "other")]
        author = User.objects.create_user(f"author{n}", display_name=f"Author No. {n}")
        # Whoever is new may not mention so many.
        User.objects.filter(pk=author.pk).update(date_joined=author.date_joined - timedelta(days=2))
        author.refresh_from_db()
        stage.things[way] = {"board": board, "tag": tags[0], "other": tags[1], "person": author}
        arrange(stage, way, [kind for kind in KINDS if kind != "topic"], when)
        first = Submission(
            author, render_text("First."), uuid.uuid4().hex, follow=False, title=f"Topic No. {n}", tags=tags
        )
        started = publishing.start(board, first)
        stage.things[way]["topic"] = topic = started.topic
        arrange(stage, way, ["topic"], when)
        named = " ".join(f"@reader{m}" for m, case in enumerate(CASES) if case.followed == "mention")
        publishing.reply(
            topic, Submission(author, render_text(f"More. {named}"), uuid.uuid4().hex, follow=False)
        )
    if when == "after":
        tell()
        mute(stage, KINDS)
    for way in WAYS:
        read(stage, stage.things[way]["topic"])
        go_away(root, way, **stage.things[way])
    tell()
    for reader in stage.readers.values():
        keep_permissions(reader)
    return stage


def tell():
    while run_due():
        pass


def arrange(stage: Stage, way: Way, kinds, when: str) -> None:
    rows = [
        Follow(
            member=stage.readers[case],
            level=Level.EVERY,
            **{case.followed: stage.things[way][case.followed]},
        )
        for case in CASES
        if case.followed in kinds
    ]
    Follow.objects.bulk_create(rows)
    if when == "before":
        mute(stage, kinds, [way])


def mute(stage: Stage, kinds, ways=WAYS) -> None:
    Follow.objects.bulk_create(
        Follow(
            member=stage.readers[case],
            state=Follow.State.MUTED,
            **{case.muted: stage.things[way]["other" if case.muted == "tag" else case.muted]},
        )
        for way in ways
        for case in CASES
        if case.muted in kinds
    )


def read(stage: Stage, topic: Topic) -> None:
    for case, reader in stage.readers.items():
        if case.has_read:
            Bell(reader).read(topic.pk, 2)
            read_marks.mark_read(reader, topic, 2)


def go_away(root, way: Way, *, topic, board, person, **_) -> None:
    if way.removed == "posts":
        # Acts would take the topic with its last post, which is the other case.
        Post.objects.filter(topic=topic).update(removed_at=timezone.now(), removed_by=root)
    elif way.removed == "topic":
        topic_acts.remove(root, topic)
    if way.is_closed:
        closing_accounts.close(person)
    if way.is_hidden:
        apply_preset(board, Preset.STAFF)
