"""A picture is loaded by everybody who reads a post, and as them: none may ask for a page of this very site."""

import pytest

from forum.markup import own_host, render, rendering

OURS = [
    "https://forum.example.org/notifications/3/",
    "https://forum.example.org",
    "https://forum.example.org?x=1",
    "https://FORUM.Example.ORG/notifications/3/",
    "https://forum.example.org:443/notifications/3/",
    "https://forum.example.org:8443/notifications/3/",
    "https://forum.example.org:/notifications/3/",
    "https://www.forum.example.org/notifications/3/",
    "https://forum.example.org./notifications/3/",
    "https://ben@forum.example.org/notifications/3/",
    "https://ben:secret@forum.example.org:443/notifications/3/",
    "https://elsewhere.example@forum.example.org/notifications/3/",
    "https://forum%2Eexample%2Eorg/notifications/3/",
    "https://%66orum.example.org/notifications/3/",
    "https://forum。example。org/notifications/3/",
    "https://ｆｏｒｕｍ.example.org/notifications/3/",
    "https://foru%C2%ADm.example.org/notifications/3/",
    "//forum.example.org/notifications/3/",
    "//www.FORUM.example.org:443/notifications/3/",
    "HTTPS://forum.example.org/notifications/3/",
    "https://forum.example.org/media/../notifications/3/",
    "https://forum.example.org/media/%2e%2e/notifications/3/",
    "https://forum.example.org/mediax/3/",
]
OTHERS = [
    "https://example.org/cat.png",
    "https://media.forum.example.org/cat.png",
    "https://forum.example.org.elsewhere.example/cat.png",
    "https://forum.example.org@elsewhere.example/cat.png",
    "https://notforum.example.org/cat.png",
    "https://elsewhere.example/https://forum.example.org/",
    "https://elsewhere.example/?from=forum.example.org",
    "https://192.0.2.7/cat.png",
]


@pytest.fixture(autouse=True)
def at_forum_example_org(monkeypatch):
    monkeypatch.setenv(own_host.VARIABLE, "forum.example.org")


@pytest.mark.parametrize("address", OURS)
def test_a_picture_from_this_forum_is_only_a_link(address):
    rendered = render(f"![cat]({address})")
    assert "<img" not in rendered.html
    assert rendered.images == ()
    assert "cat" in rendered.text


def test_the_link_leads_where_the_picture_would_have_come_from():
    assert '<a href="https://forum.example.org/t/1/"' in render("![cat](https://forum.example.org/t/1/)").html


@pytest.mark.parametrize("address", OTHERS)
def test_a_picture_from_elsewhere_is_a_picture(address):
    assert render(f"![cat]({address})").images == (address,)


@pytest.mark.parametrize(
    "start", ["", "https://forum.example.org", "//forum.example.org", "https://www.forum.example.org:443"]
)
def test_its_own_media_are_pictures_by_any_address(start):
    assert render(f"![cat]({start}/media/2026/cat.webp)").images == ("/media/2026/cat.webp",)


@pytest.mark.parametrize(
    ("own", "address"),
    [
        ("xn--bcher-kva.example", "https://bücher.example/notifications/3/"),
        ("bücher.example", "https://xn--bcher-kva.example/notifications/3/"),
        ("192.0.2.7:8000", "https://192.0.2.7/notifications/3/"),
        ("[2001:db8::1]", "https://[2001:db8:0:0:0:0:0:1]:8000/notifications/3/"),
        ("127.0.0.1:8000", "https://localhost:8000/notifications/3/"),
        ("localhost", "https://127.0.0.1/notifications/3/"),
        ("www.example.org", "https://example.org/notifications/3/"),
    ],
)
def test_other_spellings_of_the_host_are_known(own, address, monkeypatch):
    monkeypatch.setenv(own_host.VARIABLE, own)
    assert render(f"![cat]({address})").images == ()


@pytest.fixture
def own_children():
    """Renderers started here: they learn where the forum stands when they start."""
    rendering.children.end()
    yield
    rendering.children.end()


def test_a_long_text_that_another_process_renders_is_judged_in_the_same_way(own_children):
    text = "\n\n".join(
        f"Part {n} [a](/b/{n}/) ![cat](https://forum.example.org/notifications/{n}/)" for n in range(150)
    )
    rendered = render(text)
    assert not rendered.plain
    assert rendered.images == ()
    assert "https://forum.example.org/notifications/149/" in rendered.html


def test_a_forum_that_does_not_know_where_it_stands_takes_pictures_from_anywhere(monkeypatch):
    monkeypatch.delenv(own_host.VARIABLE)
    assert render("![cat](https://forum.example.org/cat.png)").images == (
        "https://forum.example.org/cat.png",
    )
