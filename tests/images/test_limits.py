"""A picture that takes too long or too much costs its child, and nothing else."""

import os
import sys
import threading
import time
from io import BytesIO

import pytest
from PIL import Image

from forum import images
from forum.images import ImageBusy, ImageRefused, Shape, decoder_process, redrawing

SMALL = [Shape(50, 50)]


def picture(width=60, height=40, mode="RGB", kind="PNG", **how):
    file = BytesIO()
    Image.new(mode, (width, height), how.pop("colour", None)).save(file, kind, **how)
    return file.getvalue()


def misbehave(monkeypatch, statement, cpu_seconds=decoder_process.CPU_SECONDS):
    """A child that does this in place of drawing."""
    script = (
        "from forum.images import decoder_process, drawing; import os, time\n"
        f"def draw(data, question):\n    {statement}\n"
        f"drawing.draw = draw; decoder_process.CPU_SECONDS = {cpu_seconds}; decoder_process.main()"
    )
    monkeypatch.setattr(redrawing, "COMMAND", [sys.executable, "-c", script])


def test_a_picture_is_drawn_in_each_shape():
    wide, square = images.redraw(picture(600, 300), [Shape(200, 200), Shape(100, 100, is_filled=True)])
    assert (wide.width, wide.height) == (200, 100)
    assert (square.width, square.height) == (100, 100)


def test_a_small_picture_is_not_blown_up():
    fitted, filled = images.redraw(picture(60, 40), [Shape(500, 500), Shape(500, 500, is_filled=True)])
    assert (fitted.width, fitted.height) == (60, 40)
    assert (filled.width, filled.height) == (40, 40)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_transparent_stays_so(kind):
    file = picture(mode="RGBA", kind=kind, colour=(255, 0, 0, 0))
    for shape in (Shape(50, 50), Shape(50, 50, format="WEBP")):
        [drawn] = images.redraw(file, [shape])
        with Image.open(BytesIO(drawn.content)) as again:
            assert again.convert("RGBA").getpixel((1, 1))[3] == 0


def test_of_a_moving_picture_the_first_frame_is_kept():
    file, frames = BytesIO(), [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")]
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    [drawn] = images.redraw(file.getvalue(), SMALL)
    with Image.open(BytesIO(drawn.content)) as again:
        assert getattr(again, "n_frames", 1) == 1
        assert again.convert("RGB").getpixel((5, 5)) == (255, 0, 0)


def test_too_many_bytes_are_refused_without_a_child(monkeypatch):
    monkeypatch.setattr(redrawing, "COMMAND", ["/nonexistent"])
    with pytest.raises(ImageRefused, match="too big") as refused:
        images.redraw(b"x" * (images.MAX_BYTES + 1), SMALL)
    assert refused.value.status == 413


def test_a_side_too_long_or_too_short_is_named_with_the_limit():
    with pytest.raises(ImageRefused, match=r"5000 × 10 pixels.*4096"):
        images.redraw(picture(5000, 10), SMALL)
    with pytest.raises(ImageRefused, match=r"60 × 40 pixels.*180"):
        images.redraw(picture(60, 40), SMALL, least=180)


def test_a_picture_that_computes_for_ever_is_cut(monkeypatch):
    misbehave(monkeypatch, "while True: pass", cpu_seconds=1)
    monkeypatch.setattr(redrawing, "SECONDS", 20.0)
    started = time.monotonic()
    with pytest.raises(ImageRefused, match="too long"):
        images.redraw(picture(), SMALL)
    assert time.monotonic() - started < 15
    assert decoder_process.CPU_SECONDS <= 10


def test_a_picture_that_hangs_is_cut_by_the_clock(monkeypatch):
    misbehave(monkeypatch, "time.sleep(60)")
    monkeypatch.setattr(redrawing, "SECONDS", 1.0)
    with pytest.raises(ImageRefused, match="too long"):
        images.redraw(picture(), SMALL)


@pytest.mark.parametrize("statement", ["bytearray(10**10)", "os._exit(3)", "os.kill(os.getpid(), 11)"])
def test_a_picture_over_which_the_child_dies_is_refused(monkeypatch, statement):
    misbehave(monkeypatch, statement)
    with pytest.raises(ImageRefused):
        images.redraw(picture(), SMALL)


def test_what_a_library_prints_is_not_taken_for_the_answer(monkeypatch):
    misbehave(monkeypatch, "print('noise'); return [(b'x', 1, 1, 'PNG')]")
    assert images.redraw(picture(), SMALL)[0].content == b"x"


def test_a_child_writes_no_files_and_gets_no_secrets(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "hush")
    misbehave(monkeypatch, f"open({str(tmp_path / 'file')!r}, 'w').write(str(dict(os.environ)))")
    with pytest.raises(ImageRefused):
        images.redraw(picture(), SMALL)
    assert "SECRET_KEY" not in redrawing.environment()
    assert (tmp_path / "file").read_text() == ""


def test_when_all_decoders_are_busy_one_is_asked_to_come_again(monkeypatch):
    monkeypatch.setattr(redrawing, "WAIT_SECONDS", 0.1)
    monkeypatch.setattr(redrawing, "decoders", threading.BoundedSemaphore(1))
    with redrawing.turn(), pytest.raises(ImageBusy) as busy:
        images.redraw(picture(), SMALL)
    assert busy.value.status == 503
    assert images.redraw(picture(), SMALL)


def test_the_largest_picture_is_drawn_within_the_limits():
    pixels = Image.frombytes("RGB", (1024, 1024), os.urandom(1024 * 1024 * 3)).resize((4096, 4096))
    file = BytesIO()
    pixels.save(file, "JPEG", quality=10)
    data = file.getvalue()
    assert len(data) < images.MAX_BYTES
    shapes = [Shape(size, size, is_filled=True) for size in (512, 192, 180, 32)]
    assert len(images.redraw(data, shapes)) == 4
