"""A web worker that dies in the middle of a request: what was sent is stored whole or not at all, and once if sent again."""

import uuid
from contextlib import contextmanager
from itertools import count

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection

from forum.attachments.models import Attachment
from forum.checks.invariants import check_invariants
from forum.drafts.models import Draft
from forum.polls.models import Ballot, Poll, PollOption
from forum.posts.models import PendingPost, Post
from forum.posts.storing import call_writers
from forum.reactions.models import Reaction
from forum.site.models import SiteSettings
from forum.topics.models import Topic
from tests.example_app.posting import HELD

pytestmark = pytest.mark.django_db(transaction=True)

WRITES = ("INSERT", "UPDATE", "DELETE")
TEXT = "A long thought.\n" * 20


class Killed(BaseException):
    """The process is gone: nobody catches this."""


class Death:
    """Ends a request at its `at`th step. A step is the moment before or after something is committed for good."""

    def __init__(self, at):
        self.at, self.steps = at, 0

    def step(self):
        self.steps += 1
        if self.steps == self.at:
            # As the database does it for a client that is gone: what is open is rolled back.
            connection._rollback()
            raise Killed

    def commit(self, commits):
        self.step()
        commits()
        self.step()

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if not connection.in_atomic_block and sql.lstrip().startswith(WRITES):
            self.step()
        return result


@contextmanager
def death_at(step, monkeypatch):
    death, commits = Death(step), connection._commit
    with monkeypatch.context() as patch, connection.execute_wrapper(death):
        patch.setattr(connection, "_commit", lambda: death.commit(commits))
        yield


class Sender:
    """Somebody who sends one form after the other, each in a request that dies a step later than the one before."""

    def __init__(self, browser, topic, held_browser):
        self.browser, self.topic, self.held_browser = browser, topic, held_browser
        self.draft = self.round = 0

    def form(self, act):
        """The address and fields of another form, and what must be true once it has been taken."""
        self.round += 1
        return getattr(self, act)(f"{self.round}. {TEXT}")

    def reply(self, body, **more):
        fields = {
            "body": body,
            "key": uuid.uuid4().hex,
            "board": self.topic.board_id,
            "follow": "on",
            "follow_asked": "1",
        }
        return f"{self.topic.get_absolute_url()}reply/", fields | more, lambda: once(Post, body)

    def held_reply(self, body):
        self.browser = self.held_browser
        address, fields, _is_there = self.reply(f"{HELD} {body}")
        return address, fields, lambda: once(PendingPost, fields["body"])

    def start(self, body):
        fields = {"title": f"Topic {self.round}", "body": body, "key": uuid.uuid4().hex}
        fields |= {
            "poll_question": "Which?",
            "poll_option": ["Oil", "Wax"],
            "poll_most": "1",
            "poll_results": "always",
        }

        def is_there():
            topic = Topic.objects.get(title=f"Topic {self.round}")
            return once(Post, body) and topic.poll.options.count() == 2

        return "/b/general/new/", fields, is_there

    def edit(self, body):
        post = self.topic.posts.get(number=1)
        fields = {"body": body, "title": f"Title {self.round}", "base": post.revision}

        def is_there():
            now = Post.objects.select_related("topic").get(pk=post.pk)
            is_changed = (now.source, now.topic.title) == (body.strip("\n"), f"Title {self.round}")
            return is_changed and now.revision == post.revision + 1

        return f"/p/{post.pk}/edit/", fields, is_there

    def save_draft(self, body):
        place = f"topic:{self.topic.pk}"
        draft = Draft.objects.filter(place=place).first()
        fields = {"body": body, "draft": draft.sequence if draft else 0, "key": uuid.uuid4().hex}
        return f"/drafts/save/?place={place}", fields, lambda: Draft.objects.get(place=place).body == body

    def upload(self, body):
        name = f"file-{self.round}.txt"
        sent = {"files": SimpleUploadedFile(name, body.encode()), "place": f"topic:{self.topic.pk}"}
        # One that nobody was told of is used by no post, and goes after a day.
        return "/files/", sent, lambda: Attachment.objects.filter(name=name).count() in (1, 2)

    def vote(self, _body):
        poll = Poll.objects.filter(topic=self.topic).first() or self.poll()
        option = poll.options.get(position=self.round)
        is_there = Ballot.objects.filter(poll=poll, votes__option=option).count
        return f"{self.topic.get_absolute_url()}poll/vote/", {"choice": option.pk}, lambda: is_there() == 1

    def poll(self):
        """Make the topic one with a poll, whose words are found with its first post."""
        poll = Poll.objects.create(topic=self.topic)
        PollOption.objects.bulk_create(
            PollOption(poll=poll, position=number, text=f"Option {number}") for number in range(1, 21)
        )
        call_writers(self.topic.posts.filter(number=1))
        return poll

    def react(self, _body):
        emoji, post = "👍❤"[self.round % 2].replace("❤", "❤️"), self.topic.posts.get(number=1)
        reaction = Reaction.objects.filter(post=post, emoji=emoji)
        return f"/p/{post.pk}/react/", {"emoji": emoji}, lambda: reaction.count() == 1


def once(model, body):
    return model.objects.filter(source=body.strip("\n")).count() == 1


@pytest.fixture
def sender(as_, root, ben, board, start):
    """One whom no limit holds back, and another for what has to wait for approval."""
    SiteSettings.current().change(posts_a_minute=None)
    return Sender(as_(root), start(root, board), as_(ben))


FORMS = ["reply", "held_reply", "start", "edit", "save_draft", "upload", "vote", "react"]


@pytest.mark.parametrize("act", FORMS)
def test_whenever_its_worker_dies_a_form_is_taken_whole_or_not_and_once_if_sent_again(
    act, sender, monkeypatch
):
    for step in count(1):
        address, fields, is_there = sender.form(act)
        try:
            with death_at(step, monkeypatch):
                answer = sender.browser.post(address, fields)
        except Killed:
            if "files" in fields:
                fields["files"].seek(0)
            answer = sender.browser.post(address, fields)
            assert answer.status_code in (200, 201, 303), (step, answer.text)
            assert is_there(), step
        else:
            assert is_there()
            break
    assert step > 2  # so one died before it was stored, and one after it
    call_command("worker", once=True)
    assert {fault.code: fault.examples for verdict in check_invariants() for fault in verdict.faults} == {}
