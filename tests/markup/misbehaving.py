"""A rendering child that does what the text says: `python -m tests.markup.misbehaving`."""

import os
import signal
import time
from pathlib import Path

from forum.markup import renderer_process
from forum.markup.pipeline import render_unlimited


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
            return render_unlimited("x" * 10**10, members)
        case ["print"]:
            print("noise" * 1000, flush=True)
        case ["environment"]:
            return render_unlimited(" ".join(sorted(os.environ)), members)
        case ["files"]:
            return render_unlimited(str(len(list(Path("/proc/self/fd").iterdir()))), members)
    return render_unlimited(source, members)


if __name__ == "__main__":
    renderer_process.render_unlimited = obey
    renderer_process.main()
