import pytest


@pytest.fixture
def own_folder(settings, tmp_path):
    """A folder for attached files: those of one test are not those of another."""
    folder = tmp_path / "files"
    settings.STORAGES = settings.STORAGES | {
        "attachments": {"BACKEND": "forum.attachments.files.Folder", "OPTIONS": {"location": folder}}
    }
    return folder
