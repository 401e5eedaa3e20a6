"""Files that no row names: left behind by a process that was killed, or not deleted with their row."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

from django.utils import timezone

from forum.attachments import files
from forum.attachments.models import Attachment

AGE = timedelta(days=1)  # younger ones may be about to get their row
NAME = re.compile(r"\.?[0-9a-f]{32}(-[0-9a-z]+)*")
# For the folders of each pattern, what returns those of some paths that belong to a row.
_owners: dict[str, Callable[[list[str]], Iterable[str]]] = {}


def register(folders: str, owned: Callable[[list[str]], Iterable[str]]) -> None:
    """Say what is stored in the folders of this pattern, such as `avatars` or `copies/??`. Others are left alone."""
    _owners[folders] = owned


def delete_from_disk() -> int:
    """Delete those that are a day old; return how many.

    Not in an object storage: a copy of this forum, made from a backup, may look at the same one. There the owner
    deletes them, by `manage.py stray_files`.
    """
    if not isinstance(files.storage(), files.Folder):
        return 0
    strays = list(all_strays())
    files.delete_files(strays)
    return len(strays)


def all_strays(age: timedelta = AGE) -> Iterator[str]:
    """Yield the path of each, folder by folder."""
    before = timezone.now() - age
    for folders, owned in _owners.items():
        for folder in _matching("", folders.split("/")):
            yield from _strays_in(folder, owned, before)


def _strays_in(folder: str, owned: Callable[[list[str]], Iterable[str]], before: datetime) -> Iterator[str]:
    paths = [f"{folder}/{name}" for name in _listed(folder)[1] if NAME.fullmatch(name)]
    # An object storage is asked for the time of each over the network, so of few.
    for path in sorted(set(paths).difference(owned(paths))):
        if _was_written(path, before):
            yield path


def _was_written(path: str, before: datetime) -> bool:
    try:
        return files.storage().get_modified_time(path) < before
    except FileNotFoundError:
        return False


def _matching(parent: str, patterns: list[str]) -> Iterator[str]:
    pattern, *deeper = patterns
    for name in _listed(parent)[0]:
        if fnmatchcase(name, pattern):
            path = f"{parent}/{name}" if parent else name
            yield from _matching(path, deeper) if deeper else [path]


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return files.storage().listdir(folder)
    except FileNotFoundError:
        return [], []


def of_attachments(paths: list[str]) -> Iterable[str]:
    stored = {path: path.partition("-")[0] for path in paths}
    known = set(
        Attachment.objects.filter(stored_as__in=set(stored.values())).values_list("stored_as", flat=True)
    )
    return [path for path, name in stored.items() if name in known]
