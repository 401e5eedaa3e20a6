"""Runs a command in the environment of a forum that faces the public, for checks that judge its settings."""

import os
import subprocess
import sys
import tempfile

from tests.plumbing.environment import PLAIN

PUBLIC = {
    "EMAIL_URL": "smtp://mail.example.org:25",
    "FORUM_URL": "https://forum.example.org",
    "STAFF_NEED_TWO_FACTOR": "1",
    "DATABASE_URL": "",
}

if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="folkmoot-check-") as folder:
        environment = os.environ | PLAIN | PUBLIC | {"FORUM_DATA": folder}
        sys.exit(subprocess.run(sys.argv[1:], env=environment, check=False).returncode)
