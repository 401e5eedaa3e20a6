"""The house keeps its own rules: every module has its layer, no file outgrows its idea, and the map names what is there."""

import re
import tomllib
from importlib import import_module

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
# These are loaded by Django or a server, and import what they need.
ENTRANCES = {"asgi", "settings", "wsgi"}
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
MAP = (ROOT / "docs" / "architecture.md").read_text()
NAMED = sorted(set(re.findall(r"`((?:forum|accounts)\.[\w.]+)`", MAP)))


def sources():
    return [
        path
        for name in ("forum", "accounts")
        for path in (ROOT / name).rglob("*.py")
        if "migrations" not in path.parts
    ]


def test_every_module_of_the_forum_has_its_layer():
    layers = CONTRACTS[0]["layers"]
    placed = {name.removeprefix("forum.") for layer in layers for name in layer.split(" : ")}
    rooms = {
        path.stem
        for path in (ROOT / "forum").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert rooms - {"__init__", "images", "markup"} - ENTRANCES == placed - {"accounts"}


@pytest.mark.parametrize("name", ["markup", "images"])
def test_what_stands_alone_may_import_no_other_room(name):
    [contract] = [c for c in CONTRACTS if c.get("source_modules") == [f"forum.{name}"]]
    rooms = {f"forum.{path.stem}" for path in (ROOT / "forum").iterdir() if (path / "__init__.py").exists()}
    assert rooms - {f"forum.{name}", "forum.environment"} <= set(contract["forbidden_modules"])


def test_no_file_is_longer_than_300_lines():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources()}
    assert {name: length for name, length in lengths.items() if length > 300} == {}
    assert sorted(lengths.values())[len(lengths) // 2] < 70


@pytest.mark.parametrize("name", NAMED)
def test_what_the_map_names_is_there(name):
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            thing = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        break
    for part in parts[end:]:
        thing = getattr(thing, part)
    assert thing is not None


def test_the_map_names_enough_to_find_ones_way():
    assert len(NAMED) > 20


def test_every_file_of_code_that_a_page_of_the_manual_names_is_there():
    files = [f"/{path.relative_to(ROOT)}" for path in (*sources(), *(ROOT / "tests").rglob("*.py"))]
    files += [f"/{path.name}" for path in ROOT.glob("*.py")]
    pages = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    named = {
        (page.name, name)
        for page in pages
        if page.exists()
        for name in re.findall(r"`([\w./]+\.py)`", page.read_text())
    }
    assert len(named) > 10
    assert [what for what in sorted(named) if not any(file.endswith(f"/{what[1]}") for file in files)] == []
