"""Whether a file is a backup that this forum can restore, judged before anything is touched. It may be hostile."""

import hashlib
import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from unicodedata import category

from django.db import connection
from django.utils.translation import gettext as _

from forum.backups.archive import CHUNK, DATABASE, MANIFEST, MEDIA, SEAL, SEAL_LENGTH, SECRET_KEY, seal_of
from forum.backups.folder import free_space, space_sentence
from forum.backups.manifest import FORMAT, Manifest, forum_version, read_manifest, unknown_migrations

LARGEST_MANIFEST = 64 * 1024 * 1024  # bytes; a hundred names of pictures take 16 kB
LARGEST_KEY = 4096
MEDIA_NAME = re.compile(r"media/(?:[\w][\w.-]{0,200}/){0,8}[\w][\w.-]{0,200}\Z", re.ASCII)
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


class Refused(Exception):
    """This file is not restored; the message is a sentence for the owner.

    It may name what is in the file, and that must not steer the owner's terminal.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(printable(sentence))


def printable(text: str) -> str:
    """Return the text without what moves a terminal's cursor or ends a line."""
    is_odd = {"Cc", "Cs", "Zl", "Zp"}.__contains__
    return "".join("\N{REPLACEMENT CHARACTER}" if is_odd(category(sign)) else sign for sign in text)


@dataclass(frozen=True)
class OpenedBackup:
    zip: zipfile.ZipFile
    manifest: Manifest

    @property
    def database(self) -> str:
        return DATABASE[self.manifest.database]

    @property
    def media(self) -> list[str]:
        return [name for name in self.manifest.members if name.startswith(MEDIA)]

    def key(self) -> str:
        return self.zip.read(SECRET_KEY).decode()

    def extract(self, name: str, target: Path | None) -> None:
        """Write a member to `target`, or nowhere. Raise Refused if it is not what the manifest says."""
        expected, size, digest = self.manifest.members[name], 0, hashlib.sha256()
        with self.zip.open(name) as source, open(target or "/dev/null", "xb" if target else "wb") as file:  # noqa: PTH123
            while chunk := source.read(CHUNK):
                size += len(chunk)
                # An archive may unpack to any length; what is longer than announced is not read on.
                if size > expected.size:
                    break
                digest.update(chunk)
                file.write(chunk)
        if size != expected.size or digest.hexdigest() != expected.sha256:
            raise Refused(_("The backup is damaged: %s isn’t what was put in.") % name)


@contextmanager
def opened_backup(path: Path) -> Iterator[OpenedBackup]:
    """Open a backup whose every byte has been checked. Raise Refused with the reason if it cannot be restored here."""
    try:
        with path.open("rb") as file:
            _refuse_broken_seal(file)
            try:
                with zipfile.ZipFile(file) as archive:
                    _refuse_odd_entries(archive)
                    manifest = _manifest_of(archive)
                    _refuse_other_members(archive, manifest)
                    _refuse_odd_key(archive)
                    refuse_unsuitable(manifest)
                    yield OpenedBackup(archive, manifest)
            except (zipfile.BadZipFile, NotImplementedError, EOFError, UnicodeDecodeError) as error:
                raise Refused(_("The backup is damaged: it can’t be unpacked.")) from error
    except FileNotFoundError as error:
        raise Refused(_("There is no file %s.") % path) from error
    except (IsADirectoryError, PermissionError) as error:
        raise Refused(
            _("%(file)s can’t be read: %(error)s.") % {"file": path, "error": error.strerror}
        ) from error


def _refuse_broken_seal(file: BinaryIO) -> None:
    length = file.seek(0, 2)
    file.seek(max(0, length - SEAL_LENGTH))
    seal = file.read()
    if not seal.startswith(SEAL) or len(seal) != SEAL_LENGTH:
        raise Refused(_("This isn’t a backup of Folkmoot, or its end is missing."))
    if seal_of(file, lambda: None) != seal:
        raise Refused(_("The backup is damaged: it was changed after it was made, or part of it is missing."))


def _refuse_odd_entries(archive: zipfile.ZipFile) -> None:
    fixed = {MANIFEST, SECRET_KEY, *DATABASE.values()}
    names = archive.namelist()
    for info in archive.infolist():
        if info.filename not in fixed and not MEDIA_NAME.match(info.filename):
            raise Refused(_("The backup holds a file that doesn’t belong in one: “%s”.") % info.filename[:80])
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in {0, stat.S_IFREG}:
            raise Refused(
                _("The backup holds something that isn’t an ordinary file: “%s”.") % info.filename[:80]
            )
        if info.flag_bits & 1 or info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Refused(_("The backup is packed in a way that Folkmoot doesn’t use."))
    if len(names) != len(set(names)):
        raise Refused(_("The backup holds two files of the same name."))
    folders = {str(folder) for name in names for folder in PurePosixPath(name).parents}
    if both := sorted(folders & set(names)):
        raise Refused(_("The backup holds a file that would also be a folder: “%s”.") % both[0][:80])


def _manifest_of(archive: zipfile.ZipFile) -> Manifest:
    try:
        info = archive.getinfo(MANIFEST)
        if info.file_size > LARGEST_MANIFEST:
            raise ValueError("too large")
        return read_manifest(archive.read(info))
    except (KeyError, ValueError) as error:
        raise Refused(_("This isn’t a backup of Folkmoot: it has no manifest that can be read.")) from error


def _refuse_other_members(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    sizes = {info.filename: info.file_size for info in archive.infolist() if info.filename != MANIFEST}
    wanted = {name: member.size for name, member in manifest.members.items()}
    needed = {SECRET_KEY, DATABASE.get(manifest.database, "")}
    others = set(DATABASE.values()) - needed
    if (
        sizes != wanted
        or not needed <= sizes.keys()
        or others & sizes.keys()
        or sizes[SECRET_KEY] > LARGEST_KEY
    ):
        raise Refused(_("The backup is damaged: it doesn’t hold what its manifest names."))


def _refuse_odd_key(archive: zipfile.ZipFile) -> None:
    """Without a key no forum starts."""
    key = archive.read(SECRET_KEY).decode().strip()
    if not key or not key.isprintable():
        raise Refused(_("The backup holds no secret key, or one that can’t be used."))


def refuse_unsuitable(manifest: Manifest) -> None:
    """Raise Refused if it is from a newer version, or holds the other kind of database."""
    unknown = unknown_migrations(manifest.migrations)
    if manifest.format > FORMAT or unknown:
        raise Refused(
            _(
                "The backup comes from a newer version of Folkmoot, or one with other apps (%(theirs)s; this is "
                "%(ours)s; unknown here: %(unknown)s). Install that version, then restore."
            )
            % {
                "theirs": manifest.version,
                "ours": forum_version(),
                "unknown": unknown[-1] if unknown else _("its format"),
            }
        )
    if manifest.database != connection.vendor:
        raise Refused(
            _(
                "The backup holds a %(theirs)s database, but this forum uses %(ours)s. Change DATABASE_URL first."
            )
            % {"theirs": DATABASES.get(manifest.database, "?"), "ours": DATABASES[connection.vendor]}
        )


def refuse_full_disk(manifest: Manifest, folder: Path) -> None:
    needed = sum(member.size for member in manifest.members.values())
    if manifest.database == "postgresql":
        needed *= 3  # it unpacks, on the same machine perhaps
    if needed > (free := free_space(folder)):
        raise Refused(space_sentence(folder, needed, free))
