import os
import secrets
import shutil

import psycopg
import pytest

from tests.serving.launching import Serve


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def serve(data):
    """Start the forum on a free port and an empty folder: `serve("--demo", PORT="x")`."""
    started = []

    def start(*words, **environment) -> Serve:
        started.append(Serve(data, *words, **environment))
        return started[-1]

    yield start
    for one in started:
        one.clear_away()


@pytest.fixture(scope="session")
def first_start(tmp_path_factory):
    """A forum that was started once, without a demo and a worker, and stopped."""
    forum = Serve(tmp_path_factory.mktemp("first") / "data", "--no-worker")
    try:
        forum.arrived()
        assert forum.stop() == 0
    finally:
        forum.clear_away()
    return forum


@pytest.fixture
def ready(data, first_start):
    """`data` as a first start leaves it: what follows needs no second one."""
    shutil.copytree(first_start.data, data)


@pytest.fixture
def fresh_database():
    """The address of an empty database of the kind this run is about; on SQLite "", the file in `data`."""
    address = os.environ["DATABASE_URL"]
    if not address.startswith("postgres"):
        yield ""
        return
    name = f"serving_{secrets.token_hex(4)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield f"{address.rpartition('/')[0]}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
