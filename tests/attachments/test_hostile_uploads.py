"""Every file of the shared corpus is drawn anew, sent to be saved, or refused with a sentence; none is shown as it came."""

import re
from io import BytesIO

import pytest
from PIL import Image

from forum.attachments.models import Attachment
from tests.attachments.conftest import content_of, sent
from tests.images.test_hostile_uploads import data_of, rows
from tests.plumbing.presence import absent
from tests.plumbing.thoroughness import all_or

REFUSED = ("reject", "as HTML")
# They may be taken or refused, as long as nothing breaks.
EITHER = re.compile(
    r"accept or|no hang|no 500|bound|or drop|or re-encode|or serve|or clamp|unless allowed|rejected or"
)
HIDDEN = (
    b"<script",
    b"alert(",
    b"GPS",
    b"Exif",
    b"PK\x03\x04",
    b"onerror",
    b"=alert",
    b"tEXt",
    b"iTXt",
    b"ICC_PROFILE",
)


def test_the_corpus_is_here():
    if not rows():
        absent("The hostile uploads are not beside this checkout.")


@pytest.mark.parametrize("row", rows()[:: all_or(1, 4)], ids=lambda row: row["file"])
def test_a_hostile_file_does_no_harm(as_, ben, topic, upload, stored, row):
    answer = upload(ben, topic, sent(row["upload_as"], data_of(row), row.get("content_type", "image/png")))
    assert answer.status_code in (201, 413, 422), answer.content
    if answer.status_code != 201:
        assert EITHER.search(row["expect"]) or row["expect"].startswith(REFUSED), row
        assert len(answer.json()["error"]) > 20
        assert stored() == []
        return
    assert not (row["expect"].startswith("reject") and not EITHER.search(row["expect"])), row
    attachment = Attachment.objects.get()
    shown = as_(ben).get(attachment.address)
    disposition = shown.headers["Content-Disposition"]
    assert "\r" not in disposition and "\n" not in disposition and '"' not in disposition.split('"')[1]
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert re.fullmatch(r"[\w-]+\.[a-z0-9]+", attachment.name), attachment.name
    assert "\u202e" not in attachment.name and len(attachment.name) <= 80
    assert all(re.fullmatch(r"[0-9a-f]{32}(-640|-1280)?", name) for name in stored())
    if not attachment.is_picture:
        assert disposition.startswith("attachment;")
        return
    content = content_of(shown)
    assert not any(word in content for word in HIDDEN)
    with Image.open(BytesIO(content)) as picture:
        assert picture.size == (attachment.width, attachment.height)
        assert not picture.getexif()
        assert picture.mode in ("RGB", "RGBA", "P", "L")


def test_a_photo_lies_as_it_was_taken_and_says_not_where(as_, ben, topic, attached):
    row = next((row for row in rows() if row["file"] == "exif-gps.jpg"), None)
    if row is None:
        absent("The hostile uploads are not beside this checkout.")
    file = attached(ben, topic, sent("holiday.jpg", data_of(row)))
    assert "/120x160/" in file["address"]
