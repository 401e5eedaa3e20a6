"""The secret key in the data folder: made once, and read whole by whoever starts at the same moment."""

import threading

import pytest

from forum import data_folder
from forum.data_folder import DataFolderError, read_or_make_secret_key


def test_it_is_made_once_and_for_its_owner_only(tmp_path):
    key = read_or_make_secret_key(tmp_path)
    assert len(key) >= 50
    assert read_or_make_secret_key(tmp_path) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_process_that_finds_the_file_before_the_key_is_in_it_waits_for_it(tmp_path):
    path = tmp_path / "secret_key"
    path.touch()
    timer = threading.Timer(0.1, path.write_text, ["the key of the process that came first"])
    timer.start()
    assert read_or_make_secret_key(tmp_path) == "the key of the process that came first"
    timer.join()


def test_a_file_that_stays_empty_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(data_folder, "WRITTEN_WITHIN", 0.05)
    (tmp_path / "secret_key").touch()
    with pytest.raises(DataFolderError, match="secret_key is empty"):
        read_or_make_secret_key(tmp_path)
