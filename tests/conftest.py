"""The cast and the stage: a few named people and boards, made with the forum's own acts."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from accounts.last_seen import LAST_SEEN
from forum.boards.models import Board, Grant
from forum.boards.presets import Preset, apply_preset
from forum.boards.usual_verbs import MODERATING
from forum.database import deferred_writes
from forum.jobs import enqueuing
from forum.limits import in_memory
from forum.markup import VERSION
from forum.member_records import networks
from forum.pages.store.members_parts import the_parts
from forum.posts.models import Post
from forum.posts.storing import append_posts
from forum.reading import kept_topics, present_readers
from forum.topics.view_counts import VIEWS
from forum.traffic.counting import TRAFFIC
from tests.plumbing import writing

pytest_plugins = [
    f"tests.plumbing.{name}"
    for name in (
        "attachment_folder",
        "browser",
        "emptying",
        "internet",
        "memory",
        "migrated",
        "selection",
        "spam_protection",
    )
]

PASSWORD = "a-long-enough-phrase-42"


@pytest.fixture(scope="session", autouse=True)
def no_notes_written_behind_a_tests_back():
    """What readers leave behind is written where it is noted, and views and visits when a test says so: no thread, no timer."""
    deferred_writes.writes_at_once = True
    yield
    VIEWS.forget()
    TRAFFIC.forget()
    LAST_SEEN.forget()
    networks.NETWORKS.forget()


@pytest.fixture(scope="session", autouse=True)
def what_is_unread_is_asked_anew():
    """A page costs the same whoever asked before, and what one test has made unread is not kept for another."""
    kept_topics.keeps = False


@pytest.fixture(autouse=True)
def nothing_counted_in_memory():
    """What a process counts in its memory would outlast the rollback of the test it was counted in."""
    yield
    in_memory.forget_all()
    present_readers.forget_all()
    networks.forget_all_noted()
    networks.NETWORKS.forget()
    the_parts.forget()


@pytest.fixture
def warm():
    """warm() reads boards, permissions and settings into memory, warm(browser) also who that browser's session is of.

    There all pages but the first after a change have them.
    """
    return lambda browser=None: (browser or Client()).get("/")


@pytest.fixture(autouse=True)
def a_tests_own_transaction_is_none(monkeypatch):
    """A job has to be enqueued in a transaction of the forum, not in the one that a test rolls back at its end."""

    def is_in_transaction():
        return any(not block._from_testcase for block in connection.atomic_blocks)

    monkeypatch.setattr(enqueuing, "is_in_transaction", is_in_transaction)


def join(username, **fields):
    return get_user_model().objects.create_user(username, f"{username}@example.org", PASSWORD, **fields)


@pytest.fixture
def ada(db):
    """Writes."""
    return join("ada", display_name="Ada Lindqvist")


@pytest.fixture
def ben(db):
    """Replies."""
    return join("ben")


@pytest.fixture
def eve(db):
    """A stranger: a member like any other, whom nobody let in anywhere."""
    return join("eve")


@pytest.fixture
def nia(db):
    """New: joined just now, has written nothing."""
    return join("nia")


@pytest.fixture
def root(db):
    """The admin."""
    return get_user_model().objects.create_superuser("root", "root@example.org", PASSWORD)


@pytest.fixture
def mod(db, board):
    """Moderates one board, through a group."""
    return keeper_of(board)


def keeper_of(board):
    member = join("mod")
    group = Group.objects.create(name=f"Keepers of {board.slug}")
    member.groups.add(group)
    Grant.objects.create(board=board, audience="group", group=group, verbs=MODERATING)
    return member


def opened(name, preset, **fields):
    board = Board.objects.create(name=name, slug=name.lower().replace(" ", "-"), **fields)
    apply_preset(board, preset)
    return board


@pytest.fixture
def board(db):
    return opened("General", Preset.PUBLIC, description="About anything.")


@pytest.fixture
def members_board(db):
    return opened("Lounge", Preset.MEMBERS)


@pytest.fixture
def staff_board(db):
    return opened("Backroom", Preset.STAFF)


@pytest.fixture(scope="session")
def start():
    """start(author, board, title, body) → the topic, which its author does not follow unless told to."""
    return writing.start


@pytest.fixture(scope="session")
def say():
    """say(author, topic, body) → the post. It leaves the author's following as it is, unless told otherwise."""
    return writing.say


@pytest.fixture
def topic(ada, board, start):
    return start(ada, board)


@pytest.fixture
def long_topic(ada, ben, board, start):
    """long_topic(45) → a topic of 45 posts by two members, its counters right."""

    def act(count):
        topic = start(ada, board, title=f"{count} posts")
        texts = {"source": "x", "html": "<p>x</p>", "text": "x", "markup_version": VERSION}
        append_posts(topic, [Post(author=(ada, ben)[n % 2], **texts) for n in range(2, count + 1)])
        return topic

    return act


@pytest.fixture(scope="session")
def as_():
    """as_(ada) → a browser in which Ada is signed in; as_() → a visitor's."""

    def browser(member=None, **headers):
        client = Client(enforce_csrf_checks=False, **headers)
        if member is not None:
            client.force_login(member, backend="accounts.backends.MemberBackend")
        return client

    return browser
