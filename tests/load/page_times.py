"""Run in a checkout, of this version or an earlier one: how much work each of its pages is, on the database of the environment.

It reads [[name, address, username or null], …] from its input and prints a line of JSON for each. With --plans it says
instead which statements of a page walk through all rows of a large table.
"""

import json
import os
import re
import sys
from pathlib import Path

sys.path[0] = str(Path.cwd())
HERE = Path(__file__).parent
os.environ["DJANGO_SETTINGS_MODULE"] = "forum.settings"

import django  # noqa: E402
from django.conf import settings  # noqa: E402

settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.models import User  # noqa: E402

TIMES = 6
LARGE = "posts_post|topics_topic|topics_readmark|search_searchdocument|topics_topic_tags|reading_topictally|accounts_user"
SORT = "USE TEMP B-TREE FOR ORDER BY"
WALK = re.compile(rf"Seq Scan on (?:{LARGE})\b|^SCAN (?:{LARGE})(?: \w+)?$|{SORT}", re.MULTILINE)
FROM_LARGE = re.compile(rf'FROM "(?:{LARGE})"')


def main() -> None:
    exec((HERE / "cpu.py").read_text(), globals())
    for name, address, username in json.load(sys.stdin):
        browser = Client(headers={"host": "127.0.0.1"})
        if username:
            browser.force_login(
                User.objects.get(username=username), backend="accounts.backends.MemberBackend"
            )
        measured = walks(browser, address) if "--plans" in sys.argv else work(browser, address)
        sys.stdout.write(f"{json.dumps([name, measured])}\n")
        sys.stdout.flush()


def work(browser: Client, address: str) -> list[float]:
    """Milliseconds of a processor, sorted; nothing where the page is not there."""
    if browser.get(address).status_code != 200:
        return []
    took = []
    for _time in range(TIMES):
        began = spent()  # noqa: F821
        browser.get(address)
        took.append(spent() - began)  # noqa: F821
    return sorted(took)


def walks(browser: Client, address: str) -> list[str]:
    if browser.get(address).status_code != 200:
        return []
    with CaptureQueriesContext(connection) as seen:
        browser.get(address)
    found = []
    for query in seen:
        if query["sql"].lstrip().startswith(("SELECT", "WITH")):
            walked = set(WALK.findall(plan(query["sql"])))
            if not FROM_LARGE.search(query["sql"]):
                walked.discard(SORT)  # of the few rows of a small table
            found += [f"{', '.join(sorted(walked))}: {query['sql']}"] if walked else []
    return found


def plan(sql: str) -> str:
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}")
        return "\n".join(str(row[-1]).strip() for row in cursor.fetchall())


main()
