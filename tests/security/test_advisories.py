"""Every advisory of the list has a test that exists."""

import re
from pathlib import Path

import pytest

from forum import urls
from tests.security.advisories import NOT_HERE, TESTS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", TESTS)
def test_it_has_a_test(name):
    file, _colons, test = TESTS[name].partition("::")
    path = ROOT / file
    assert path.exists(), file
    if path.is_dir():
        assert list(path.glob("test_*.py"))
    elif test:
        assert re.search(rf"^def {re.escape(test)}\(", path.read_text(), re.MULTILINE), TESTS[name]


def test_what_is_not_here_is_not_here():
    assert all(NOT_HERE.values())
    assert not NOT_HERE.keys() & TESTS.keys()
    routes = " ".join(str(pattern.pattern) for pattern in urls.urlpatterns)
    assert not re.search(r"oauth|openid|saml|socket|\bembed/", routes)
