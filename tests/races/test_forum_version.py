"""Threads and processes keep permissions in memory: what one changes, the next request in every other sees."""

from multiprocessing import get_context
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.test import Client

from forum.boards.presets import Preset, apply_preset
from tests.races.racing import LONGEST

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.every_database]

TURNS, THREADS = 6, 3
ANSWER = {Preset.PUBLIC: 200, Preset.STAFF: 404}


def turn(number):
    return (Preset.STAFF, Preset.PUBLIC)[number % 2]


def test_a_changed_permission_is_seen_by_the_next_request_in_every_thread(as_, ben, board):
    path, changed, asked = board.get_absolute_url(), Barrier(THREADS + 1), Barrier(THREADS + 1)
    answers = [[] for _thread in range(THREADS)]

    def ask(browser, found):
        try:
            for _turn in range(TURNS):
                browser.get(path)
                changed.wait(LONGEST)
                found.append(browser.get(path).status_code)
                asked.wait(LONGEST)
        finally:
            connections.close_all()

    browsers = [as_(ben) for _thread in answers]
    threads = [Thread(target=ask, args=pair, daemon=True) for pair in zip(browsers, answers, strict=True)]
    for thread in threads:
        thread.start()
    for number in range(TURNS):
        apply_preset(board, turn(number))
        changed.wait(LONGEST)
        asked.wait(LONGEST)
    for thread in threads:
        thread.join(LONGEST)
    assert answers == [[ANSWER[turn(number)] for number in range(TURNS)]] * THREADS


def test_threads_that_read_while_permissions_change_keep_nothing_old(as_, ben, board):
    """Whoever reads at the moment of a change may be before or after it; nobody is before it later on."""
    path, browsers, over = board.get_absolute_url(), [as_(ben) for _thread in range(THREADS)], []

    def ask(browser):
        try:
            while not over:
                assert browser.get(path).status_code in (200, 404)
        finally:
            connections.close_all()

    threads = [Thread(target=ask, args=[browser], daemon=True) for browser in browsers]
    for thread in threads:
        thread.start()
    own, found = as_(ben), []
    try:
        for number in range(TURNS):
            apply_preset(board, turn(number))
            found.append(own.get(path).status_code)
    finally:
        over.append(True)
        for thread in threads:
            thread.join(LONGEST)
    assert found == [ANSWER[turn(number)] for number in range(TURNS)]


def test_a_changed_permission_is_seen_by_the_next_request_in_another_process(as_, ben, board):
    path, browser = board.get_absolute_url(), as_(ben)
    assert browser.get(path).status_code == 200  # so the child is born with it in memory
    connections.close_all()
    context = get_context("fork")
    here, there = context.Pipe()
    child = context.Process(target=_answer, args=(there, browser, path), daemon=True)
    child.start()
    try:
        for number in range(TURNS):
            apply_preset(board, turn(number))
            here.send(True)
            assert here.poll(LONGEST)
            assert here.recv() == ANSWER[turn(number)]
    finally:
        here.send(False)
        child.join(LONGEST)
    assert child.exitcode == 0


def _answer(pipe, browser: Client, path: str) -> None:
    while pipe.recv():
        pipe.send(browser.get(path).status_code)
    connections.close_all()
