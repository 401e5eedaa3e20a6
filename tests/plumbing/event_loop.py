"""A loop of asyncio for one test."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def run_in_loop(work):
    """What `work` comes to, in a thread of its own: Playwright leaves a loop running in the one that has opened a browser."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
