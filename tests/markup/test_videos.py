"""Which links are videos, and what is said of their players."""

import re

import pytest

from forum import markup
from forum.markup.trusted_html import page_html_with_videos
from forum.markup.videos import player

ID = "dQw4w9WgXcQ"
TUBE = f"https://www.youtube-nocookie.com/embed/{ID}?autoplay=1"
VIMEO = "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (f"https://www.youtube.com/watch?v={ID}", TUBE),
        (f"http://m.youtube.com/watch?list=x&v={ID}&t=1m30s", TUBE + "&start=90"),
        (f"https://youtu.be/{ID}?t=42", TUBE + "&start=42"),
        (f"https://youtube.com/shorts/{ID}", TUBE),
        (f"https://WWW.YouTube.com/live/{ID}?feature=share", TUBE),
        ("https://vimeo.com/76979871", VIMEO),
        ("https://vimeo.com/76979871/abcdef0123", VIMEO + "&h=abcdef0123"),
        ("https://player.vimeo.com/video/76979871?h=abcdef0123#t=70s", VIMEO + "&h=abcdef0123#t=70s"),
    ],
)
def test_these_are_videos(address, expected):
    assert player(address)[1] == expected


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/",
        "https://www.youtube.com/@channel",
        "https://www.youtube.com/watch?v=short",
        f"https://www.youtube.com/watch?v={ID}x",
        f"https://youtube.com.example.org/watch?v={ID}",
        f"https://example.org/?https://youtu.be/{ID}",
        f"https://youtu.be@example.org/{ID}",
        f"ftp://youtu.be/{ID}",
        "https://vimeo.com/about",
        'https://vimeo.com/76979871"onload=x',
        "https://[youtu.be/x",
        f"https://www.youtube.com/watch?v={ID}" + "&a=1" * 50,
        f"https://www.youtube.com/watch?v={ID[:-1]}é",
    ],
)
def test_these_are_none(address):
    assert player(address) is None


def page_of(source):
    return page_html_with_videos(markup.render(source).html)


def test_a_link_alone_on_its_line_says_how_it_plays():
    html = page_of(f"Look:\n\nhttps://youtu.be/{ID}?t=5&x=%22%3E\n\nGood.")
    assert (
        f'data-video="{TUBE.replace("&", "&amp;")}&amp;start=5" data-site="YouTube" href="https://youtu.be/'
        in html
    )


@pytest.mark.parametrize(
    "source",
    [
        f"Look at https://youtu.be/{ID} now.",
        f"`https://youtu.be/{ID}`",
        f"    https://youtu.be/{ID}",
        "https://example.org/",
        f'<a class="alone" href="https://example.org/" data-video="https://youtu.be/{ID}">x</a>',
    ],
)
def test_other_links_stay_links(source):
    html = page_of(source)
    assert '<a class="alone video"' not in html
    assert not re.search(r"<[^>]*data-video", html)


def test_stored_html_knows_nothing_of_players():
    assert "data-video" not in markup.render(f"https://youtu.be/{ID}").html
