"""Archives as nobody made them: with a right checksum, and something wrong inside."""

import hashlib
import json
import zipfile
from pathlib import Path

from forum.backups.archive import MANIFEST, SEAL, SEAL_LENGTH


def contents(backup: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(backup) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def forged(backup: Path, target: Path, *, change=None, members=None, entries=(), name_all=True) -> Path:
    """Write another backup like this one: `change(manifest)`, members by name, and further entries of the zip."""
    files = contents(backup) | (members or {})
    manifest = json.loads(files.pop(MANIFEST))
    files = {name: content for name, content in files.items() if content is not None}
    for name in [name for name in manifest["members"] if name not in files]:
        del manifest["members"][name]
    named = files | (
        {getattr(name, "filename", name): content for name, content in entries} if name_all else {}
    )
    for name, content in named.items():
        manifest["members"][name] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    if change:
        change(manifest)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (*files.items(), *entries, (MANIFEST, json.dumps(manifest).encode())):
            archive.writestr(name, content)
        archive.comment = SEAL + b"0" * 64
    return seal(target)


def seal(path: Path) -> Path:
    content = path.read_bytes()[:-SEAL_LENGTH]
    path.write_bytes(content + SEAL + hashlib.sha256(content).hexdigest().encode())
    return path
