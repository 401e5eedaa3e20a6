"""Has a picture drawn anew by a child process, which is killed when it takes too long."""

import json
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from forum.images.pictures import (
    DRAWING,
    MEGABYTE,
    TOO_BIG,
    TOO_SLOW,
    UNREADABLE,
    Bounds,
    ImageBusy,
    ImageRefused,
    Picture,
    Shape,
)

COMMAND = [sys.executable, "-m", "forum.images.decoder_process"]
ROOT = Path(__file__).resolve().parents[2]
SECONDS = 20.0  # by the clock; the child itself allows less processor time
WAIT_SECONDS = 4.0
# The child gets no secrets: of the environment only what Python needs to start.
KEPT = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "PYTHONHOME", "TMPDIR", "VIRTUAL_ENV")
LENGTH = struct.Struct(">I")

# Each takes a processor and up to half a gigabyte: one at a time in a process, whoever else uploads waits a moment.
decoders = threading.BoundedSemaphore(1)


def redraw(
    data: "bytes | IO[bytes]", shapes: Sequence[Shape], least: int = 1, bounds: Bounds = DRAWING
) -> list[Picture]:
    """Draw an uploaded picture in each of these shapes: upright, in usual colours, with nothing else that it held.

    A file on the disk is read by the child alone, whatever its size.

    Raise ImageRefused if it is not of a kind that `bounds` name, is broken, beyond them, or has a side shorter than
    `least` pixels.
    """
    length = len(data) if isinstance(data, bytes) else length_of(data)
    if length > bounds.bytes:
        raise ImageRefused(TOO_BIG, {"most": bounds.bytes // MEGABYTE})
    if not length:
        raise ImageRefused(UNREADABLE)
    asked = {"shapes": [shape.as_json() for shape in shapes], "least": least, "bounds": bounds.as_json()}
    with turn():
        return read_answer(ask(json.dumps(asked), data))


def length_of(file: IO[bytes]) -> int:
    file.seek(0, os.SEEK_END)
    return file.tell()


@contextmanager
def turn() -> Iterator[None]:
    if not decoders.acquire(timeout=WAIT_SECONDS):
        raise ImageBusy
    try:
        yield
    finally:
        decoders.release()


def ask(question: str, data: "bytes | IO[bytes]") -> bytes:
    """Return what a new child answers. Raise ImageRefused if it has to be killed, or dies."""
    given: dict[str, Any] = {"input": data} if isinstance(data, bytes) else {"stdin": from_start(data)}
    try:
        done: subprocess.CompletedProcess[bytes] = subprocess.run(
            [*COMMAND, question],
            **given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            cwd=ROOT,
            env=environment(),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ImageRefused(TOO_SLOW) from error
    if done.returncode:
        # Killed by its own limits, or by a fault that a hostile file has found in a decoder.
        raise ImageRefused(TOO_SLOW if done.returncode < 0 else UNREADABLE)
    return done.stdout


def from_start(file: IO[bytes]) -> int:
    """Return the number of the open file, at whose beginning a child will read."""
    file.flush()
    number = file.fileno()
    os.lseek(number, 0, os.SEEK_SET)
    return number


def read_answer(answer: bytes) -> list[Picture]:
    """A length, what there is as JSON, and the pictures one behind the other."""
    end = LENGTH.size + LENGTH.unpack_from(answer)[0]
    facts: dict[str, Any] = json.loads(answer[LENGTH.size : end])
    if "refused" in facts:
        raise ImageRefused(facts["refused"], facts["facts"])
    pictures = []
    for row in facts["pictures"]:
        content = answer[end : end + row.pop("bytes")]
        end += len(content)
        pictures.append(Picture(content=content, **row))
    return pictures


def environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    # One arena: each further one would take 64 MB of what the child may take.
    return kept | {"PYTHONPATH": path, "PYTHONUTF8": "1", "MALLOC_ARENA_MAX": "1"}
