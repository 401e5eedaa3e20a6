"""A forum for the benchmarks alone, in a data folder that is gone afterwards, unless FORUM_LOAD_FOLDER names one. Imported before the forum's own rooms.

It stands on SQLite, or on the empty database that DATABASE_URL names:
python -m tests.plumbing.postgres python -m tests.load
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django
from django.conf import settings

from tests.plumbing.environment import PLAIN
from tests.plumbing.postgres import free_port

if settings.configured:
    raise RuntimeError("This process has another forum already, that of the tests for example.")

ROOT = Path(__file__).resolve().parents[2]
PORT = free_port()
FOLDER = os.environ.get("FORUM_LOAD_FOLDER") or tempfile.mkdtemp(prefix="folkmoot-load-")
if "FORUM_LOAD_FOLDER" not in os.environ:
    atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

os.environ.setdefault("DATABASE_URL", "")
os.environ.update(
    PLAIN,
    DJANGO_SETTINGS_MODULE="forum.settings",
    FORUM_DATA=FOLDER,
    FORUM_URL=f"http://127.0.0.1:{PORT}",
    PORT=str(PORT),
)
django.setup()
