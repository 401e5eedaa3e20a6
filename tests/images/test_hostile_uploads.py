"""Every file of the shared corpus of hostile uploads is read safely, or refused with a sentence."""

import json
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from forum import images
from forum.images import ImageRefused, Shape
from tests.plumbing.presence import absent
from tests.plumbing.thoroughness import whole_or

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "hostile"
NO_PICTURES = (".gif", ".svg", ".tiff", ".bmp", ".ico", ".pdf", ".html", ".xhtml", ".txt", ".csv", ".zip")
STEP = whole_or(1, 3)  # of the harmless ones, which differ in little


def rows():
    path = FOLDER / "uploads.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def should_be_read(row):
    return row["expect"].startswith(
        ("accept", "generated", "escaped", "shown", "decide", "no header", "truncat", "name", "short")
    ) and (not row["file"].endswith(NO_PICTURES))


READ = [row for row in rows() if should_be_read(row)]
REFUSED = [row for row in rows() if not should_be_read(row)]
# These may be read or not, as long as nothing breaks.
EITHER = {
    "apng-frames-lie.png",
    "bomb-zlib-trailing.png",
    "bomb-itxt.png",
    "exif-broken.jpg",
    "name-nul.png",
    "png-text-html.png",
    "jpg-comment-html.jpg",
    "polyglot-jpg-zip.jpg",
}


def data_of(row):
    return (FOLDER / "uploads" / row["file"]).read_bytes()


def test_the_corpus_is_here():
    if not rows():
        absent(f"The hostile uploads are not beside this checkout, in {FOLDER}")


@pytest.mark.parametrize("row", READ[::STEP], ids=lambda row: row["file"])
def test_a_sound_picture_is_drawn_anew_with_nothing_else_in_it(row):
    [drawn] = images.redraw(data_of(row), [Shape(400, 400)])
    with Image.open(BytesIO(drawn.content)) as picture:
        picture.load()
        assert picture.format == "PNG"
        assert not picture.info.keys() - {"transparency"}
        assert not picture.getexif()
    for foreign in (b"<script", b"Exif", b"Jane", b"PK\x03\x04", b"ICC"):
        assert foreign not in drawn.content


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row["file"])
def test_what_is_no_sound_picture_is_refused_with_a_sentence(row):
    if row["file"] in EITHER:
        with suppress(ImageRefused):
            assert b"<script" not in images.redraw(data_of(row), [Shape(400, 400)])[0].content
        return
    with pytest.raises(ImageRefused, match=r"[.]$") as refused:
        images.redraw(data_of(row), [Shape(400, 400)])
    assert refused.value.status in {413, 422}


# What turns the pixels as a camera stores them, held in each of eight ways, into the picture that was seen.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@pytest.mark.parametrize("number", TURNS)
def test_a_picture_stands_upright_however_the_camera_was_held(number):
    stored = Image.new("RGB", (60, 30), "white")
    stored.paste("red", (0, 0, 20, 10))
    exif, file = Image.Exif(), BytesIO()
    exif[0x0112] = number
    stored.save(file, "PNG", exif=exif)
    [drawn] = images.redraw(file.getvalue(), [Shape(400, 400)])
    with Image.open(BytesIO(drawn.content)) as picture:
        assert picture.convert("RGB").tobytes() == stored.transpose(TURNS[number]).tobytes()


@pytest.mark.parametrize("name", ["bomb-header-65500.png", "bomb-14000-grey1.png", "bomb-9000-grey1.png"])
def test_of_a_bomb_nothing_is_decoded_and_its_size_is_said(name):
    path = FOLDER / "uploads" / name
    if not path.exists():
        absent("The hostile uploads are not beside this checkout")
    with pytest.raises(ImageRefused, match=r"pixels\. Pictures can be up to 4096"):
        images.redraw(path.read_bytes(), [Shape(400, 400)])
