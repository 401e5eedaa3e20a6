"""How much processor time a rendering takes, the children's included."""

import os
import resource
import time
from pathlib import Path

from forum.markup import Options, Refused, render
from forum.markup.rendering import children

NEEDS_A_CHILD = "```python\nx = 1\n```"


def timed(source, options=Options()):
    """(Rendered or Refused, seconds of processor time)."""
    if not any(child.is_alive for child in children.idle):
        # Starting a child is not this text's fault.
        render(NEEDS_A_CHILD)
    before = seconds()
    try:
        result = render(source, {"ada": "Ada"}, options=options)
    except Refused as refused:
        result = refused
    return result, seconds() - before


def seconds():
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    # One that had nothing to do for a while has left on its own.
    living = sum(cpu_of(child.process.pid) for child in children.idle if child.is_alive)
    return time.process_time() + ended.ru_utime + ended.ru_stime + living


def cpu_of(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
