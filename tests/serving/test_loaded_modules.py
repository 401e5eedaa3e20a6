"""What is loaded where: `serve` loads once what its web workers need, and leaves the rest to whoever does it."""

import os
import subprocess
import sys

import pytest

from tests.plumbing.environment import PLAIN

LOADED = """
import sys
import django
django.setup()
from forum.serving import web_worker
web_worker.load_modules()
print(*sys.modules, sep="\\n")
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    environment = os.environ | PLAIN | {
        "DJANGO_SETTINGS_MODULE": "forum.settings", "FORUM_DATA": str(tmp_path_factory.mktemp("data")), "DATABASE_URL": "",
    }  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-c", LOADED], env=environment, capture_output=True, text=True, check=True
    )
    return set(run.stdout.split())


def test_pages_are_loaded_before_workers_are_forked(loaded):
    assert {"forum.urls", "forum.serving.rsgi_app", "forum.pages.topics.views", "forum.admin.posts"} <= loaded


@pytest.mark.parametrize(
    "module",
    [
        "PIL",
        "forum.importing.storing",
        "forum.demo.filling",
        "forum.backups.making",
        "confusable_homoglyphs.confusables",
    ],
)
def test_what_no_page_needs_is_not(module, loaded):
    assert not {name for name in loaded if name == module or name.startswith(f"{module}.")}
