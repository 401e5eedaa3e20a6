"""Where an address that stands in a text starts and ends. In the examples ⟦ and ⟧ stand around it."""

import re
from time import process_time

import pytest

from forum.markup import render
from forum.markup.inlines.bare_addresses import bare_addresses


def marked(text):
    for start, end, _href in reversed(bare_addresses(text)):
        text = f"{text[:start]}⟦{text[start:end]}⟧{text[end:]}"
    return text


def assert_found(example):
    assert marked(re.sub("[⟦⟧]", "", example)) == example


@pytest.mark.parametrize(
    "example",
    [
        "Link:⟦https://example.org/a⟧ Site=⟦https://example.org/a⟧ page:⟦https://example.org/t/1⟧",
        "“⟦https://example.org/a⟧” «⟦https://example.org/a⟧» {⟦https://example.org/a⟧} '⟦http://example.org⟧'",
        "text—⟦https://example.org⟧—text 9https://example.org 1.⟦https://example.org/a⟧ (⟦https://example.org/a⟧)",
        "见⟦https://example.org/a⟧。 （⟦https://example.org/x⟧） 日本語⟦https://example.org/path⟧",
        "Привет:⟦https://example.org/x⟧ git+⟦https://example.org/x⟧",
        "“⟦www.example.org⟧” 见⟦www.example.org⟧。 _⟦www.example.org⟧_",
        "请写信给⟦ada@example.org⟧。 Mail:⟦ada@example.org⟧ <⟦ada@example.org⟧>",
    ],
)
def test_an_address_starts_behind_any_sign_of_any_script(example):
    assert_found(example)


@pytest.mark.parametrize(
    "example",
    [
        "参见 ⟦https://example.org/a⟧。下一句 参见 ⟦https://example.org/a⟧，然后 （见 ⟦https://example.org/a⟧）后",
        "⟦https://example.org/a⟧… ⟦https://example.org/a⟧” ⟦https://example.org/a⟧، ⟦https://example.org/a⟧؟",
        "⟦https://example.org/a⟧। ⟦https://example.org/a⟧」 ⟦https://example.org⟧’s ⟦https://example.org⟧»",
        "⟦https://example.org/a⟧. ⟦https://example.org/a⟧, ⟦https://example.org/a⟧?! ⟦https://example.org/a⟧;",
        "**⟦https://example.org⟧** *⟦https://example.org/a⟧* ~~⟦https://example.org/~ada⟧~~ **⟦https://a.example/x⟧**次",
        "||⟦https://example.org/a⟧|| ==⟦https://example.org/?a=b⟧== ⟦https://example.org/?a=YQ==⟧",
        "(⟦https://example.org/a⟧) ⟦https://example.org/x_(y)⟧ (⟦https://example.org/x_(y)⟧) (⟦https://example.org/a⟧)次",
        "[⟦https://example.org/a⟧](/x) [url]⟦https://example.org⟧[/url] [b]⟦https://example.org/a⟧[/b] ⟦https://example.org/?a[]=1⟧ {⟦https://a.example⟧}",
        "⟦https://a.example⟧,⟦https://b.example⟧ ⟦https://example.org⟧参见 ⟦https://example.org:8080⟧에서",
        "⟦https://example.org/a⟧&quot; &lt;⟦https://example.org/a⟧&gt; ⟦https://example.org/a?b&amp;c⟧",
        "⟦https://example.org/a⟧`code` ⟦https://example.org/a⟧<b> ⟦https://example.org/\\_b\\_c⟧\\*\\* ⟦https://a.example⟧\\",
    ],
)
def test_an_address_ends_before_what_belongs_to_the_sentence(example):
    assert_found(example)


@pytest.mark.parametrize(
    "example",
    [
        "⟦https://例子.中国/路⟧ ⟦https://пример.рф/путь⟧ ⟦https://münchen.de/ä⟧ ⟦http://x🍄.ga/⟧",
        "⟦https://fa.wikipedia.org/wiki/می‌خواهم⟧ و ⟦https://ja.wikipedia.org/wiki/ジャン・レノ⟧",
        "⟦https://en.wikipedia.org/wiki/Michelson–Morley⟧ ⟦https://example.org/:v:/g/doc⟧ ⟦https://example.org/a_b_c⟧",
        "⟦https://[::1]:8000/⟧ ⟦http://localhost:8000⟧ ⟦http://192.168.0.1/a⟧ ⟦https://u:p@example.org/x⟧ ⟦HTTPS://A.example⟧",
    ],
)
def test_an_address_may_hold_letters_and_signs_of_every_script(example):
    assert_found(example)


@pytest.mark.parametrize(
    "example",
    [
        "⟦example.org⟧ ⟦Example.com⟧, (⟦example.net⟧) **⟦example.edu⟧** ⟦socket.io⟧. ⟦foo.co.uk⟧ ⟦heise.de⟧!",
        "⟦example.org/path⟧ ⟦example.xyz/a⟧ ⟦example.com:8080/x⟧ ⟦example.org?a=1⟧ ⟦example.rs/a⟧ ⟦пример.рф⟧",
        "见⟦example.org/a⟧。 ⟦example.org⟧에서 ⟦www.example.museum⟧ ⟦WWW.EXAMPLE.ORG⟧ ⟦münchen.de⟧",
        "main.py README.md lib.rs run.sh Node.js ASP.NET file.txt a.out package.json/x src/example.de",
        "e.g. i.e. U.S. et.al. 1.2.3 v2.0 3.14 a.b x.y.z I saw.It was example.xyz 12.5.com? ...com",
        "1.no tea 12.in all ⟦360.cn⟧ ⟦1.in/a⟧ ⟦1.1.de⟧ ⟦www.1.de⟧ ⟦1a.de⟧",
        "foo.de() self.id=1 foo::bar.io $a.de @a.de -a.de a.de@b com.example.app/x my_host.com www. www",
    ],
)
def test_a_domain_needs_a_common_ending_or_a_path(example):
    example = example.replace("12.5.com", "⟦12.5.com⟧")
    assert_found(example)


@pytest.mark.parametrize(
    "example",
    [
        "⟦ada@example.org⟧ ⟦hello+xyz@mail.example⟧. ⟦a.b-c_d@a.b⟧ ⟦x@163.com⟧ ⟦müller@example.org⟧ ⟦иван@пример.рф⟧",
        "hello@mail+xyz.example a.b-c_d@a.b- a.b-c_d@a.b_ @ada @ada@social.example jo@localhost a@b@c.example",
        "git@example.org:x/y.git foo@1.2.3 foo\\+@bar.example.com a/b@example.org",
        "blobstore://jo:secret@store.example.net:9000/file and ⟦ada@example.org⟧",
    ],
)
def test_mail_addresses_are_found_and_what_only_holds_an_at_sign_is_not(example):
    assert_found(example)


@pytest.mark.parametrize(
    "example",
    [
        "⟦tel:+1-555-0100⟧, (⟦sms:+15550100⟧) ⟦mailto:ada@example.org⟧. ⟦xmpp:ada@example.org⟧ ⟦geo:52.5,13.4⟧.",
        "⟦magnet:?xt=urn:btih:abc⟧ ⟦irc://irc.example.org/#tea⟧ ⟦ircs://a.example⟧ ⟦ftp://ftp.example.org/m.pdf⟧",
        "⟦matrix:u/ada:example.org⟧ ⟦matrix:r/tea:example.org⟧",
        "tel:me geo:here magnet:x irc:tea matrix:reloaded xmpp:ada sms: hotel:+15550100 foo:bar a://b",
        "javascript:alert(1) javascript://example.org/%0aalert(1) data:text/html,x file:///etc vbscript:x http:// https://…",
    ],
)
def test_addresses_of_other_kinds_are_found_if_they_are_whole(example):
    assert_found(example)


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("www.example.org", "https://www.example.org"),
        ("example.org/a", "https://example.org/a"),
        ("ada@example.org", "mailto:ada@example.org"),
        ("http://example.org/?a=1&amp;b=2", "http://example.org/?a=1&b=2"),
        ("https://example.org/?a=1&copy=2", "https://example.org/?a=1&copy=2"),
        ("https://example.org/a\\_b", "https://example.org/a_b"),
        ("https://example.org/می‌خواهم", "https://example.org/می%E2%80%8Cخواهم"),
    ],
)
def test_where_a_bare_address_leads(text, href):
    assert bare_addresses(text) == [(0, len(text), href)]


def test_escaped_signs_are_shown_without_their_backslash():
    assert ">https://example.org/a_b</a>" in render("x https://example.org/a\\_b").html


@pytest.mark.parametrize(
    "source", ["`https://a.example`", "```\nwww.example.org\n```", "    ada@example.org"]
)
def test_code_holds_no_addresses(source):
    assert "<a" not in render(source).html


@pytest.mark.parametrize(
    "piece",
    "https://a, https://a.b/) https://a.b/] https://a@ https://[ http://. http://! a.com/, a.com/** a: a@ a. a.b@ :// ab://"
    " tel:1 tel:1( geo:1, _.a a_. \\_ ==https://a/== &amp;; https://a/;&amp; www. @a.b ы.ы matrix:u/a".split(),
)
def test_no_text_takes_long(piece):
    text = (piece * 100_000)[:100_000]
    before = process_time()
    bare_addresses(text)
    assert process_time() - before < 0.5
