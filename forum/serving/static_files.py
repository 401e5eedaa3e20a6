"""Static files are collected when their sources have changed, not at every start."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.utils.translation import gettext as _


def collect_changed(say: Callable[[str], None]) -> bool:
    """Collect static files if their sources have changed; return whether they had."""
    stamp = settings.FORUM_DATA / "static.stamp"
    state = sources_fingerprint()
    if is_collected(stamp, state):
        return False
    say(_("Collecting static files …"))
    # Without the old stamp first, an interrupted run would pass for a finished one.
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(state)
    return True


def is_collected(stamp: Path, state: str) -> bool:
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    return manifest.exists() and stamp.exists() and stamp.read_text() == state


def sources_fingerprint() -> str:
    """A fingerprint of every source file's name, size and time of change, and of how they are stored."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
