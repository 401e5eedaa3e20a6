"""What one picture, or one member’s pictures, may cost the worker."""

from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

from forum import limits
from forum.fetching import FetchFailed, Trouble
from forum.jobs.queue import release_all
from forum.remote_pictures import copying
from forum.remote_pictures.models import RemotePicture
from tests.attachments.conftest import picture
from tests.remote_pictures.conftest import BOAT, MARKDOWN, copy_of, reply, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("copies")]


def test_what_one_member_has_copied_in_a_day_is_bounded_and_the_rest_comes_later(
    as_, ben, ada, topic, sites, monkeypatch
):
    monkeypatch.setattr(copying, "MOST_A_DAY", 1)
    sites.update({f"https://b.example/{n}.png": picture() for n in range(3)})
    reply(as_(ben), topic, "![](https://b.example/0.png) ![](https://b.example/1.png)")
    reply(as_(ada), topic, "![](https://b.example/2.png)")
    work()
    assert sites["asked"] == ["https://b.example/0.png", "https://b.example/2.png"]
    RemotePicture.objects.update(due_at=timezone.now())
    RemotePicture.objects.filter(state="copied").update(done_at=timezone.now() - timedelta(hours=25))
    work()
    assert RemotePicture.objects.filter(state="copied").count() == 3


def test_pictures_that_could_not_be_had_yet_count_for_the_day_too(as_, ben, ada, topic, sites, monkeypatch):
    monkeypatch.setattr(copying, "MOST_A_DAY", 2)
    sites.update({f"https://b.example/{n}.png": FetchFailed(Trouble.TOO_SLOW) for n in range(4)})
    reply(as_(ben), topic, " ".join(f"![](https://b.example/{n}.png)" for n in range(3)))
    reply(as_(ada), topic, "![](https://b.example/3.png)")
    work()
    assert sites["asked"] == [f"https://b.example/{n}.png" for n in (0, 1, 3)]
    # The two are tried again nevertheless, and the third has its turn when they are done with.
    RemotePicture.objects.filter(attempts__gt=0).update(due_at=timezone.now())
    work()
    assert sites["asked"][3:] == sites["asked"][:3]
    RemotePicture.objects.filter(attempts__gt=0).update(
        state="failed", done_at=timezone.now() - timedelta(hours=25)
    )
    RemotePicture.objects.filter(state="waiting").update(due_at=timezone.now())
    work()
    assert sites["asked"][-1] == "https://b.example/2.png"


def test_who_has_had_the_worker_wait_for_a_minute_waits_an_hour_and_others_do_not(
    as_, ben, ada, topic, sites
):
    reply(as_(ben), topic, "![](https://b.example/0.png)")
    reply(as_(ada), topic, MARKDOWN)
    limits.charge("fetch-time-member", ben.pk, 60_000)
    assert work() == 2
    assert sites["asked"] == [BOAT]
    waiting = copy_of("https://b.example/0.png")
    assert (waiting.state, waiting.attempts) == ("waiting", 0)
    assert timedelta(minutes=59) < waiting.due_at - timezone.now() < timedelta(minutes=61)
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        work()
    assert sites["asked"] == [BOAT, "https://b.example/0.png"]


def test_what_a_picture_breaks_is_tried_again_and_holds_up_no_other(
    as_, ben, topic, sites, monkeypatch, caplog
):
    sites |= {BOAT: b"poison", "https://b.example/1.png": picture()}

    def redraw(body):
        if body == b"poison":
            raise ZeroDivisionError("poison")
        return redrawn(body)

    redrawn = copying.redrawn
    monkeypatch.setattr(copying, "redrawn", redraw)
    reply(as_(ben), topic, f"{MARKDOWN} ![](https://b.example/1.png)")
    work()
    assert (copy_of().state, copy_of().error) == ("waiting", "ZeroDivisionError: poison")
    assert copy_of("https://b.example/1.png").state == "copied"
    assert "Traceback" in caplog.text


def test_a_copy_that_could_not_be_noted_at_once_is_shown_once_it_is(as_, ben, topic, sites, monkeypatch):
    change = RemotePicture.change

    def away(picture, **changes):
        if "state" in changes:
            raise OperationalError("the server closed the connection")
        return change(picture, **changes)

    reply(as_(ben), topic, MARKDOWN)
    with monkeypatch.context() as patched:
        patched.setattr(RemotePicture, "change", away)
        with pytest.raises(OperationalError):
            work()
    release_all()
    assert copy_of().state == "copied"
    assert as_().get(copy_of().copy_address).status_code == 200
