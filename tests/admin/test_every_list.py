"""Every list of the admin, made from what is registered there: the same few queries with ten rows and with a hundred."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.plumbing.rows import fill, variants

pytestmark = pytest.mark.every_database

MOST = 20
OURS = {model._meta.label: model for model in admin.site._registry}
LARGE_TEXTS = ("source", "html")  # of posts, read by no list


def address_of(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def asked(client, addresses) -> dict[str, list[str]]:
    statements = {}
    for name, address in addresses.items():
        client.get(address)  # content types are read once and remembered
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, address
        statements[name] = [query["sql"] for query in queries]
    return statements


@pytest.mark.parametrize("label", sorted(OURS))
def test_a_list_takes_the_same_few_queries_with_ten_rows_and_with_a_hundred(as_, root, label):
    client, address = as_(root), address_of(OURS[label])
    counts = []
    if not variants(client, address):
        pytest.skip("a table of one row, which has no list")
    for rows in (10, 100):
        fill(OURS[label], rows)
        found = {name: path for name, path in variants(client, address).items() if name != "page 2"}
        counts.append({name: len(statements) for name, statements in asked(client, found).items()})
        shown = client.get(address).context["cl"]
        assert len(shown.result_list) == min(shown.list_per_page, shown.root_queryset.count())
        assert len(shown.result_list) >= min(rows, shown.list_per_page) // 2, "the rows are not in the list"
    known = counts[0].keys() & counts[1].keys()
    assert {name: counts[1][name] for name in known} == {name: counts[0][name] for name in known}
    assert max(counts[1].values()) <= MOST, counts[1]


@pytest.mark.parametrize("label", sorted(OURS))
def test_no_list_counts_all_rows_of_its_table_or_reads_whole_posts(as_, root, label):
    model_admin = admin.site._registry[OURS[label]]
    address = address_of(OURS[label])
    found = variants(as_(root), address)
    if not found:
        pytest.skip("a table of one row, which has no list")
    fill(OURS[label], 10)
    assert model_admin.show_full_result_count is False
    for statements in asked(as_(root), found).values():
        for sql in statements:
            read = [name for name in LARGE_TEXTS if f'"posts_post"."{name}"' in sql.split(" FROM ")[0]]
            assert not read, sql
