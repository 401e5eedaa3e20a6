"""A rendering child that does what the text says: `python -m tests.markup.misbehaving`."""

import os
import signal
import time
from dataclasses import astuple
from pathlib import Path

from forum.markup import renderer_process
from forum.markup.pipeline import render_unlimited


def obey(source, members, options):
    match source.split():
        case ["spin"]:
            while True:
                pass
        case ["sleep"]:
            time.sleep(60)
        case ["die"]:
            os.kill(os.getpid(), signal.SIGKILL)
        case ["leave"]:
            os._exit(0)
        case ["hoard"]:
            return render_unlimited("x" * 10**10, members, options)
        case ["print"]:
            print("noise" * 1000, flush=True)
    return render_unlimited(asked(source, options), members, options)


def asked(source, options):
    match source.split():
        case ["environment"]:
            return " ".join(sorted(os.environ))
        case ["files"]:
            return str(len(list(Path("/proc/self/fd").iterdir())))
        case ["options"]:
            return " ".join(str(value) for value in astuple(options))
    return source


if __name__ == "__main__":
    renderer_process.render_unlimited = obey
    renderer_process.main()
