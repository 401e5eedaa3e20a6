"""The lists of the admin with many rows: `python -m tests.load --posts 1000000 --admin`.

Of each list that is registered, as it is, searched, on its next page and by a choice of each filter: how many queries,
and how many milliseconds. No page may take more than MOST queries.
"""

import sys
import time
from statistics import quantiles

from django.contrib import admin
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from forum.database import statistics
from forum.demo.large.filling import fill as fill_forum
from tests.load.output import say
from tests.plumbing.rows import fill, variants

MOST, TIMES = 20, 5
SLOW = 1_000  # milliseconds
BESIDE = 50_000  # rows of each other table that grows with a forum
GROWING = (
    "moderation.LogEntry", "admin.LogEntry", "reports.Report", "illegal_content.Case", "jobs.Job",
    "notifications.Delivery", "link_cards.LinkCard", "remote_pictures.RemotePicture",
    "own_pages.TermsAcceptance", "legal_holds.LegalHold",
)  # fmt: skip


def measure(posts: int) -> None:
    for command, options in (
        ("migrate", {}),
        ("createcachetable", {}),
        ("collectstatic", {"interactive": False}),
    ):
        call_command(command, verbosity=0, **options)
    fill_forum(posts, 1, timezone.now().date())
    for model in admin.site._registry:
        fill(model, min(BESIDE, posts // 20) if model._meta.label in GROWING else 10)
    statistics.gather_at_once()
    root = User.objects.create_superuser("root-of-lists", "root-of-lists@example.org")
    browser = Client(headers={"host": "127.0.0.1"})
    browser.force_login(root, backend="accounts.backends.MemberBackend")
    say(
        f"\nLists of the admin with {posts:,} posts on {connection.vendor}: queries, milliseconds p50 and p95"
    )
    wrong = []
    for label, name, address in addresses(browser):
        queries, took = cost_of(browser, address)
        p50, p95 = quantiles(took, n=20, method="inclusive")[9], max(took)
        words = f"{label} {name}".strip()
        say(f"  {words:<52}{queries:>5}{p50:>9.0f}{p95:>9.0f}")
        wrong += [words] if queries > MOST or p50 > SLOW else []
    if wrong:
        sys.exit(f"More than {MOST} queries or {SLOW} ms: {', '.join(wrong)}")


def addresses(browser: Client) -> list[tuple[str, str, str]]:
    found = []
    for model in sorted(admin.site._registry, key=lambda one: one._meta.label):
        listed = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        found += [(model._meta.label, name, address) for name, address in variants(browser, listed).items()]
    return found


def cost_of(browser: Client, address: str) -> tuple[int, list[float]]:
    with CaptureQueriesContext(connection) as queries:
        answer = browser.get(address)
    asked = len(queries)  # now: the next request begins to count anew
    if answer.status_code != 200:
        sys.exit(f"{address} answers {answer.status_code}.")
    took = []
    for _time in range(TIMES):
        began = time.perf_counter()
        browser.get(address)
        took.append((time.perf_counter() - began) * 1000)
    return asked, took
