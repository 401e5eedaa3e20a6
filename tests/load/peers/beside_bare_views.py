"""Other forums beside the bare Django views of `pages_beside_bare_views`, on the same kind of server and the same texts.

Each stands in an environment of its own, because the forum's must not hold it. What cannot be installed, or is not asked
for, is printed as it was measured once.
"""

import json
import os
import subprocess
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.load import lines
from tests.load.ground import ROOT
from tests.load.output import say
from tests.load.pages_beside_bare_views import AT_ONCE, GZIP, ROUNDS, Row, as_text, bare_servers, same, take
from tests.load.peers.published import INSTALLABLE, RATIOS, WHEN
from tests.load.serving import running
from tests.plumbing.postgres import free_port

HEADS = ["forum", "page", "who", "of the bare view", "by processor", "measured"]


def measure(texts: list[dict[str, str]], is_installing: bool) -> list[list[str]]:
    """Print the table and give its lines, heads first. `texts`: of posts, `source` and `html`."""
    table = [HEADS]
    for forum, ratios in RATIOS.items():
        rows = measured(forum, texts) if is_installing and forum in INSTALLABLE else None
        if rows is None:
            table += ([forum, *page, f"{ratio:.3f}", "", WHEN] for page, ratio in ratios.items())
        else:
            table += (
                [forum, row.name, row.who, f"{row.ratio():.3f}", f"{row.ratio_of_costs():.3f}", "now"]
                for row in rows
            )
    say("\nOther forums beside a bare Django view")
    say(as_text(table))
    return table


def measured(forum: str, texts: list[dict[str, str]]) -> list[Row] | None:
    """Nothing where it cannot be installed or does not come up, which is said."""
    package, module = INSTALLABLE[forum]
    with tempfile.TemporaryDirectory(prefix="folkmoot-peer-") as folder:
        try:
            python = installed(Path(folder), package)
            with filled(Path(folder), python, module, texts) as (pid, port, told):
                rows = list(rows_of(port, told))
                with bare_servers() as (visitor, member, _wsgi):
                    for _round in range(ROUNDS):
                        for row in rows:
                            take(row, pid, port, member if row.who == "member" else visitor)
        except subprocess.CalledProcessError as failure:
            why = (failure.stderr or "").strip().splitlines()
            say(f"  {forum} could not be set up: {why[-1] if why else failure}")
            return None
    for row in rows:
        wrong = {status for rate in row.rates for status in rate.statuses} - {row.status}
        if wrong:
            say(f"  {forum}, {row.name}, {row.who}: other answers than {row.status}: {sorted(wrong)}")
    return rows


def installed(folder: Path, package: str) -> Path:
    """The Python of a new environment that holds the package and the server."""
    venv.create(folder / "environment", with_pip=True)
    python = folder / "environment" / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", package, "granian", "setuptools"],
        check=True,
        capture_output=True,
        text=True,
    )
    return python


@contextmanager
def filled(
    folder: Path, python: Path, module: str, texts: list[dict[str, str]]
) -> Iterator[tuple[int, int, dict]]:
    """The forum's server: its process, its port, and what the forum told of its pages and members."""
    # None of the forum's own settings: it would take them for its own.
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")
    } | {"PEER_FOLDER": str(folder), "PYTHONPATH": str(ROOT)}
    told = subprocess.run(
        [python, "-m", f"tests.load.peers.{module}"],
        cwd=ROOT, env=environment, input=json.dumps(texts), check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    port = free_port()
    command = ("-m", "granian", "--interface", "wsgi", "--workers", "2", "--port", str(port))
    with running(
        *command,
        f"tests.load.peers.{module}:application",
        port=port,
        python=str(python),
        environment=environment,
    ) as process:
        yield process.pid, port, json.loads(told)


def rows_of(port: int, told: dict) -> Iterator[Row]:
    def asked(path: str, *headers: str) -> bytes:
        return lines.request("GET", path, f"127.0.0.1:{port}", GZIP, *headers)

    for name, path in told["pages"].items():
        yield Row(name, "visitor", [same(asked(path))] * AT_ONCE)
        yield Row(name, "member", [same(asked(path, f"Cookie: sessionid={key}")) for key in told["sessions"]])
