"""The manifest of a backup: what made it, what is in it, and what each member of the archive must look like."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

FORMAT = 1
LONGEST_WORD = 255  # as long as the name of a migration may be
LONGEST_VERSION = 40
LARGEST_NUMBER = 2**63
YEARS = range(2000, 9001)
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
        if data["product"] != PRODUCT or type(data["format"]) is not int or data["format"] < 1:
            raise ValueError("made by another program")
        members = {name: Member(**facts) for name, facts in data.pop("members").items()}
        manifest = Manifest(**data, members=members)
        _refuse_wrong_types(manifest)
        _refuse_odd_words(manifest)
        _refuse_odd_moment(manifest)
    except (KeyError, TypeError, AttributeError, RecursionError, OverflowError, UnicodeError) as error:
        raise ValueError("not a manifest") from error
    return manifest


def _refuse_wrong_types(manifest: Manifest) -> None:
    texts = (
        manifest.created_at,
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
        and all(type(number) is int and 0 <= number < LARGEST_NUMBER for number in numbers)
        and type(manifest.has_own_key) is bool
    ):
        raise TypeError


def _refuse_odd_words(manifest: Manifest) -> None:
    """What is said of a backup before it is restored must not steer the owner's terminal, nor fill it."""
    words = (
        manifest.version,
        manifest.database,
        manifest.schema,
        *manifest.counts,
        *(part for pair in manifest.migrations for part in pair),
    )
    is_long = len(manifest.version) > LONGEST_VERSION or any(len(word) > LONGEST_WORD for word in words)
    if is_long or not all(word.isprintable() for word in words):
        raise ValueError("words that are none")


def _refuse_odd_moment(manifest: Manifest) -> None:
    made = datetime.fromisoformat(manifest.created_at)
    if made.tzinfo is None or made.astimezone(UTC).year not in YEARS:
        raise ValueError("made at no time")


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
