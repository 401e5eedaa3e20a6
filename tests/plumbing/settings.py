"""The forum's own settings, in a data folder that is gone afterwards.

SQLite is a file here, as it is in life: in memory, threads share one connection and no race is seen.
"""

import atexit
import os
import shutil
import sys
import tempfile

from tests.plumbing.environment import PLAIN

# Whatever the shell says, what is compiled is kept: without it each of hundreds of processes would compile everything anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

_folder = tempfile.mkdtemp(prefix="folkmoot-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ.update(PLAIN, FORUM_DATA=_folder)
# The one thing the command line decides; an empty one keeps a developer's .env from deciding it.
os.environ.setdefault("DATABASE_URL", "")

from forum.database import sqlite_driver  # noqa: E402
from forum.settings import *  # noqa: E402, F403
from forum.settings import CACHES, DATABASES, FORUM_DATA, INSTALLED_APPS, STORAGES  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "tests.example_app"]

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"]["NAME"] = str(FORUM_DATA / "test.sqlite3")
    # Nothing here outlives the tests, so nothing has to reach the disk; PostgreSQL's helper says the same.
    DATABASES["default"]["OPTIONS"] = sqlite_driver.OPTIONS | {
        "init_command": sqlite_driver.OPTIONS["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    }

(FORUM_DATA / "static").mkdir(exist_ok=True)
# Plain names need no collectstatic, and a weak hash makes members quickly.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Nothing one test did may be remembered in another.
VISITOR_PAGES_BYTES = 0
CACHES = {name: {"BACKEND": "django.core.cache.backends.dummy.DummyCache"} for name in CACHES}
