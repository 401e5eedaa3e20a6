"""What a visitor's page of a topic weighs besides what people wrote: the tags of its posts, and those around them."""

import re

import pytest

from forum.site.models import SiteSettings

POST = re.compile(r"<article.*?</article>", re.DOTALL)
TEXT = re.compile(r'(<div class="prose"[^>]*>).*?(?=</div><div class="post-acts">)', re.DOTALL)


def markup(html):
    return sum(len(tag.encode()) for tag in re.findall(r"<[^>]*>", html))


@pytest.fixture
def page(as_, ada, ben, topic, say):
    ben.display_name = "Benedict Cumberland"
    ben.save()
    for n in range(19):
        say((ada, ben)[n % 2], topic, f"Reply {n} with **weight** and [a link](https://example.org/).")
    return as_().get(topic.get_absolute_url()).text


def test_a_post_has_no_more_than_1200_bytes_of_markup_and_its_text(page):
    posts = POST.findall(page)
    assert len(posts) == 20
    weights = [markup(TEXT.sub(r"\1", post)) for post in posts]
    assert sum(weights) / len(weights) <= 1_200
    assert "Reply 7" in posts[8]


def test_what_stands_around_the_posts_is_small_and_without_blanks(page):
    around = POST.sub("", page)
    assert markup(around) <= 8_000
    assert not re.search(r"\n[ \t]", around)
    assert SiteSettings.current().name in around
