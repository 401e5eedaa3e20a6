"""Bodies come in under a deadline, a limit of size and a share for each network."""

import asyncio
from http import HTTPStatus

import pytest

from forum.serving import body, request_bodies
from forum.serving.exchange import Refused
from forum.serving.request_bodies import Bodies
from forum.serving.rsgi_app import Front
from tests.plumbing.event_loop import run_in_loop
from tests.serving.wire import exchange

CHUNKED = ("transfer-encoding", "chunked")


def length(number):
    return ("content-length", str(number))


def read(coming, counts_networks=True):
    return run_in_loop(Bodies(counts_networks=counts_networks).read(coming)).opened().read()


def refused(coming) -> HTTPStatus:
    with pytest.raises(Refused) as refusal:
        read(coming)
    return refusal.value.status


async def nothing_more():
    await asyncio.sleep(3600)


def after(seconds, piece):
    async def wait():
        await asyncio.sleep(seconds)
        return piece

    return wait


def test_a_body_comes_in_whole_from_pieces():
    assert read(exchange(length(6), pieces=[b"abc", b"def", b""])) == b"abcdef"
    assert read(exchange(CHUNKED, pieces=[b"abc", b"def", b""])) == b"abcdef"


def test_a_body_that_stops_is_refused_when_its_grace_is_over(monkeypatch):
    monkeypatch.setattr(request_bodies, "GRACE", 0.05)
    assert refused(exchange(length(9), pieces=[b"abc", nothing_more])) == HTTPStatus.REQUEST_TIMEOUT


def test_a_body_that_drips_is_refused_although_it_never_stops(monkeypatch):
    monkeypatch.setattr(request_bodies, "GRACE", 0.05)
    monkeypatch.setattr(request_bodies, "MIN_RATE", 1000)
    dripping = [after(0.02, b"a")] * 900
    assert refused(exchange(length(900), pieces=dripping)) == HTTPStatus.REQUEST_TIMEOUT


def test_a_slow_line_that_keeps_the_least_rate_has_all_the_time_it_needs(monkeypatch):
    monkeypatch.setattr(request_bodies, "GRACE", 0.3)
    monkeypatch.setattr(request_bodies, "MIN_RATE", 1000)
    pieces = [after(0.01, b"a" * 1000)] * 60
    assert len(read(exchange(length(60_000), pieces=pieces))) == 60_000


def test_ten_megabytes_may_come_at_a_megabit_a_second():
    assert request_bodies.MAX_BODY >= 10_000_000
    assert request_bodies.MIN_RATE * 8 < 1_000_000


@pytest.mark.parametrize("declared", ["12582913", "9" * 19])
def test_what_is_declared_too_large_is_refused_before_it_comes(declared):
    assert refused(exchange(length(declared), pieces=[nothing_more])) == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_what_is_too_large_without_saying_so_is_refused_on_the_way(monkeypatch):
    monkeypatch.setattr(request_bodies, "MAX_BODY", 5)
    assert refused(exchange(CHUNKED, pieces=[b"abc", b"def"])) == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert read(exchange(CHUNKED, pieces=[b"abc", b"de", b""])) == b"abcde"


@pytest.mark.parametrize("declared", ["-1", "+1", "1.5", "", "9" * 30, "\u0663"])
def test_a_length_that_is_no_number_is_refused(declared):
    assert refused(exchange(length(declared))) == HTTPStatus.BAD_REQUEST


def test_a_body_that_breaks_off_is_refused():
    assert refused(exchange(length(9), pieces=[b"abc", b""])) == HTTPStatus.BAD_REQUEST
    # Granian says of a broken chunk no more than this.
    assert refused(exchange(CHUNKED, pieces=[b"abc", b"", b""])) == HTTPStatus.BAD_REQUEST


def test_a_body_in_crumbs_is_refused_and_one_in_small_pieces_is_not():
    assert refused(exchange(length(2000), pieces=[b"a"] * 2000)) == HTTPStatus.BAD_REQUEST
    assert len(read(exchange(length(2000), pieces=[b"ab"] * 1000))) == 2000
    assert len(read(exchange(length(500_000), pieces=[b"a" * 100] * 5000))) == 500_000


def statuses(counts_networks, clients, **headers):
    """What becomes of bodies that begin and never end, one from each client."""

    async def together():
        room = Bodies(counts_networks=counts_networks)
        tasks = [
            asyncio.create_task(room.read(exchange(length(9), pieces=[b"a", nothing_more], client=client)))
            for client in clients
        ]
        done, _waiting = await asyncio.wait(tasks, timeout=0.1)
        found = [task.exception().status for task in done]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert (room.bytes_in_memory, room.networks.total()) == (0, 0)
        return found

    return run_in_loop(together())


def test_one_network_has_only_so_many_unfinished_bodies(monkeypatch):
    monkeypatch.setattr(request_bodies, "PER_NETWORK", 3)
    same = [f"192.0.2.1:{port}" for port in range(5)]
    assert statuses(True, same) == [HTTPStatus.TOO_MANY_REQUESTS] * 2
    assert statuses(True, [*same[:3], "192.0.2.2:1"]) == []


def test_an_ipv6_customer_has_one_share_for_all_addresses(monkeypatch):
    monkeypatch.setattr(request_bodies, "PER_NETWORK", 3)
    same = [f"[2001:db8:0:1::{number}]:1" for number in range(5)]
    assert statuses(True, same) == [HTTPStatus.TOO_MANY_REQUESTS] * 2
    assert statuses(True, [*same[:3], "[2001:db8:0:2::1]:1"]) == []


def test_ipv4_customers_do_not_share_one_where_the_door_is_open_to_both(monkeypatch):
    monkeypatch.setattr(request_bodies, "PER_NETWORK", 1)
    assert statuses(True, ["[::ffff:192.0.2.1]:1", "[::ffff:192.0.2.2]:1"]) == []
    assert statuses(True, ["[::ffff:192.0.2.1]:1", "192.0.2.1:2"]) == [HTTPStatus.TOO_MANY_REQUESTS]


def test_behind_a_proxy_only_the_whole_is_limited(monkeypatch):
    monkeypatch.setattr(request_bodies, "PER_NETWORK", 3)
    same = [f"192.0.2.1:{port}" for port in range(5)]
    assert statuses(False, same) == []
    monkeypatch.setattr(request_bodies, "MAX_BODIES", 4)
    assert statuses(False, same) == [HTTPStatus.SERVICE_UNAVAILABLE]


def test_unfinished_bodies_hold_only_so_much_memory(monkeypatch):
    monkeypatch.setattr(request_bodies, "MEMORY", 5)
    assert (
        refused(exchange(length(9), pieces=[b"abc", b"def", nothing_more])) == HTTPStatus.SERVICE_UNAVAILABLE
    )


def test_a_long_body_goes_to_the_disk_and_comes_back_whole(monkeypatch):
    monkeypatch.setattr(body, "IN_MEMORY", 5)
    bodies = Bodies(counts_networks=True)
    coming = exchange(length(9), pieces=[b"abc", b"def", b"ghi"])
    coming.body = run_in_loop(bodies.read(coming))
    assert (bodies.bytes_in_memory, bodies.bytes_on_disk) == (0, 9)
    assert coming.body.opened().read() == b"abcdefghi"
    bodies.release(coming)
    assert bodies.bytes_on_disk == 0


def test_where_texts_are_written_a_body_may_bring_photos_and_no_more_than_the_disk_has_room_for(monkeypatch):
    photos = exchange(length(60_000_000), pieces=[b"", b""], path="/t/12-x/reply/")
    assert refused(photos) == HTTPStatus.BAD_REQUEST  # it did not come, but might have
    monkeypatch.setattr(body, "IN_MEMORY", 5)
    monkeypatch.setattr(request_bodies, "DISK", 8)
    assert refused(exchange(length(9), pieces=[b"abcdef", b"ghi"])) == HTTPStatus.SERVICE_UNAVAILABLE


def test_a_full_disk_refuses_long_bodies_alone(monkeypatch):
    def full(**_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(body, "IN_MEMORY", 5)
    monkeypatch.setattr(body.tempfile, "TemporaryFile", full)
    assert refused(exchange(length(9), pieces=[b"abcdef", b"ghi"])) == HTTPStatus.INSUFFICIENT_STORAGE
    assert read(exchange(length(3), pieces=[b"abc"])) == b"abc"


def test_what_has_arrived_counts_until_it_is_answered(monkeypatch):
    monkeypatch.setattr(request_bodies, "MEMORY", 15)

    async def one_after_another():
        front = Front(lambda _environ, _start: [b""], 8000, counts_networks=True)
        waiting: list = []
        monkeypatch.setattr(front.threads, "run_elsewhere", waiting.append)
        first, second, third = (whole_body(front) for _number in range(3))
        await front.read(first)
        assert (front.bodies.bytes_in_memory, waiting) == (10, [first])
        await front.read(second)
        assert second.proto.answers[0][0] == HTTPStatus.SERVICE_UNAVAILABLE
        front.respond(first)
        first.refuse(HTTPStatus.SERVICE_UNAVAILABLE)  # a second answer lets nothing go twice
        assert front.bodies.bytes_in_memory == 0
        await front.read(third)
        assert waiting == [first, third]

    run_in_loop(one_after_another())


def whole_body(front):
    one = exchange(length(10), pieces=[b"0123456789", b""])
    one.done = front.finish
    return one
