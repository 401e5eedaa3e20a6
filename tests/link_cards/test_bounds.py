"""What one page, or one member’s links, may cost the worker; and for whom nothing is fetched."""

import datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

from forum.boards.presets import Preset, apply_preset
from forum.fetching import fetching
from forum.jobs.queue import release_all
from forum.jobs.running import run_due
from forum.limits.limit_table import LIMITS, MINUTE, Limit
from forum.link_cards import fetching as making
from forum.link_cards.fetching import fetch_due
from forum.link_cards.models import LinkCard
from forum.link_cards.reading import read_page
from tests.link_cards.conftest import ADDRESS, asked, page, shown
from tests.plumbing.internet import answer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("known_members")]


def test_slow_sites_take_only_so_much_of_the_workers_time(web, ada, board, start, monkeypatch, work):
    monkeypatch.setattr(fetching, "time", SimpleNamespace(monotonic=iter(range(0, 1000, 15)).__next__))
    start(ada, board, body="\n\n".join(f"http://news.example/{number}" for number in range(5)))
    work()
    assert len(asked(web)) == 2  # of 15 seconds each, in a minute that has 20 of them
    assert fetch_due() == 0


def test_slow_sites_of_one_member_take_only_so_much_of_an_hour(
    web, ada, ben, board, start, monkeypatch, work
):
    monkeypatch.setitem(LIMITS, "fetch-time", Limit(1_000_000, MINUTE, is_local=True))
    monkeypatch.setattr(fetching, "time", SimpleNamespace(monotonic=iter(range(0, 1000, 15)).__next__))
    start(ada, board, body="\n\n".join(f"http://news.example/{number}" for number in range(5)))
    start(ben, board, body="http://news.example/bens")
    work()
    assert len(asked(web)) == 5  # four of 15 seconds each, in an hour that has 60, and Ben's
    assert "/bens" in asked(web)
    [put_off] = LinkCard.objects.filter(state="waiting")
    assert put_off.attempts == 0
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=61)):
        work()
    assert len(asked(web)) == 6


def test_a_member_has_only_so_many_pages_fetched_in_a_day(web, work, ada, ben, board, start, monkeypatch):
    monkeypatch.setattr(making, "MOST_A_DAY", 1)
    start(ada, board, body=ADDRESS)
    work()
    topic = start(ada, board, body="http://news.example/2")
    start(ben, board, body="http://news.example/3")
    work()
    assert sorted(asked(web)) == ["/3", "/boat.png", "/boats"]
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1, minutes=1)):
        work()
    assert "/2" in asked(web)
    assert topic.posts.count() == 1


def test_pages_that_could_not_be_had_yet_count_for_the_day_too(
    web, work, ada, ben, board, start, monkeypatch
):
    monkeypatch.setattr(making, "MOST_A_DAY", 1)
    web.pages["news.example/boats"] = answer(status="500 Oh")
    start(ada, board, body=ADDRESS)
    work()
    start(ada, board, body="http://news.example/2")
    start(ben, board, body="http://news.example/3")
    work()
    assert sorted(asked(web)) == ["/3", "/boats"]


def test_what_has_become_the_staffs_is_not_fetched_any_more(web, work, ada, board, start):
    start(ada, board, body=ADDRESS)
    run_due()
    assert LinkCard.objects.count() == 1
    apply_preset(board, Preset.STAFF)
    work()
    assert web.asked == []
    apply_preset(board, Preset.MEMBERS)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1, minutes=1)):
        work()
    assert asked(web) == ["/boats", "/boat.png"]


def test_one_post_that_others_can_read_is_enough(web, work, root, ada, staff_board, board, start):
    start(ada, board, body=ADDRESS)
    apply_preset(board, Preset.STAFF)
    apply_preset(staff_board, Preset.MEMBERS)
    start(root, staff_board, body=ADDRESS)
    work()
    assert asked(web) == ["/boats", "/boat.png"]


def test_what_only_staff_can_read_is_fetched_for_nobody(web, work, as_, root, ada, staff_board, start):
    topic = start(root, staff_board, body=ADDRESS)
    work()
    assert "card-title" not in shown(as_, topic, root)
    work()
    assert web.asked == []
    apply_preset(staff_board, Preset.MEMBERS)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=1)):
        shown(as_, topic, root)
        work()
    assert asked(web) == ["/boats", "/boat.png"]


def test_what_a_page_breaks_is_tried_again_and_holds_up_no_other(
    web, work, ada, board, start, monkeypatch, caplog
):
    def read(body, *_page):
        if b"poison" in body:
            raise ZeroDivisionError("poison")
        return read_page(body, *_page)

    monkeypatch.setattr(making, "read_page", read)
    web.pages |= {"news.example/1": page("poison"), "news.example/2": page()}
    start(ada, board, body="http://news.example/1\n\nhttp://news.example/2")
    work()
    poison, sound = LinkCard.objects.order_by("address")
    assert (poison.state, poison.error, sound.state) == ("waiting", "ZeroDivisionError: poison", "ready")
    assert poison.due_at > timezone.now()
    assert "Traceback" in caplog.text
    with time_machine.travel(timezone.now()) as clock:
        for _time in range(6):
            clock.shift(datetime.timedelta(hours=7))
            work()
    poison.refresh_from_db()
    assert (poison.state, poison.attempts) == ("failed", LinkCard.ATTEMPTS)


def test_the_worker_goes_on_after_a_page_with_a_number_of_thousands_of_digits(web, work, ada, board, start):
    web.pages["news.example/boats"] = page(
        f"<title>Boats</title><p>&#{'1' * 5000}; <p title='&#{'1' * 5000}'>"
    )
    start(ada, board, body=ADDRESS)
    work()
    assert LinkCard.objects.get().title == "Boats"


def test_a_card_that_could_not_be_noted_at_once_has_its_picture_once_it_is(
    web, as_, ada, board, start, monkeypatch
):
    change = LinkCard.change

    def away(card, **changes):
        if "state" in changes:
            raise OperationalError("the server closed the connection")
        return change(card, **changes)

    start(ada, board, body=ADDRESS)
    run_due()
    with monkeypatch.context() as patched:
        patched.setattr(LinkCard, "change", away)
        with pytest.raises(OperationalError):
            fetch_due()
    release_all()
    card = LinkCard.objects.get()
    assert card.state == "ready"
    assert as_().get(f"/cards/{card.key}/").status_code == 200
