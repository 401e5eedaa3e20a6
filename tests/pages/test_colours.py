"""One palette: each colour is written once, with its light and its dark value."""

import re

import pytest
from django.conf import settings

STYLES = settings.BASE_DIR / "static" / "css"


def test_the_browsers_bar_has_the_colour_of_the_page(as_, db):
    light, dark = re.search(
        r"--paper: light-dark\((\S+), (\S+)\);", (STYLES / "tokens.css").read_text()
    ).groups()
    bars = re.findall(
        r'<meta name="theme-color" content="(\S+)" media="\(prefers-color-scheme: (\w+)\)">',
        as_().get("/").text,
    )
    assert bars == [(light, "light"), (dark, "dark")]


@pytest.mark.parametrize(("theme", "colour"), [("light", "#fbfaf7"), ("dark", "#1a1c1b")])
def test_the_browsers_bar_follows_a_readers_own_theme_on_every_device(theme, colour, as_, ada):
    ada.theme = theme
    ada.save()
    bars = re.findall('<meta name="theme-color"[^>]*>', as_(ada).get("/").text)
    assert bars == [f'<meta name="theme-color" content="{colour}">']


def test_no_style_sheet_holds_a_second_palette_for_the_dark():
    sheets = {path.name: path.read_text() for path in STYLES.glob("*.css")}
    assert "light-dark(" in sheets["tokens.css"]
    assert [name for name, text in sheets.items() if "prefers-color-scheme" in text] == []
