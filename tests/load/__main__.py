"""Benchmarks: `python -m tests.load`. Figures tell of this machine at this moment; read the ratios."""

import sys

from django.db import connection

# The ground first: it names the settings under which the others are imported.
from tests.load import ground, notifying, pages, queries, rendering, stage, weights, writing
from tests.load.serving import served


def main() -> None:
    if connection.introspection.table_names():
        sys.exit("The benchmarks fill a database of their own; this one is not empty.")
    ground.say(f"On {connection.vendor}. Building a forum to measure …")
    built = stage.build()
    rendering.measure()
    with served():
        queries.measure(built)
        weights.measure(built, ground.PORT)
        pages.measure(built, ground.PORT)
        writing.measure(built, ground.PORT)
    # Without its worker, which would mix its own work into what is measured one by one.
    with served("--no-worker"):
        notifying.measure(built, ground.PORT)


if __name__ == "__main__":
    main()
