"""Accent, logo and icon as the owner sets them are on every page at once, at the cost of no further query."""

import re
from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from forum import limits, media_folder
from forum.images import redrawing
from forum.site.models import SiteSettings
from tests.admin.conftest import address
from tests.plumbing.site_settings import UNCHANGED

SAID = {
    **UNCHANGED,
    "name": "Lantern",
    "tagline": "",
    "welcome": "",
    "foot_text": "",
    "default_theme": "system",
    "default_density": "comfortable",
}
HERE = "/admin/site/sitesettings/logo/"


def file(width=600, height=200, kind="PNG", name="picture.png"):
    content = BytesIO()
    Image.new("RGB", (width, height), "teal").save(content, kind)
    return SimpleUploadedFile(name, content.getvalue())


@pytest.fixture
def save(as_, root):
    def act(**more):
        return as_(root).post(address("site_sitesettings_change", 1), SAID | more, follow=True)

    return act


@pytest.fixture
def upload(as_, root):
    def act(what, picture, member=root, **more):
        return as_(member).post(HERE, {"what": what, "picture": picture} | more)

    return act


def style_sheets(page):
    return re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.text)


def test_an_accent_is_on_the_next_page_of_every_visitor(as_, db, save):
    before = style_sheets(as_().get("/"))
    save(accent="#7c3aed")
    [theme, *others] = style_sheets(as_().get("/"))
    assert others == before[1:]
    assert "css/forum.css" in before[0]
    sheet = as_().get(theme)
    assert "--accent: light-dark(#7c3aed," in sheet.text
    assert ".post-acts" in sheet.text
    assert sheet["Content-Type"].startswith("text/css")
    assert "immutable" in sheet["Cache-Control"]
    assert not sheet.cookies


def test_a_pale_accent_is_darkened_and_the_owner_told(save):
    assert "#ffff00 is too pale to read on light pages" in save(accent="#ff0").text


@pytest.mark.parametrize("wrong", ["red", "#12", "#12345g", "x" * 40])
def test_what_is_no_colour_is_refused_beside_the_field(save, wrong):
    page = save(accent=wrong)
    assert "Write a colour like #0b6a66" in page.text or "at most 30" in page.text
    assert wrong in page.text
    assert not SiteSettings.objects.exists()


def test_what_is_no_colour_leaves_the_chosen_one_in_the_form(as_, root, save):
    save(accent="#a33d22")
    page = as_(root).post(
        address("site_sitesettings_change", 1), SAID | {"accent": "banana", "accent_before": "#a33d22"}
    )
    assert re.search(r'value="#a33d22" aria-label="Brick" checked', page.text)
    assert 'name="accent_before" value="#a33d22"' in page.text
    assert "Readable on light pages" not in page.text
    assert "This is the colour before your change, #a33d22." in page.text
    assert SiteSettings.current().accent == "#a33d22"


def test_an_accent_costs_no_query(as_, board, save):
    with CaptureQueriesContext(connection) as plain:
        as_().get("/")
    save(accent="#7c3aed", foot_text="Run by us.")
    with CaptureQueriesContext(connection) as coloured:
        assert "Run by us." in as_().get("/").text
    assert len(coloured) == len(plain)


def test_a_logo_stands_in_the_header_beside_the_name_or_instead_of_it(as_, root, upload):
    assert upload("logo", file()).status_code == 303
    page = as_().get("/").text
    [logo] = re.findall(r'<img class="brand-logo"[^>]*>', page)
    assert 'alt=""' in logo and 'width="96"' in logo
    as_(root).post(HERE, {"what": "logo", "beside": "1"})
    [logo] = re.findall(r'<img class="brand-logo"[^>]*>', as_().get("/").text)
    assert 'alt="Folkmoot"' in logo
    as_(root).post(HERE, {"what": "logo", "remove": "1"})
    assert "brand-logo" not in as_().get("/").text


def test_a_dark_logo_gets_a_light_ground_on_dark_pages_where_the_owner_says_so(as_, root, upload):
    upload("logo", file())
    assert "brand-logo-on-light" not in as_().get("/").text
    as_(root).post(HERE, {"what": "logo", "beside": "1", "shows_name": "on", "is_on_light": "on"})
    page = as_().get("/").text
    assert "brand-logo-on-light" in page and "brand-name" in page
    as_(root).post(HERE, {"what": "logo", "beside": "1", "shows_name": "on"})
    assert "brand-logo-on-light" not in as_().get("/").text


def test_a_kept_picture_is_drawn_by_us_and_served_with_care(as_, upload):
    upload("logo", file(kind="JPEG", name="x.php"))
    picture = as_().get(SiteSettings.current().logo_address)
    assert picture.content.startswith(b"\x89PNG")
    assert picture["Content-Type"] == "image/png"
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert picture["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert picture["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Cookie" not in picture.get("Vary", "")


def test_a_picture_is_served_without_asking_the_database(as_, upload):
    upload("logo", file())
    picture = SiteSettings.current().logo_address
    with CaptureQueriesContext(connection) as queries:
        assert as_().get(picture).status_code == 200
    assert len(queries) == 0


@pytest.mark.parametrize(
    "name",
    [
        "forum.sqlite3",
        "../secret_key",
        "%2e%2e/secret_key",
        "0" * 32 + ".png",
        "0" * 32 + ".svg",
        ".htaccess",
        "",
    ],
)
def test_nothing_but_our_pictures_is_served(as_, db, name):
    media_folder.folder().mkdir(exist_ok=True)
    (media_folder.folder() / "forum.sqlite3").write_text("heron")
    answer = as_().get(f"/media/{name}")
    assert answer.status_code in {301, 404}
    assert "heron" not in answer.text


def test_an_icon_is_in_the_head_the_manifest_and_the_favicon(as_, upload):
    assert upload("icon", file(600, 600)).status_code == 303
    icons = SiteSettings.current().icons
    page = as_().get("/").text
    assert f'<link rel="apple-touch-icon" href="{icons["size_180"]}">' in page
    assert f'<meta property="og:image" content="{settings.FORUM_URL}{icons["size_512"]}">' in page
    assert as_().get("/favicon.ico")["Location"] == icons["size_32"]
    manifest = as_().get("/manifest.webmanifest")
    assert manifest["Content-Type"] == "application/manifest+json"
    assert manifest.json()["icons"][0] == {"src": icons["size_512"], "sizes": "512x512", "type": "image/png"}
    with Image.open(BytesIO(as_().get(icons["size_180"]).content)) as icon:
        assert icon.size == (180, 180)


def test_without_one_devices_get_our_drawing_in_the_owners_colour_at_any_size(as_, db):
    for accent, colour in (("", "#0b6a66"), ("#8a1c5b", "#8a1c5b")):
        SiteSettings.current().change(accent=accent)
        assert '<link rel="manifest" href="/manifest.webmanifest">' in as_().get("/").text
        [icon] = as_().get("/manifest.webmanifest").json()["icons"]
        assert (icon["sizes"], icon["type"]) == ("any", "image/svg+xml")
        assert as_().get("/favicon.ico")["Location"] == icon["src"]
        drawn = as_().get(icon["src"])
        assert drawn["Content-Type"] == "image/svg+xml"
        assert drawn["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert f'fill="{colour}"' in drawn.text


@pytest.mark.parametrize(
    ("what", "picture", "status", "words"),
    [
        ("icon", lambda: file(100, 100), 422, "100 × 100 pixels. It needs at least 180 × 180."),
        ("logo", lambda: file(5000, 20), 422, "5000 × 20 pixels. Pictures can be up to 4096 × 4096."),
        ("logo", lambda: SimpleUploadedFile("a.svg", b"<svg onload='alert(1)'/>"), 422, "Use a PNG, JPEG or WebP file."),
        ("logo", lambda: SimpleUploadedFile("a.png", b""), 422, "empty"),
        ("logo", lambda: "", 422, "Choose a file first."),
        ("logo", lambda: SimpleUploadedFile("a.png", b"x" * 5_000_000), 413, "This file is too big. Files can be up to 2 MB."),
    ],
    ids=["small icon", "wide logo", "svg", "empty file", "no file", "too big"],
)  # fmt: skip
def test_a_wrong_file_is_refused_beside_its_field(upload, what, picture, status, words):
    answer = upload(what, picture())
    assert answer.status_code == status
    assert words in answer.text
    assert not (SiteSettings.current().logo or SiteSettings.current().icon)


def test_a_file_over_which_the_decoder_hangs_is_refused(upload, monkeypatch):
    monkeypatch.setattr(redrawing, "COMMAND", ["sh", "-c", "exec sleep 60"])
    monkeypatch.setattr(redrawing, "SECONDS", 0.3)
    answer = upload("logo", file())
    assert answer.status_code == 422
    assert "takes too long" in answer.text


def test_only_who_may_change_the_settings_uploads(as_, upload, db, ben, request):
    clerk = request.getfixturevalue("ada")
    clerk.is_staff = True
    clerk.save()
    assert upload("logo", file(), member=clerk).status_code == 403
    assert upload("logo", file(), member=ben).status_code == 302
    assert as_().post(HERE, {"what": "logo", "picture": file()}).status_code == 302
    assert not SiteSettings.current().logo


def test_uploads_are_limited(upload, root):
    limits.charge("picture", root.pk, 19)
    answers = [upload("logo", SimpleUploadedFile("a.png", b"x")).status_code for _ in range(2)]
    assert answers == [422, 429]
