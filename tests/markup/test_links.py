import pytest

from forum.markup import render
from tests.markup.shapes import shape

REL = 'rel="ugc nofollow noopener"'


def html(source):
    return shape(render(source).html)


@pytest.mark.parametrize(
    ("source", "href", "text"),
    [
        ("[x](https://example.org/a?b=1&c=2)", "https://example.org/a?b=1&amp;c=2", "x"),
        ("https://example.org/a_b_c.", "https://example.org/a_b_c", "https://example.org/a_b_c"),
        ("<http://example.org>", "http://example.org", "http://example.org"),
        ("See www.example.org", "https://www.example.org", "www.example.org"),
        ("[x](//example.org/)", "https://example.org/", "x"),
        ("[x](https://[2001:db8::1]:80/a)", "https://[2001:db8::1]:80/a", "x"),
        ("[x](https://example.org:65535/a)", "https://example.org:65535/a", "x"),
        ("[x](HTTPS://Example.org)", "HTTPS://Example.org", "x"),
        ("[x](<https://example.org/a b>)", "https://example.org/a%20b", "x"),
        ("[x][1]\n\n[1]: https://example.org 'title'", "https://example.org", "x"),
        ("[x](https://пример.испытание/путь)", "https://пример.испытание/путь", "x"),
    ],
)
def test_a_link_that_leaves_says_what_it_is(source, href, text):
    rest = "." if source.endswith(".") else ""
    before = "See " if source.startswith("See ") else ""
    assert html(source) == f'<p>{before}<a href="{href}" {REL}>{text}</a>{rest}</p>'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[x](/t/1-a/?page=2#post-9)", '<a href="/t/1-a/?page=2#post-9">x</a>'),
        ("[x](mailto:ada@example.org)", '<a href="mailto:ada@example.org">x</a>'),
        ("[x](ada@example.org)", '<a href="mailto:ada@example.org">x</a>'),
        ("ada@example.org", '<a href="mailto:ada@example.org">ada@example.org</a>'),
        ("[x](?q=tea)", '<a href="/?q=tea">x</a>'),
        ("[x](#rules)", '<a href="/#rules">x</a>'),
        ("[x](tel:+1-555-0100)", '<a href="tel:+1-555-0100">x</a>'),
    ],
)
def test_links_to_this_site_and_to_mailboxes_need_no_rel(source, expected):
    assert html(source) == f"<p>{expected}</p>"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#9;script:alert(1)",
        "java&#x0A;script:alert(1)",
        "&#x6a;avascript&#58;alert(1)",
        "javascript&colon;alert(1)",
        "&#1;javascript:alert(1)",
        "\u00a0javascript:alert(1)",
        "\u200bjavascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
        "ftp:example.org",
        "tel:home",
        "blob:https://example.org/1",
        "http:example.org",
        "https:/example.org",
        "https://[b]/",
        "https://ada@[1:2]",
        "http:\\\\example.org",
        "/\\example.org",
        "/&#9;/example.org",
        "/\u200b/example.org",
        "relative/page",
        "README.md",
        "C:\\doc.txt",
        "https://example.org:65536/",
        "",
    ],
)
def test_an_address_of_another_kind_is_no_link(address):
    for source in (
        f"[word]({address})",
        f"[word](<{address}>)",
        f"![word]({address})",
    ):
        rendered = render(source)
        assert "<a" not in shape(rendered.html), source
        assert "<img" not in shape(rendered.html), source
        assert "word" in rendered.text
    # Then the definition is none, and what it holds is read as text.
    assert "[word][1]" in render(f"[word][1]\n\n[1]: {address}").text


@pytest.mark.parametrize(
    ("target", "href"),
    [
        ("ftp://ftp.example.org/m.pdf", "ftp://ftp.example.org/m.pdf"),
        ("www.example.org", "https://www.example.org"),
        ("example.org/x", "https://example.org/x"),
        ("sms:+15550100?body=Hi", "sms:+15550100?body=Hi"),
        ("magnet:?xt=urn:btih:abc", "magnet:?xt=urn:btih:abc"),
        ("xmpp:ada@example.org", "xmpp:ada@example.org"),
        ("irc://irc.example.org/#tea", "irc://irc.example.org/#tea"),
        ("matrix:u/ada:example.org", "matrix:u/ada:example.org"),
        ("https://[2001:db8::1]:8000/a", "https://[2001:db8::1]:8000/a"),
        ("geo:52.5,13.4;u=35", "geo:52.5,13.4;u=35"),
    ],
)
def test_what_people_call_an_address_is_linked(target, href):
    assert f'<a href="{href}"' in html(f"[x]({target})")


@pytest.mark.parametrize(
    "target",
    [
        "docs/readme.md",
        "./a",
        "C:\\doc.txt",
        "\\\\server\\share",
        "javascript:alert(1)",
        "steam://run/1",
        "ftp:x",
        "geo:here",
        "https://exa|mple.org",
        "https://[b]/",
    ],
)
def test_a_target_that_may_not_be_linked_is_shown_behind_its_words(target):
    rendered = render(f"[x]({target}) ![y]({target})")
    assert rendered.text == f"x ({target}) y ({target})"
    assert "href" not in rendered.html


def test_a_link_without_words_shows_where_it_leads():
    assert (
        html("[](https://example.org/)")
        == f'<p><a href="https://example.org/" {REL}>https://example.org/</a></p>'
    )


def test_a_linked_picture_without_words_is_called_by_where_it_leads():
    rendered = render("[![](https://example.org/a.png)](/t/1/)")
    assert ' alt="/t/1/" ' in rendered.html
    assert rendered.html.endswith("></a></p>")
    assert rendered.text == "/t/1/"
    assert ' alt="tea" ' in html("[![tea](https://example.org/a.png)](/t/1/)")


def test_links_are_listed_once_and_in_order():
    rendered = render("[b](/b/1/) https://a.example [b](/b/1/) <mailto:x@example.org> [j](javascript:1)")
    assert rendered.links == ("/b/1/", "https://a.example")


def test_an_image_is_fetched_late_and_tells_nobody_who_looked():
    rendered = render('![A "cat"](https://example.org/cat.png "title")')
    assert shape(rendered.html) == (
        '<p><img src="https://example.org/cat.png" alt="A &quot;cat&quot;" loading="lazy" decoding="async"'
        ' referrerpolicy="no-referrer"></p>'
    )
    assert rendered.images == ("https://example.org/cat.png",)
    assert rendered.text == 'A "cat"'


def test_an_image_over_an_open_line_is_only_a_link():
    rendered = render("![cat](http://example.org/cat.png) ![](http://example.org/2.png)")
    assert shape(rendered.html) == (
        f'<p><a href="http://example.org/cat.png" {REL}>cat</a>'
        f' <a href="http://example.org/2.png" {REL}>http://example.org/2.png</a></p>'
    )
    assert rendered.images == ()


def test_an_image_over_an_open_line_inside_a_link_is_only_its_words():
    assert html("[![cat](http://example.org/c.png)](/t/1/)") == '<p><a href="/t/1/">cat</a></p>'


@pytest.mark.parametrize("path", ["/media/a/b.png", "/media/2026/c%20d.webp"])
def test_images_of_this_site_are_shown(path):
    assert render(f"![x]({path})").images == (path,)


@pytest.mark.parametrize(
    "path",
    ["/accounts/logout/", "/media/../accounts/", "/media/%2e%2e/x", "/media/a.png?x=/../", "/mediax/a"],
)
def test_an_image_is_never_a_request_for_a_page_of_this_site(path):
    rendered = render(f"![x]({path})")
    assert "<img" not in shape(rendered.html)
    assert rendered.images == ()
