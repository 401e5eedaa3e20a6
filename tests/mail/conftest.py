import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings as forum_settings
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.names import name_key
from forum.follows import following
from forum.follows.models import Follow, Level
from forum.jobs import handlers
from forum.mail.delaying import DELAY
from forum.mail.digests import schedule as digests
from forum.mail.sending import Sender
from forum.site.models import SiteSettings
from forum.topics.models import Tag, Topic
from tests.mail.smtp_server import SmtpServer
from tests.mail.visitors import ADDRESS, ask, link
from tests.plumbing.commands import database_address

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # a Wednesday


@pytest.fixture
def closed_smtp_server():
    """A mail server that does not answer until it is opened."""
    server = SmtpServer()
    yield server
    server.close()


@pytest.fixture
def smtp_server(closed_smtp_server):
    return closed_smtp_server.open()


@pytest.fixture
def by_smtp(settings, closed_smtp_server):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_smtp_server.port
    return closed_smtp_server


@pytest.fixture(autouse=True)
def sender(monkeypatch):
    """What the worker of a test sends mail by."""
    sender = Sender()
    monkeypatch.setattr(handlers, "EVERY_ROUND", [sender.send_due])
    return sender


@pytest.fixture
def work():
    """work() → everything that is due is done, and the mail that waits its ten minutes is sent as well."""

    def act():
        call_command("worker", once=True)
        with time_machine.travel(timezone.now() + DELAY, tick=False):
            call_command("worker", once=True)

    return act


@pytest.fixture
def clock():
    with time_machine.travel(NOON - timedelta(hours=6), tick=False) as traveller:
        yield traveller


@pytest.fixture
def sum_up(work, clock):
    """sum_up(moment) → the worker reminds and works then; answers the digests that went out."""

    def act(moment):
        clock.move_to(moment)
        before = len(mail.outbox)
        digests.write_due_digests()
        work()
        return [
            message
            for message in mail.outbox[before:]
            if "New on" in message.subject or "This week" in message.subject
        ]

    return act


@pytest.fixture
def daily(clock, eve, topic):
    clock.shift(60)
    following.follow(eve, topic, Level.DAILY)
    return topic


@pytest.fixture
def followers(db):
    """followers(topic, 500) → as many members with confirmed addresses, who follow it at every post."""

    def gather(topic, size, level=Level.EVERY):
        names = [f"follower-{topic.pk}-{number}" for number in range(size)]
        members = User.objects.bulk_create(
            User(username=name, username_key=name_key(name), email=f"{name}@example.org") for name in names
        )
        EmailAddress.objects.bulk_create(
            EmailAddress(user=member, email=member.email, verified=True, primary=True) for member in members
        )
        Follow.objects.bulk_create(Follow(member=member, topic=topic, level=level) for member in members)
        Topic.objects.filter(pk=topic.pk).update(follower_count=Follow.objects.filter(topic=topic).count())
        return members

    return gather


NURSERY = """
import os, sys, django
django.setup()
from django.core.management import call_command
for _line in sys.stdin:
    child = os.fork()
    if child == 0:
        call_command("worker", once=True)
        os._exit(0)
    print(child, flush=True)
    print(os.waitpid(child, 0)[1], flush=True)
"""


class Nursery:
    """Workers in processes of their own, which have loaded the forum already: they can be killed by the dozen."""

    def __init__(self, environment):
        self.process = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            env=environment,
            cwd=forum_settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self) -> int:
        self.process.stdin.write("start\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def ended(self) -> int:
        """Wait for the one that was started; answer how it ended."""
        return int(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)


@pytest.fixture
def nursery(closed_smtp_server, tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "forum.settings",
        "DATABASE_URL": database_address(),
        "FORUM_DATA": str(tmp_path),
        "EMAIL_URL": f"smtp://127.0.0.1:{closed_smtp_server.port}",
    }
    found = Nursery(environment)
    yield found
    found.process.kill()
    found.process.wait()


@pytest.fixture
def nobody_writes_too_fast(db):
    SiteSettings.current().change(posts_a_minute=None, posts_an_hour=None)


@pytest.fixture
def tag(db):
    return Tag.objects.create(name="Glue", slug="glue")


@pytest.fixture
def visitor():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def confirmed(visitor, topic, work, settings):
    settings.HAS_MAIL = True  # else nobody is offered to follow by email
    ask(visitor, topic)
    work()
    visitor.post(link())
    mail.outbox.clear()
    return Follow.objects.get(address=ADDRESS)
