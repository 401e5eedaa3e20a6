"""A rendering child that does what the text says: `python -m tests.markup.misbehaving`."""

import os
import signal
import time
from pathlib import Path

from forum.markup import renderer_process
from forum.markup.pipeline import produce


def obey(source, members):
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
            return produce("x" * 10**10, members)
        case ["print"]:
            print("noise" * 1000, flush=True)
        case ["environment"]:
            return produce(" ".join(sorted(os.environ)), members)
        case ["files"]:
            return produce(str(len(list(Path("/proc/self/fd").iterdir()))), members)
    return produce(source, members)


if __name__ == "__main__":
    renderer_process.produce = obey
    renderer_process.main()
