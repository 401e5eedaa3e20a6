"""What the worker calls. The rooms above register their functions, and so may an installed app, in `AppConfig.ready()`.

    from forum.jobs import handlers
    handlers.on("post.published", index_post)

A function takes what was recorded with the job by name, and any other name as well. It may run twice, late, or after a
kill: it looks at how things stand now and sets what follows from that.
"""

from collections.abc import Callable
from typing import Any

Handler = Callable[..., None]
# Is asked whether to stop, and answers how much was done.
Round = Callable[[Callable[[], bool]], int]

# Is given what was recorded with several jobs of one name.
Together = Callable[[list[dict[str, Any]]], None]

FOR_JOBS: dict[str, list[Handler]] = {}
TOGETHER: dict[Handler, Together] = {}
EVERY_MINUTE: list[Callable[[], None]] = []
EVERY_ROUND: list[Round] = []


def on(name: str, *functions: Handler) -> None:
    """Call these for each job of this name, in this order and after those registered before."""
    for function in functions:
        _add(FOR_JOBS.setdefault(name, []), function)


def together(function: Handler, for_several: Together) -> None:
    """Where several jobs of one name wait, call `for_several` once instead of the function for each of them.

    If it fails, the function is called for each after all, so that one job holds up no other.
    """
    TOGETHER[function] = for_several


def every_minute(function: Callable[[], None]) -> None:
    _add(EVERY_MINUTE, function)


def every_round(function: Round) -> None:
    """Call this each time after a handful of jobs: for a queue of its own, such as mail."""
    _add(EVERY_ROUND, function)


def _add(functions: list[Any], function: Callable[..., Any]) -> None:
    if function in functions:
        raise ValueError(f"{function!r} is registered already.")
    functions.append(function)
