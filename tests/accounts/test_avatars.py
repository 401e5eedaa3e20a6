"""Members show a picture of their own in place of their initials."""

import os
import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from forum import consequences, images
from forum.attachments import files
from forum.images import ImageBusy
from forum.members import closing_accounts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folder")]

PAGE = "/settings/picture/"


def stored(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def two_halves(width=400, height=200):
    """Red on the left, blue on the right."""
    picture, file = Image.new("RGB", (width, height), "red"), BytesIO()
    picture.paste("blue", (width // 2, 0, width, height))
    picture.save(file, "PNG")
    return file.getvalue()


def send(browser, content=None, **part):
    content = two_halves() if content is None else content
    return browser.post(PAGE, {"picture": SimpleUploadedFile("me.png", content, "image/png")} | part)


def shown(browser, address):
    """The addresses of the pictures of members on a page."""
    return re.findall(r'<img class="avatar" src="([^"]+)"', browser.get(address).text)


def colour(client, address):
    picture = Image.open(BytesIO(client.get(address).content)).convert("RGB")
    red, _green, blue = picture.getpixel((picture.width // 2, picture.height // 2))
    return "red" if red > blue else "blue"


def test_a_picture_stands_where_the_initials_stood(as_, ada, topic, client):
    before = client.get(topic.get_absolute_url()).text
    assert '<svg class="avatar' in before
    assert send(as_(ada)).status_code == 303
    [small] = set(shown(client, topic.get_absolute_url()))
    assert shown(client, "/u/ada/")
    for size in (48, 96, 192):
        answer = client.get(small.replace("-48.", f"-{size}."))
        assert answer.headers["Content-Type"] == "image/webp"
        assert Image.open(BytesIO(answer.content)).size == (size, size)
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_the_part_that_is_shown_is_chosen_and_chosen_again(
    as_, ada, client, own_folder, django_capture_on_commit_callbacks
):
    browser = as_(ada)
    send(browser, zoom="200", across="0", down="50")
    [left] = set(shown(client, "/u/ada/"))
    assert colour(client, left) == "red"
    assert 'value="200"' in browser.get(PAGE).text
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(PAGE, {"zoom": "200", "across": "100", "down": "50"})
    assert answer.status_code == 303
    [right] = set(shown(client, "/u/ada/"))
    assert colour(client, right) == "blue"
    assert client.get(left).status_code == 404
    assert len(stored(own_folder)) == 4


def test_all_of_the_picture_is_shown_to_its_member_alone(as_, ada, ben, client):
    send(as_(ada))
    whole = f"{PAGE}whole/"
    assert Image.open(BytesIO(as_(ada).get(whole).content)).size == (400, 200)
    assert as_(ben).get(whole).status_code == 404
    assert client.get(whole).status_code == 302
    [small] = set(shown(client, "/u/ada/"))
    assert client.get(small.replace("-48.", "-whole.")).status_code == 404


def test_without_the_picture_the_initials_are_back_and_no_file_is_left(
    as_, ada, client, own_folder, django_capture_on_commit_callbacks
):
    send(as_(ada))
    [small] = set(shown(client, "/u/ada/"))
    with django_capture_on_commit_callbacks(execute=True):
        as_(ada).post(PAGE, {"remove": "1"})
    assert not shown(client, "/u/ada/")
    assert client.get(small).status_code == 404
    assert not stored(own_folder)


def test_a_picture_goes_with_its_account(
    as_, ada, root, topic, client, own_folder, django_capture_on_commit_callbacks
):
    send(as_(ada))
    ada.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        closing_accounts.close(ada)
    ada.refresh_from_db()
    assert (ada.avatar, ada.avatar_cut) == ("", "")
    assert not shown(client, topic.get_absolute_url())
    assert not stored(own_folder)


def test_an_administrator_can_remove_a_picture(
    as_, ada, root, client, own_folder, django_capture_on_commit_callbacks
):
    send(as_(ada))
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_(root).post("/u/ada/remove-picture/", {"reason": "That is not you."})
    assert answer.status_code == 303
    assert not shown(client, "/u/ada/")
    assert not stored(own_folder)
    assert "removed the picture of" in as_(root).get("/moderate/log/").text


@pytest.mark.parametrize(
    ("content", "part", "status", "words"),
    [
        (b"<svg onload=alert(1)>", {}, 422, "can’t be read as a picture"),
        (two_halves(40, 20), {}, 422, "too small"),
        (b"", {}, 422, "This file is empty."),
        (None, {"zoom": "9000"}, 422, "400"),
        (None, {"across": "x"}, 422, "whole number"),
        (None, {"down": "-1"}, 422, "0"),
    ],
)
def test_what_cannot_be_used_is_refused_and_the_old_picture_stays(
    as_, ada, own_folder, content, part, status, words
):
    send(as_(ada))
    before = shown(as_(ada), "/u/ada/")
    answer = send(as_(ada), content, **part)
    assert answer.status_code == status
    assert words in answer.text
    assert shown(as_(ada), "/u/ada/") == before
    assert len(stored(own_folder)) == 4


def test_a_form_without_a_file_says_so(as_, ada):
    answer = as_(ada).post(PAGE, {"zoom": "100"})
    assert answer.status_code == 422
    assert "Choose a file first." in answer.text


def test_a_picture_waits_for_its_turn(as_, ada, monkeypatch):
    def busy(*_args, **_how):
        raise ImageBusy

    monkeypatch.setattr(images, "redraw", busy)
    assert send(as_(ada)).status_code == 503


def test_nothing_is_left_behind_where_the_disk_is_full(as_, ada, own_folder, monkeypatch):
    keep = files.keep

    def full(name, content):
        if name.endswith("-192"):
            raise OSError(28, "No space left on device")
        keep(name, content)

    monkeypatch.setattr(files, "keep", full)
    browser = as_(ada)
    browser.raise_request_exception = False
    assert send(browser).status_code == 507
    assert not stored(own_folder)


def test_the_daily_tidying_leaves_pictures_alone_and_takes_what_is_left_of_others(as_, ada, own_folder):
    send(as_(ada))
    for path in stored(own_folder):
        os.utime(path, (0, 0))
    left = own_folder / "avatars" / f"{'0' * 32}-48"
    left.write_bytes(b"x")
    os.utime(left, (0, 0))
    consequences.tidy()
    assert len(stored(own_folder)) == 4
    assert not left.exists()


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get(PAGE).status_code == 302
    assert send(client).status_code == 302
