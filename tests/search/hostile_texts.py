"""The hostile corpora that lie beside this checkout, as plain texts."""

import json
from pathlib import Path

from tests.plumbing.presence import absent
from tests.plumbing.thoroughness import whole_or

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "hostile"
LONGEST = whole_or(1_000_000, 20_000)  # characters


def hostile_texts():
    paths = sorted(path for path in FOLDER.glob("*.jsonl") if path.name != "uploads.jsonl")
    if not paths:
        absent(f"The hostile corpora are not beside this checkout, in {FOLDER}")
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            text = row.get("input") or "".join(piece * count for piece, count in row.get("parts", ()))
            yield text[:LONGEST]
