"""Makes a process die with its parent, so that nothing keeps running when `serve` is killed.

Run as a script it becomes another program: `python exit_with_parent.py PARENT COMMAND...`, which dies with it too.
Setting it before the exec in `subprocess` itself would need `preexec_fn`, which is unsafe beside threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def exit_with_parent(parent: int) -> None:
    """Let the kernel kill this process when the thread of `parent` that started it ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # The parent may have died before the tie was made.
    if os.getppid() != parent:
        os._exit(1)


if __name__ == "__main__":
    exit_with_parent(int(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606
