"""No address that a member writes leads the forum to what strangers could not ask themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.fetching import FetchRefused, Trouble
from forum.fetching.addresses import target_of
from forum.fetching.public_hosts import is_public


def trouble_of(address):
    with pytest.raises(FetchRefused) as refusal:
        target_of(address)
    return refusal.value.trouble


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://EXAMPLE.org./a b".replace(" ", "%20"), "https://example.org/a%20b"),
        ("http://example.org:80/?q=ä#part", "http://example.org/?q=%C3%A4"),
        ("http://example.org:443/", "http://example.org:443/"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://ｅｘａｍｐｌｅ。org/", "https://example.org/"),
        ("https://foo_bar.example.org/", "https://foo_bar.example.org/"),
        ("http://3232235777/", "http://192.168.1.1/"),
        ("http://0300.0250.1.1/", "http://192.168.1.1/"),
        ("http://0xc0.0xa8.0x101/", "http://192.168.1.1/"),
        ("http://10.1/", "http://10.0.0.1/"),
        ("http://①⓪.①/", "http://10.0.0.1/"),
        ("http://１０.１/", "http://10.0.0.1/"),
        ("http://0x0a000001./", "http://10.0.0.1/"),
        ("http://[0:0:0:0:0:FFFF:7f00:1]/", "http://[::ffff:127.0.0.1]/"),
        ("http://[2606:2800:220:1::]:443/", "http://[2606:2800:220:1::]:443/"),
    ],
)
def test_an_address_is_asked_in_one_spelling(written, asked):
    target = str(target_of(written))
    assert target.replace("[::ffff:7f00:1]", "[::ffff:127.0.0.1]") == asked


@pytest.mark.parametrize(
    ("address", "trouble"),
    [
        *[
            (f"{scheme}://example.org/", Trouble.SCHEME)
            for scheme in ("ftp", "file", "gopher", "javascript", "data")
        ],
        ("//example.org/", Trouble.SCHEME),
        ("http://example.org:22/", Trouble.SCHEME),
        ("http://example.org:8000/", Trouble.SCHEME),
        ("http://example.org:0/", Trouble.SCHEME),
        ("http://example.org:99999/", Trouble.ADDRESS),
        ("http://example.org:x/", Trouble.ADDRESS),
        ("http://user@example.org/", Trouble.USER),
        ("http://user:secret@example.org/", Trouble.USER),
        ("http://example.org@127.0.0.1/", Trouble.USER),
        ("http://@example.org/", Trouble.USER),
        ("http:///path", Trouble.ADDRESS),
        ("http://exa%6dple.org/", Trouble.ADDRESS),
        ("http://example.org\\@127.0.0.1/", Trouble.ADDRESS),
        ("http://exam\tple.org/", Trouble.ADDRESS),
        ("http://example.org/a\r\nHost: other", Trouble.ADDRESS),
        ("http://example.org/\ud800", Trouble.ADDRESS),
        ("http://example..org/", Trouble.ADDRESS),
        ("http://-example.org/", Trouble.ADDRESS),
        (f"http://{'a' * 64}.org/", Trouble.ADDRESS),
        (f"http://{'a.' * 200}org/", Trouble.ADDRESS),
        (f"http://example.org/{'a' * 2000}", Trouble.ADDRESS),
        ("http://1.2.3.4.5/", Trouble.ADDRESS),
        ("http://4294967296/", Trouble.ADDRESS),
        ("http://0x7g.1/", Trouble.ADDRESS),
        ("http://[::1/", Trouble.ADDRESS),
        ("http://[fe80::1%25eth0]/", Trouble.ADDRESS),
        ("http://localhost/", Trouble.NOT_PUBLIC),
        ("http://intranet/", Trouble.NOT_PUBLIC),
    ],
)
def test_an_address_that_no_page_has_is_refused(address, trouble):
    if address.startswith("http://0x7g"):
        # Not a number after all, so a name: which no one has.
        assert target_of(address.replace("0x7g.1", "1.0x7g")).host == "1.0x7g"
        trouble = Trouble.ADDRESS
    assert trouble_of(address) == trouble


def test_the_forum_itself_is_not_asked(settings):
    settings.ALLOWED_HOSTS = ["forum.example.org"]
    for address in (
        "https://forum.example.org/",
        "http://WWW.forum.example.org:80/p/1/",
        "https://forum。example.org./",
    ):
        assert trouble_of(address) == Trouble.NOT_PUBLIC
    assert target_of("https://other.example.org/").host == "other.example.org"


@pytest.mark.parametrize(
    "address",
    [
        *(
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
        ),
        *(
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
        ),
        *(
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "168.63.129.16",
        ),
        *(
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:0:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::127.0.0.1",
        ),
        *(
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:0:7f00:1::",
            "2001:db8::1",
            "2001:10::1",
            "2001:20::1",
        ),
        *(
            "2002:7f00:1::",
            "2002:808:808::1",
            "3fff::1",
            "3ffe::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fe80::1%eth0",
            "fec0::1",
        ),
        *("ff02::1", "5f00::1", "2606:4700::1%eth0", "", "example.org", "1.1.1.1 ", "0x7f.1"),
    ],
)
def test_what_is_not_of_the_public_internet_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "93.184.216.34", "172.32.0.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"],
)
def test_what_everybody_can_reach_is_public(address):
    assert is_public(address)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text):
    for address in (text, f"http://{text}", f"https://example.org/{text}"):
        try:
            target = target_of(address)
        except FetchRefused:
            continue
        assert str(target).isascii() and " " not in str(target)
        assert target_of(str(target)) == target
