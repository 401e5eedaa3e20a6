"""Files of JSON as archives hold them: packed or not, with or without a byte order mark, whole or broken."""

import gzip
import json
import re
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ENDINGS = (".json", ".json.gz")
SAMPLE_SIZE = 50  # files of a folder that are looked at to learn what it holds
NUMBERS = re.compile(r"\d{1,15}")


class BrokenFile(Exception):
    """No JSON can be read from the file."""


def read_json(file: Path) -> Any:
    """What the file holds. Raise BrokenFile."""
    try:
        return json.loads(content_of(file))
    except (ValueError, OSError, EOFError, RecursionError, zlib.error) as error:
        raise BrokenFile(file.name) from error


def content_of(file: Path) -> bytes:
    content = file.read_bytes()
    return gzip.decompress(content) if file.suffix == ".gz" else content


def files_in(folder: Path) -> list[Path]:
    """The JSON files that lie in a folder itself, in the order of the last number in their names."""
    if not folder.is_dir():
        return []
    return sorted((file for file in folder.iterdir() if file.name.lower().endswith(ENDINGS)), key=number_of)


def number_of(file: Path) -> tuple[int, str]:
    """A name's last number, without that of a page; 0 if it has none."""
    numbers = NUMBERS.findall(re.sub(r"\Wpage\W?\d+", "", stem_of(file)))
    return (int(numbers[-1]) if numbers else 0, file.name)


def stem_of(file: Path) -> str:
    return file.name.removesuffix(".gz").rpartition(".")[0]


def have_fields(files: Iterable[Path], *fields: str) -> bool:
    """Whether these are files of records with such fields; the first few that can be read decide."""
    for _place, file in zip(range(SAMPLE_SIZE), files, strict=False):
        try:
            record = read_json(file)
        except BrokenFile:
            continue
        if isinstance(record, dict) and all(field in record for field in fields):
            return True
    return False
