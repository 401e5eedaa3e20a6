"""Requests of a flood and of the members beside it: asked at their moment, whether those before are answered or not."""

import asyncio
import itertools
import random
import secrets
import string
import time
import uuid
from collections import defaultdict
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from tests.load.timing import Pace

LONGEST = 30.0  # seconds until an answer is given up
PAUSE = 0.5  # seconds that a member looks at a page, on average
REPLIES = 10  # of so many acts one is a reply
BODY = "Thank you, that was it: the **spring** had slipped."
LISTS = ("/", "/latest/", "/unread/", "/notifications/")
AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
)
Times = dict[int, list[float]]  # milliseconds by status; 0 where there was no answer


async def ask(port: int, method: str, path: str, body: str = "", **headers: str) -> int:
    """Return the status, once the whole answer is there."""
    named = {
        "Host": f"127.0.0.1:{port}",
        "Accept-Encoding": "gzip",
        "Accept": "text/html",
        "Connection": "close",
    } | headers
    if body:
        named |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in named.items())
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n{body}".encode())
        answer = await reader.read()
        return int(answer[9:12])
    finally:
        writer.close()


async def timed(times: Times, *request: Any, **headers: str) -> None:
    began, status = time.monotonic(), 0
    try:
        async with asyncio.timeout(LONGEST):
            status = await ask(*request, **headers)
    except (OSError, TimeoutError, ValueError):
        pass
    times[status].append((time.monotonic() - began) * 1000)


def ask_evenly(
    port: int,
    pages: list[str],
    rate: int,
    seconds: float,
    *,
    is_zipf: bool = False,
    has_sessions: bool = False,
) -> Times:
    """Ask for so many pages a second, each from another address."""
    weights = [1 / rank for rank in range(1, len(pages) + 1)] if is_zipf else [1.0] * len(pages)
    chosen = random.Random(2).choices(pages, weights, k=int(rate * seconds))
    times: Times = defaultdict(list)

    async def run() -> None:
        began, tasks = time.monotonic(), []
        for number, page in enumerate(chosen):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            headers = {
                "X_Forwarded_For": address(number),
                "X_Forwarded_Proto": "http",
                "User_Agent": random.choice(AGENTS),
            }
            if has_sessions:
                headers["Cookie"] = f"{settings.SESSION_COOKIE_NAME}={secrets.token_hex(16)}"
            tasks.append(asyncio.create_task(timed(times, port, "GET", page, **headers)))
        await asyncio.gather(*tasks)

    asyncio.run(run())
    return dict(times)


def address(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def be_members(port: int, cookies: list[str], topics: list[str], seconds: float) -> dict[str, Any]:
    """Members who read, and now and then reply, until the time is up."""
    times: Times = defaultdict(list)

    async def run() -> None:
        until = time.monotonic() + seconds
        await asyncio.gather(*(be_member(times, port, cookie, topics, until) for cookie in cookies))

    began = time.monotonic()
    asyncio.run(run())
    taken = time.monotonic() - began
    every = sorted(itertools.chain.from_iterable(times.values()))
    errors = sum(len(found) for status, found in times.items() if status >= 500 or not status)
    return {
        "pace": Pace(len(every) / taken, every),
        "errors": errors,
        "statuses": {key: len(value) for key, value in times.items()},
    }


async def be_member(times: Times, port: int, session: str, topics: list[str], until: float) -> None:
    token = "".join(secrets.choice(string.ascii_letters + string.digits) for _letter in range(32))
    cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}"
    headers = {
        "Cookie": cookie,
        "User_Agent": AGENTS[1],
        "X_Forwarded_For": "192.0.2.7",
        "X_Forwarded_Proto": "http",
    }
    while time.monotonic() < until:
        await asyncio.sleep(random.expovariate(1 / PAUSE))
        act, topic = random.randrange(REPLIES), random.choice(topics)
        if act == 0:
            fields = {"body": BODY, "key": uuid.uuid4().hex, "again": "1", "csrfmiddlewaretoken": token}
            await timed(times, port, "POST", f"{topic}reply/", urlencode(fields), **headers)
        else:
            await timed(times, port, "GET", random.choice(LISTS) if act < 4 else topic, **headers)
