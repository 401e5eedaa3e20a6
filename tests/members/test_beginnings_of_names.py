"""Members are found by how their names begin, whatever letters follow, and without reading all members."""

import pytest
from django.db import connection

from accounts.models import User
from tests.conftest import join

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def named():
    join("anna")
    join("zoe", display_name="An 😀 owl")
    join("anßgar")
    for other in ("banana", "ao", "am"):
        join(other)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("an", {"anna", "anßgar", "zoe"}),
        ("@ANN", {"anna"}),
        ("anna", {"anna"}),
        ("annas", set()),
        ("", set()),
    ],
)
def test_names_that_begin_so_are_found_and_others_are_not(typed, found, named):
    assert {member.username for member in User.objects.found_by_name(typed)} == found


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has an index for LIKE")
def test_they_are_found_in_the_indexes_of_names():
    plan = User.objects.found_by_name("an")[:5].explain()
    assert "username_key>? AND username_key<?" in plan
    assert "SCAN" not in plan
    with connection.cursor() as cursor:
        cursor.execute("SELECT '\U0010ffff' > 'zzz', 'an\U0010ffff' > 'an😀'")
        assert cursor.fetchone() == (1, 1)
