from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture(width=64, height=48, kind="PNG", colour="teal", **how):
    file = BytesIO()
    Image.new("RGB", (width, height), colour).save(file, kind, **how)
    return file.getvalue()


def sent(name="boat.png", content=None, kind="image/png"):
    return SimpleUploadedFile(name, picture() if content is None else content, kind)


@pytest.fixture(autouse=True)
def files_of_one_test(own_folder):
    pass


@pytest.fixture
def stored(own_folder):
    """All files that are there."""
    return lambda: sorted(path.name for path in own_folder.rglob("*") if path.is_file())


@pytest.fixture
def upload(as_):
    """upload(ben, topic, sent()) → the answer."""

    def act(member, place, *uploads):
        name = f"topic:{place.pk}" if hasattr(place, "board_id") else place
        return as_(member).post("/files/", {"files": list(uploads) or [sent()], "place": name})

    return act


@pytest.fixture
def attached(upload):
    """attached(ben, topic) → a file of Ben's that no post uses yet, as the script is told of it."""

    def act(member, topic, *uploads):
        answer = upload(member, topic, *uploads)
        assert answer.status_code == 201, answer.content
        return answer.json()["files"][0]

    return act


def content_of(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content
