"""The manifest of a backup: what made it, what is in it, and what each member of the archive must look like."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

FORMAT = 1
PRODUCT = "folkmoot"
# What an owner would ask first after a restore.
COUNTED = {
    "members": "accounts_user",
    "boards": "boards_board",
    "topics": "topics_topic",
    "posts": "posts_post",
    "follows": "follows_follow",
}


@dataclass(frozen=True)
class Member:
    """One file in the archive."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    created_at: str
    version: str
    database: str  # "sqlite" or "postgresql"
    schema: str  # of PostgreSQL
    migrations: list[list[str]]  # [app, name]
    counts: dict[str, int]
    has_own_key: bool  # whether the key is set in the environment
    members: dict[str, Member] = field(default_factory=dict)
    format: int = FORMAT
    product: str = PRODUCT

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()


def read_manifest(content: bytes) -> Manifest:
    """Raise ValueError if this is no manifest of ours."""
    try:
        data = json.loads(content)
        if data["product"] != PRODUCT or type(data["format"]) is not int:
            raise ValueError("made by another program")
        members = {name: Member(**facts) for name, facts in data.pop("members").items()}
        manifest = Manifest(**data, members=members)
        datetime.fromisoformat(manifest.created_at)
        _refuse_wrong_types(manifest)
    except (KeyError, TypeError, AttributeError, RecursionError, UnicodeDecodeError) as error:
        raise ValueError("not a manifest") from error
    return manifest


def _refuse_wrong_types(manifest: Manifest) -> None:
    texts = (
        manifest.version,
        manifest.database,
        manifest.schema,
        *(m.sha256 for m in manifest.members.values()),
    )
    numbers = (*manifest.counts.values(), *(member.size for member in manifest.members.values()))
    pairs_are_texts = all(
        len(pair) == 2 and all(isinstance(part, str) for part in pair) for pair in manifest.migrations
    )
    if not (
        pairs_are_texts
        and all(isinstance(text, str) for text in texts)
        and all(type(number) is int and number >= 0 for number in numbers)
    ):
        raise TypeError


def forum_version() -> str:
    project: Mapping[str, Any] = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    return str(project["version"])


def unknown_migrations(applied: list[list[str]]) -> list[str]:
    """Return those that this version of the forum does not have, as app.name."""
    loader = MigrationLoader(None)
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known.update(migration.replaces)
    return sorted(".".join(pair) for pair in applied if tuple(pair) not in known)
