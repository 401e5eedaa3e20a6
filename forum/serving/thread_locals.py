"""What Django remembers for each thread, such as its language, without a lock that all threads share.

A `Local` of asgiref takes its lock and two functions of Python for every look, and each word of a page asks for the
language: a fourteenth of what a page calls that no store has. A thread that has to stop while it holds the lock keeps
the others from theirs. The lock is there for coroutines, of which none asks Django here: a thread answers one request
from beginning to end.
"""

import threading

from django.core.cache import caches
from django.urls import base
from django.utils import timezone
from django.utils.translation import trans_real

# Each with the name under which Django looks for it.
LOCALS = (
    (trans_real, "_active"),
    (timezone, "_active"),
    (base, "_prefixes"),
    (base, "_urlconfs"),
    (caches, "_connections"),
)


def use_plain_thread_locals() -> None:
    """Before any thread has begun: what was remembered until now is forgotten."""
    for holder, name in LOCALS:
        getattr(holder, name)  # an AttributeError where Django has it no more
        setattr(holder, name, threading.local())
