"""Once a day the worker has the database look at its tables, so that it knows which index is worth its while."""

import pytest
from django.db import connection

from forum.database import statistics
from forum.jobs.models import Job
from forum.jobs.running import begin_day, run_due
from forum.topics.models import Tag

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def known_rows():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'topics_tag'::regclass")
            [(rows,)] = cursor.fetchall()
            return int(rows)
        cursor.execute("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'")
        if cursor.fetchone() is None:
            return 0
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'topics_tag'")
        return max((int(stat.split()[0]) for (stat,) in cursor.fetchall()), default=0)


def test_the_first_minute_of_a_day_gathers_them(monkeypatch):
    Tag.objects.bulk_create(Tag(name=f"t{n}", name_key=f"t{n}", slug=f"t{n}") for n in range(50))
    # The numbers by which PostgreSQL says that a table was changed come after the transaction.
    monkeypatch.setattr(statistics, "LEFT_OUT", "SELECT 'topics_tag'")
    assert known_rows() < 50
    begin_day()
    while run_due():
        pass
    assert Job.objects.get(name="day.began").state == Job.State.DONE
    assert known_rows() == 50
    Tag.objects.all().delete()
    begin_day()
    assert not run_due()
    assert known_rows() == 50, "gathered once a day"


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL gathers them by itself")
@pytest.mark.parametrize(("plan", "known"), [(["a migration"], True), ([], False)])
def test_an_upgrade_gathers_them_of_tables_with_a_new_index(plan, known):
    """Without, the admin's list of a million posts took three seconds until the next day."""
    Tag.objects.bulk_create(Tag(name=f"t{n}", name_key=f"t{n}", slug=f"t{n}") for n in range(50))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE topics_tag")
        cursor.execute("CREATE INDEX made_by_an_upgrade ON topics_tag (name, id)")
        statistics.gather_of_new_indexes(plan=plan)
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE idx = 'made_by_an_upgrade'")
        assert cursor.fetchone() == (known,)


@pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="PostgreSQL decides by numbers that it keeps for all values"
)
def test_sqlite_keeps_no_samples_of_what_pages_ask_for_with_them_it_decides_anew_each_time_it_is_asked():
    Job.objects.create(name="anything")
    Tag.objects.bulk_create(Tag(name=f"t{n}", name_key=f"t{n}", slug=f"t{n}") for n in range(50))

    def sampled():
        with connection.cursor() as cursor:
            cursor.execute("SELECT tbl FROM sqlite_stat4")
            return {table for (table,) in cursor.fetchall()}

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA analysis_limit = 0")
        cursor.execute("ANALYZE topics_tag")
        cursor.execute("ANALYZE jobs_job")
    assert sampled() == {"topics_tag", "jobs_job"}, "this SQLite takes none, and the rest says nothing"
    statistics.gather_of_new_indexes(plan=[])
    assert sampled() == {"jobs_job"}
    for gathering in (statistics.gather, statistics.gather_at_once):
        gathering()
        assert known_rows() == 50
        assert sampled() == {"jobs_job"}
