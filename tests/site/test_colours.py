"""Whatever accent an owner chooses, words stay readable in both themes."""

import re

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from forum.pages.accent_field import SWATCHES, AccentField, adjustment_note
from forum.site import colours
from forum.site.colours import READABLE, Shades, accent_of, contrast, normalized, parsed
from forum.site.theme import style_sheet_of, theme_address, usual_sheet

TOKENS = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()


def token(name):
    return re.search(rf"--{name}: light-dark\((\S+), (\S+)\);", TOKENS).groups()


def test_the_grounds_are_those_of_the_style_sheet():
    names = ("paper", "sheet", "sunk", "mark", "code-bg")
    light, dark = zip(*(token(name) for name in names), strict=True)
    assert (light, dark) == (colours.LIGHT_GROUNDS, colours.DARK_GROUNDS)
    assert tuple(zip(token("ink"), token("ink-soft"), strict=True)) == (colours.LIGHT_INKS, colours.DARK_INKS)
    names = ("accent", "accent-deep", "accent-ink", "accent-soft")
    shades = zip(*(token(name) for name in names), strict=True)
    assert tuple(Shades(*each) for each in shades) == colours.DEFAULT_SHADES
    assert colours.DEFAULT_SHADES[0].accent == colours.DEFAULT_ACCENT


def test_contrast_is_that_of_wcag():
    assert contrast(parsed("#000000"), parsed("#ffffff")) == pytest.approx(21)
    assert contrast(parsed("#777777"), parsed("#ffffff")) == pytest.approx(4.48, abs=0.01)


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_every_colour_becomes_readable_on_light_and_on_dark_pages(colour):
    accent = accent_of(colour)
    for shades, grounds, inks in (
        (accent.light, colours.LIGHT_GROUNDS, colours.LIGHT_INKS),
        (accent.dark, colours.DARK_GROUNDS, colours.DARK_INKS),
    ):
        written = [
            (shade, ground) for shade in (shades.accent, shades.deep) for ground in (*grounds, shades.soft)
        ]
        written += [
            (shades.ink, shades.accent),
            (shades.ink, shades.deep),
            *((ink, shades.soft) for ink in inks),
        ]
        assert [pair for pair in written if contrast(*map(parsed, pair)) < READABLE] == []


def test_a_readable_colour_is_left_as_it_is_and_a_pale_one_is_darkened_with_a_word():
    assert accent_of("#1e40af").light.accent == "#1e40af"
    assert adjustment_note("#1e40af") == ""
    assert accent_of("#ffff00").is_adjusted
    assert "#ffff00 is too pale" in adjustment_note("#ffff00")
    assert [name for colour, name in SWATCHES if accent_of(colour).is_adjusted] == []


@pytest.mark.parametrize(
    ("said", "colour"),
    [
        ("#0B6A66", "#0b6a66"),
        ("abc", "#aabbcc"),
        (" #123456 ", "#123456"),
        ("red", None),
        ("#12", None),
        ("#12345g", None),
    ],
)
def test_a_colour_is_read_in_the_usual_spellings(said, colour):
    assert normalized(said) == colour


@pytest.mark.parametrize("kind", ["theme", "palette"])
def test_the_style_sheet_differs_in_the_accent_alone(kind):
    sheet = style_sheet_of("#7c3aed", kind)
    assert "--accent: light-dark(#7c3aed, " in sheet
    assert "--accent-soft: light-dark(#ece3f6, " in sheet
    assert [line for line in sheet.splitlines() if "--accent" not in line] == [
        line for line in usual_sheet(kind).splitlines() if "--accent" not in line
    ]
    assert theme_address("") == theme_address(colours.DEFAULT_ACCENT) == ""


def test_of_three_ways_to_choose_a_colour_the_changed_one_counts():
    before = {"c_before": "#0b6a66", "c_swatch": "#0b6a66", "c_picker": "#0b6a66", "c": "#0b6a66"}
    read = AccentField().widget.value_from_datadict
    assert read(before, None, "c") == "#0b6a66"
    assert read(before | {"c_swatch": "#1d5fa8"}, None, "c") == "#1d5fa8"
    assert read(before | {"c_picker": "#123456"}, None, "c") == "#123456"
    assert read(before | {"c": "fed", "c_picker": "#123456"}, None, "c") == "#ffeedd"
    assert read(before | {"c": "nonsense"}, None, "c") == "nonsense"
