"""A piece of a web page becomes Markdown."""

import time

import pytest

from forum import limits
from forum.pages.posts.pasting import MOST, as_markdown


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One <b>two</b> <em>three</em></p>", "One **two** *three*"),
        ("<h2>Title</h2><p>Text</p>", "## Title\n\nText"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ('<a href="https://example.org/x">here</a>', "[here](https://example.org/x)"),
        ('<a href="javascript:alert(1)">here</a>', "here"),
        ("<p>x</p><script>alert(1)</script><style>p{}</style>", "x"),
        ('<img src="file:///home/me/a.png" alt="A boat">', "A boat"),
        ("<table><tr><th>a</th></tr><tr><td>1</td></tr></table>", "| a |\n| --- |\n| 1 |"),
        ("2 * 3 * 4 and _x_", "2 \\* 3 \\* 4 and \\_x\\_"),
    ],
)
def test_what_it_says_is_kept(html, expected):
    assert as_markdown(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<p>x &#{'1' * 5000}; y</p>", "x \ufffd y"),
        (f"<p>x &#{'0' * 5000}65; y</p>", "x A y"),
        (f'<a href="https://example.org/?a=&#{"9" * 5000};">x</a>', "[x](https://example.org/?a=\ufffd)"),
        (f"<p>x &#{'1' * 5000}<b y", "x \ufffd\\<b y"),
        (f'<ol start="{"1" * 5000}"><li>x</li></ol>', "1. x"),
        (
            f'<img src="https://a.example/b.png" width="{"1" * 5000}" height="2">',
            "![](https://a.example/b.png)",
        ),
    ],
)
def test_numbers_of_thousands_of_digits_are_none(as_, ben, db, html, expected):
    assert as_(ben).post("/paste/", {"html": html}).text == expected


def test_members_alone_have_it_converted(as_, ben, db):
    assert as_(ben).post("/paste/", {"html": "<b>Hello</b>"}).text == "**Hello**"
    assert as_().post("/paste/", {"html": "<b>Hello</b>"}).status_code == 403


@pytest.mark.parametrize("html", ["x" * (MOST + 1), "<div>" * 50_000])
def test_what_is_too_large_is_pasted_as_plain_text(as_, ben, db, html):
    answer = as_(ben).post("/paste/", {"html": html})
    assert answer.status_code == 422
    assert "plain text" in answer.text


def test_a_selection_is_quoted_with_its_markdown(as_, ben, ada, topic):
    post = topic.posts.get()
    body = {"selected": "How <em>does</em> this<br>work?"}
    answer = as_(ben).post(f"/p/{post.pk}/quote/", body, headers={"X-Requested-With": "fetch"})
    assert answer.text.startswith(f"> @ada [wrote](/p/{post.pk}/):\n>\n> How *does* this")
    assert as_().post(f"/p/{post.pk}/quote/", body).status_code in (302, 303, 403)


def test_a_quote_carries_no_picture_along(as_, ben, ada, topic, say):
    post = say(ada, topic, "Look: ![A boat](https://pics.example/boat.png) and `![code](x)`")
    quote = as_(ben).get(f"/p/{post.pk}/quote/").text
    assert "Look: [A boat](https://pics.example/boat.png)" in quote


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("a <!-- never ended <b>b</b>", "a <\\!-- never ended <b\\>b</b\\>"),
        ("<!-->a<!-- x --> b", "a b"),
        ("<b>a</b> <a href=", "**a** \\<a href="),
        ("<![if gte mso 9]>a<![endif]>", "a"),
        ("a <![", "a \\<!["),
        ("it <a title='>' href=https://a.example/>b</a>'s", "it [b](https://a.example/)'s"),
        ("<script>if (a<b) '</x>'</script>c", "c"),
    ],
)
def test_broken_html_loses_no_words(html, expected):
    found = as_markdown(html)
    assert found.replace("\\", "") == expected.replace("\\", "")


@pytest.mark.parametrize(
    "piece", ["<a ", "<!--", "<!-- >", "<?", "</", "</a ", "<a href='", "<![", "<script></x>"]
)
def test_html_that_never_ends_is_read_in_good_time(piece):
    started = time.process_time()
    as_markdown(piece * (MOST // len(piece)))
    assert time.process_time() - started < 2


def test_a_member_has_so_much_converted_and_no_more(as_, ben, topic):
    limits.charge("paste-time", ben.pk, 5_000)
    assert as_(ben).post("/paste/", {"html": "<b>a</b>"}).status_code == 429
    address = f"/p/{topic.posts.get().pk}/quote/"
    assert as_(ben).post(address, {"selected": "<b>a</b>"}).status_code == 429
