"""Addresses as members of real forums typed them, and where each link has to begin, end and lead."""

import re

import pytest

from forum.markup import render
from tests.markup.test_cases import shown as whole

LINK = re.compile(r'<a(?: class="alone")? href="([^"]*)">')


def shown(source):
    """The one paragraph's HTML, each link as `[words](address)`."""
    html = whole(source)
    assert html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1
    return re.sub(r'<a(?: class="alone")? href="([^"]*)">(.*?)</a>', r"[\2](\1)", html[3:-4])


@pytest.mark.parametrize(
    "source",
    [
        "Link:{}",
        "Site={}",
        "“{}”",
        "«{}»",
        "{{{}}}",
        "text—{}",
        "1.{}",
        "见{}。",
        "（{}）",
        "日本語{}",
        "Привет:{}",
        "look at this page:{}",
        "参见 {}。下一句",
        "参见 {}，然后",
        "（见 {}）",
        "{}…",
        "{}”",
        "{}،",
        "({})",
        '"{}"',
        "{}.",
        "{}, and",
        "**{}**",
    ],
)
@pytest.mark.parametrize(
    "address", ["https://example.org/a", "https://example.org", "http://example.org/a_(b)?c=d"]
)
def test_a_bare_address_is_linked_and_nothing_around_it(source, address):
    expected = (
        source.format(f"[{address}]({address})").replace("**[", "<strong>[").replace(")**", ")</strong>")
    )
    assert shown(source.format(address)) == expected


@pytest.mark.parametrize(
    "source",
    [
        "xhttps://example.org/a",
        "main.py",
        "README.md",
        "lib.rs",
        "run.sh",
        "e.g. this",
        "1.5",
        "a.b",
    ],
)
def test_what_is_no_address_stays_text(source):
    assert shown(source) == source


def test_an_address_of_another_scheme_is_not_half_linked():
    assert LINK.search(render("blobstore://jo:secret@store.example.net:9000/file").html) is None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("see example.org", "see [example.org](https://example.org)"),
        ("see www.example.museum", "see [www.example.museum](https://www.example.museum)"),
        ("see example.museum/a", "see [example.museum/a](https://example.museum/a)"),
        ("[my site](www.example.org)", "[my site](https://www.example.org)"),
        ("[my site](example.org/x)", "[my site](https://example.org/x)"),
        ("[mail me](ada@example.org)", "[mail me](mailto:ada@example.org)"),
        ("[call](tel:+15550100)", "[call](tel:+15550100)"),
        ("[torrent](magnet:?xt=urn:btih:abc)", "[torrent](magnet:?xt=urn:btih:abc)"),
        ("[the manual](ftp://ftp.example.org/m.pdf)", "[the manual](ftp://ftp.example.org/m.pdf)"),
        ("[talk](xmpp:room@chat.example.org)", "[talk](xmpp:room@chat.example.org)"),
        ("[talk](irc://chat.example.org/room)", "[talk](irc://chat.example.org/room)"),
        ("[here](geo:52.5,13.4)", "[here](geo:52.5,13.4)"),
    ],
)
def test_a_target_is_linked(source, expected):
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"[share](\\server\share)", r"share (\\server\share)"),
        (r"[doc](C:\doc.txt)", r"doc (C:\doc.txt)"),
        ("[rel](docs/readme.md)", "rel (docs/readme.md)"),
        ("[x](javascript:alert)", "x (javascript:alert)"),
        ("![pic](images/a.png)", "pic (images/a.png)"),
    ],
)
def test_a_target_that_may_not_be_linked_is_shown(source, expected):
    assert shown(source) == expected


def test_only_what_is_asked_for_is_a_link():
    expected = "[foo] [bar](https://example.org/)"
    assert shown("[foo] [bar]\n\n[bar]: https://example.org/") == expected
    assert shown("[the file][x]\n\n[x]: magnet:?a=b") == "[the file](magnet:?a=b)"


def test_a_definition_that_leads_nowhere_is_text():
    html = whole("[the file][x]\n\n[x]: nowhere")
    assert html == "<p>[the file][x]</p><p>[x]: nowhere</p>"
