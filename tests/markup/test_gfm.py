"""What GitHub's Markdown adds, by the examples of its specification and of its parser's tests."""

import pytest

from tests.markup.comparing import alike, both, examples
from tests.markup.test_corpus import FOLDER
from tests.plumbing.presence import absent

PATH = FOLDER / "gfm_spec.jsonl"
PARTS = (
    "(extension)",
    "extensions.txt",
    "regression.txt: Regression tests table",
    "regression.txt: Regression tests strike",
)


@pytest.fixture(scope="module")
def extensions():
    if not PATH.is_file():
        absent(f"The examples of GitHub's Markdown are not beside this checkout, in {PATH}")
    return {
        int(example["id"][-4:]): example
        for example in examples(PATH)
        if any(part in example["note"] for part in PARTS) and "ootnotes" not in example["note"]
    }


def test_tables_strikethroughs_tasks_and_bare_addresses_come_out_as_there(extensions):
    assert len(extensions) > 45
    assert [number for number, example in extensions.items() if not alike(*both(example))] == []
