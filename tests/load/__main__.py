"""Benchmarks: `python -m tests.load`. Figures tell of this machine at this moment; read the ratios.

With `--posts 1000000` it measures a forum of that size instead, which takes some minutes; with `--big` each page of such a
forum beside that of a small one; with `--spam` it lives the two days of spam, which takes half an hour.
"""

import sys
from argparse import ArgumentParser

from django.core.management import call_command
from django.db import connection

# The ground first: it names the settings under which the others are imported.
from tests.load import (
    flat,
    ground,
    large,
    lists_of_admin,
    notifying,
    pages_beside_bare_views,
    performance_page,
    queries,
    rendering,
    replies,
    searching,
    spam_day,
    stage,
    weights,
    writing,
)
from tests.load.output import say
from tests.load.peers import beside_bare_views
from tests.load.serving import served


def main() -> None:
    words = ArgumentParser(description="Measure the forum on content made for it.")
    words.add_argument(
        "--posts", type=int, help="measure searches and lists with this many posts, and nothing else"
    )
    words.add_argument(
        "--beside", metavar="COMMIT", help="with --posts: measure the pages of this commit, too"
    )
    words.add_argument(
        "--spam",
        choices=spam_day.STATES,
        nargs="*",
        help="live the two days of spam, or the one that is named, and measure nothing else",
    )
    words.add_argument(
        "--admin", action="store_true", help="with --posts: measure the lists of the admin, and nothing else"
    )
    words.add_argument(
        "--big",
        type=int,
        nargs="?",
        const=flat.LARGE,
        metavar="POSTS",
        help="measure each page with a million posts, or so many, beside a small forum, and nothing else",
    )
    words.add_argument(
        "--peers",
        action="store_true",
        help="install other forums from the package index beside this one, and measure them too",
    )
    words.add_argument("--write", action="store_true", help="put the table of pages into docs/performance.md")
    chosen = words.parse_args()
    if connection.introspection.table_names():
        sys.exit("The benchmarks fill a database of their own; this one is not empty.")
    if chosen.big:
        table = flat.measure(chosen.big)
        if chosen.write:
            performance_page.put("large", performance_page.as_markdown(table))
        return
    if chosen.posts and chosen.admin:
        lists_of_admin.measure(chosen.posts)
        return
    if chosen.posts:
        large.measure(chosen.posts, chosen.beside)
        return
    if chosen.spam is not None:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        spam_day.measure(chosen.spam or spam_day.STATES)
        return
    say(f"On {connection.vendor}. Building a forum to measure …")
    built = stage.build()
    rendering.measure()
    with served() as server:
        replies.wait_for_worker()
        table = pages_beside_bare_views.measure(built, server.pid)
        queries.measure(built)
        weights.measure(built, ground.PORT)
        writing.measure(built, ground.PORT)
        replies.measure(built, server.pid, ground.PORT)
    # Without its worker, which would mix its own work into what is measured one by one.
    with served("--no-worker"):
        notifying.measure(built, ground.PORT)
    searching.measure()
    others = beside_bare_views.measure(stage.texts_of_posts(), chosen.peers)
    if chosen.write:
        performance_page.put("pages", performance_page.as_markdown(table))
        performance_page.put("peers", performance_page.as_markdown(others))


if __name__ == "__main__":
    main()
