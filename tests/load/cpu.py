"""Work that was done, whatever else the machine does: milliseconds of a processor, here and in PostgreSQL's process for us."""

import time
from pathlib import Path

from django.db import connection


def spent() -> float:
    return time.process_time() * 1000 + _spent_by_postgresql()


def _spent_by_postgresql() -> float:
    """Nothing where there is none, or where it is on another machine."""
    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    try:
        said = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    except OSError:
        return 0.0
    return int(said.split()[0]) / 1e6
