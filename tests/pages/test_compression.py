"""Pages for one reader go out compressed, as Django would do it, in less time."""

import gzip

import pytest

from forum.pages.middleware import compression

GZIP = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def page(as_, ada, topic):
    return lambda **headers: as_(ada).get(topic.get_absolute_url(), headers=headers)


def test_who_takes_it_gets_it_compressed_and_others_plain(page):
    plain, packed = page(), page(**GZIP)
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 3
    assert b"A first question" in gzip.decompress(packed.content)
    assert "Accept-Encoding" in plain["Vary"] and "Accept-Encoding" in packed["Vary"]


def test_what_is_short_stays_as_it_is(as_):
    answer = as_().get("/healthz/", headers=GZIP)
    assert len(answer.content) < compression.SMALLEST
    assert "Content-Encoding" not in answer


def test_its_length_tells_nothing_of_what_it_says():
    """BREACH: whoever makes a browser ask again and again must not learn from lengths what else is on the page."""
    content = b"the same page " * 100
    packed = [compression.compressed(content, 100) for _ in range(40)]
    assert len({len(each) for each in packed}) > 5
    assert {gzip.decompress(each) for each in packed} == {content}


def test_a_page_with_a_token_is_given_no_name_for_it_is_never_the_same_again(page, as_, topic):
    assert page().content != page().content
    assert "ETag" not in page()
    seen = as_().get(topic.get_absolute_url())
    assert "csrfmiddlewaretoken" not in seen.text
    again = as_().get(topic.get_absolute_url(), headers={"If-None-Match": seen["ETag"]})
    assert again.status_code == 304
