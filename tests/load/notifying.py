"""One reply to a topic that ten thousand follow: the reply itself, the rows that tell of it, the mails."""

import subprocess
import sys
import time

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from accounts.names import name_key
from forum.follows.models import Follow, Level
from forum.jobs.models import Job
from forum.jobs.running import run_due
from forum.mail import sending
from forum.notifications.channels import Channel
from forum.notifications.models import Delivery, Notification
from forum.notifications.notifying import notify_of_post
from forum.topics.models import Topic
from tests.load.ground import ROOT
from tests.load.output import say
from tests.load.stage import Stage
from tests.load.timing import compare
from tests.load.visiting import Person
from tests.load.writing import write
from tests.plumbing.postgres import free_port

CROWD = 10_000
SENDING = 10.0  # seconds


def measure(built: Stage, port: int) -> None:
    say(f"\nOne reply to {CROWD:,} followers")
    crowded = crowd(built)
    person = [Person(port, poster) for poster in built.posters]
    quiet, followed = write([person], [built.quiet]), write([person], [crowded])
    say(f"  reply, nobody follows      {quiet}")
    say(f"  reply, {CROWD:,} follow      {followed}")
    compare(f"{CROWD:,} followers / none", followed, quiet)
    settle()
    fan_out(crowded)
    while_telling(built, crowded, person, quiet)
    send()


def crowd(built: Stage) -> Topic:
    """The topic that ten thousand follow, who come with the first call."""
    topic = Topic.objects.get(pk=built.followed.pk)
    names = [f"crowd-{number}" for number in range(CROWD)]
    if User.objects.filter(username=names[0]).exists():
        return topic
    with transaction.atomic():
        members = User.objects.bulk_create(
            User(username=name, username_key=name_key(name), email=f"{name}@example.org") for name in names
        )
        Follow.objects.bulk_create(
            Follow(member=member, topic=topic, level=Level.EVERY) for member in members
        )
        Topic.objects.filter(pk=topic.pk).update(follower_count=F("follower_count") + CROWD)
    return topic


def settle() -> None:
    """Forget what the replies of the measurement would have told, so that one reply is looked at alone."""
    Job.objects.filter(name="post.published").update(state=Job.State.DONE)
    while run_due():
        pass


def fan_out(topic: Topic) -> None:
    post = topic.posts.order_by("-number").first()
    started = time.monotonic()
    notify_of_post(post_id=post.pk)
    seconds = time.monotonic() - started
    rows = Delivery.objects.filter(post=post).count() + Notification.objects.filter(topic=topic).count()
    assert (
        Delivery.objects.filter(post=post, channel=Channel.MAIL).count() == CROWD
    )  # the others have no address
    say(
        f"  telling them               {rows / seconds:8.0f} rows/s, {CROWD / seconds:.0f} members/s, {seconds:.1f} s"
    )


def while_telling(built: Stage, topic: Topic, person: list[Person], quiet) -> None:
    """Replies while a worker in a process of its own tells the crowd of earlier ones."""
    for post in topic.posts.order_by("-number")[1:6]:
        Job.objects.create(name="post.published", payload={"post_id": post.pk, "board_id": topic.board_id})
    worker = subprocess.Popen([sys.executable, str(ROOT / "manage.py"), "worker"], cwd=ROOT)
    time.sleep(1.5)
    meanwhile = write([person], [topic])
    worker.terminate()
    worker.wait(600)  # it first comes to the end of what it has taken up: of five posts at once, perhaps
    say(f"  reply while telling        {meanwhile}")
    compare("while telling / in peace", meanwhile, quiet)


def send() -> None:
    port = free_port()
    sink = subprocess.Popen(
        [sys.executable, "-m", "tests.load.sink", str(port)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert sink.stdout.readline() == "ready\n"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    Delivery.objects.filter(channel=Channel.MAIL).update(due_at=timezone.now())
    sender, sent, started = sending.Sender(), 0, time.monotonic()
    while time.monotonic() - started < SENDING:
        sent += sender.send_due()
    seconds = time.monotonic() - started
    taken, _errors = sink.communicate("\n")
    assert int(taken) == sent, f"{taken} of {sent} mails came"
    say(f"  mailing them               {sent / seconds:8.0f} mails/s, by one worker")
