"""The decoding child: `python -m forum.images.decoder_process` reads a picture on stdin, answers on stdout.

Its argument says what to draw.

It exists to be killed: whatever a file does to a decoder, it is done to a process that holds nothing and soon ends.
"""

import json
import os
import resource
import signal
import struct
import sys
from io import BytesIO

from forum.images import drawing
from forum.images.drawing import Refused

CPU_SECONDS = 10
MEMORY_BYTES = 640 * 1024 * 1024
LENGTH = struct.Struct(">I")


def main() -> None:
    restrict()
    answers = os.dup(1)
    # Whatever a library prints must not end up in the answer.
    os.dup2(2, 1)
    question = json.loads(sys.argv[1])
    data = sys.stdin.buffer.read()
    facts, contents = answer(data, question)
    head = json.dumps(facts).encode()
    with os.fdopen(answers, "wb") as output:
        output.write(LENGTH.pack(len(head)) + head + b"".join(contents))


def restrict() -> None:
    # Ctrl-C in a terminal reaches the whole group; the parent decides when we leave.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_FSIZE, 0)  # it writes no files
    limit(resource.RLIMIT_CPU, CPU_SECONDS)
    limit(resource.RLIMIT_AS, MEMORY_BYTES)


def limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard == resource.RLIM_INFINITY or hard > most:
        resource.setrlimit(what, (most, most))


def answer(data: bytes, question: dict[str, object]) -> tuple[dict[str, object], list[bytes]]:
    try:
        drawn = drawing.draw(BytesIO(data), question)
    except Refused as refused:
        return {"refused": refused.reason, "facts": refused.facts}, []
    rows = [
        {"bytes": len(content), "width": width, "height": height, "format": kind}
        for content, width, height, kind in drawn
    ]
    return {"pictures": rows}, [content for content, *_size in drawn]


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        sys.exit(1)
