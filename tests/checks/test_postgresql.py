"""I5 on PostgreSQL, which is asked about itself; collected only where it is the database of the tests."""

import pytest
from django.db import connection

from forum.checks import database
from forum.checks.sampling import Look

# The index is built by one order and then read by the opposite one, as when a library changes its collation.
INDEX_IN_ANOTHER_ORDER = """
    CREATE FUNCTION ordering(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT btint4cmp($1, $2)';
    CREATE OPERATOR CLASS shelving FOR TYPE int4 USING btree AS
        OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 ordering(int, int);
    CREATE TABLE shelf (place int);
    INSERT INTO shelf SELECT generate_series(1, 1000);
    CREATE INDEX shelf_order ON shelf (place shelving);
    CREATE OR REPLACE FUNCTION ordering(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT -btint4cmp($1, $2)';
"""


def found():
    return {fault.code: fault.examples for fault in database.faults(Look())}


@pytest.fixture
def postgres(db):
    with connection.cursor() as cursor:
        yield cursor


def test_an_index_of_postgresql_in_a_wrong_order_is_found(postgres):
    postgres.execute("CREATE EXTENSION amcheck")
    assert found() == {}
    postgres.execute(INDEX_IN_ANOTHER_ORDER)
    assert found()["database.integrity"] == ("shelf_order",)


def test_it_says_that_indexes_were_not_read_where_amcheck_is_absent(postgres):
    assert "amcheck" in database.note(Look())
    postgres.execute("CREATE EXTENSION amcheck")
    assert database.note(Look()) == ""


def test_an_index_left_by_a_broken_migration_is_found(postgres):
    postgres.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'follow_topic'::regclass")
    assert found()["database.indexes"] == ("follow_topic",)


def test_a_constraint_that_old_rows_were_never_held_against_is_found(postgres):
    postgres.execute("ALTER TABLE follows_follow ADD CONSTRAINT young CHECK (id > 0) NOT VALID")
    assert found()["database.constraints"] == ("young",)
