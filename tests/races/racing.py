"""Real threads that start together, each with a database connection of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection, connections

LONGEST = 60.0  # seconds; a race that takes longer is a deadlock


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all calls at one moment; answer what each returned or the exception it raised, in their order."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            connection.ensure_connection()
            barrier.wait(LONGEST)
            return call()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [running.result(LONGEST) for running in [pool.submit(run, call) for call in calls]]


def failures(outcomes: Sequence[Any]) -> list[Exception]:
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]
