"""What a process keeps of the memory that it has freed. Of glibc's making; other libraries are left alone."""

import asyncio
import ctypes

M_ARENA_MAX = -8  # of glibc's malloc.h
GIVES_BACK_EVERY = 20.0  # seconds; it takes some milliseconds


def share_freed_memory_among_threads() -> None:
    """Keep one stock of it in this process and its forks, where glibc would have one for almost every thread."""
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(M_ARENA_MAX, 1)


def give_back_freed_memory() -> None:
    """Let the machine have every page that is free. By itself glibc gives back only what is free at the end."""
    library = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim"):
        library.malloc_trim(0)


def go_on_giving_back(loop: asyncio.AbstractEventLoop) -> None:
    """Give back every now and then from here on; what has just begun has freed nothing yet."""

    def give_back() -> None:
        give_back_freed_memory()
        go_on_giving_back(loop)

    loop.call_later(GIVES_BACK_EVERY, give_back)
