"""Pictures of other sites are loaded by readers lazily, or are links where the owner wants it so."""

import pytest

from forum import markup
from forum.markup import Options
from forum.posts.models import Post
from forum.site.models import SiteSettings

pytestmark = pytest.mark.django_db

PICTURE = "![A boat](https://example.org/boat.jpg)"
OFF = Options(remote_images=False)


@pytest.fixture
def hidden():
    SiteSettings().change(remote_images="linked")


def reply(browser, topic, body):
    browser.post(f"{topic.get_absolute_url()}reply/", {"body": body, "key": "k"})
    return Post.objects.latest("pk")


def images_of(answer):
    directives = answer.headers["Content-Security-Policy"].split("; ")
    return next(directive for directive in directives if directive.startswith("img-src"))


def test_they_are_loaded_lazily_and_learn_no_address_of_ours(as_, ben, topic, client):
    html = reply(as_(ben), topic, PICTURE).html
    assert 'src="https://example.org/boat.jpg"' in html
    assert 'loading="lazy"' in html
    assert 'referrerpolicy="no-referrer"' in html
    assert "https:" in images_of(client.get(topic.get_absolute_url()))


def test_where_they_are_off_they_are_links(as_, ben, topic, client, hidden):
    html = reply(as_(ben), topic, f"{PICTURE}\n\n![](https://example.org/x.png)").html
    assert "<img" not in html
    assert '<a href="https://example.org/boat.jpg" rel="ugc nofollow noopener">A boat</a>' in html
    assert ">https://example.org/x.png</a>" in html


def test_where_they_are_off_older_posts_load_none_either(as_, ben, topic, client):
    reply(as_(ben), topic, PICTURE)
    client.get(topic.get_absolute_url())  # kept for the next visitor
    SiteSettings().change(remote_images="linked")
    for browser in (client, client, as_(ben)):
        page = browser.get(topic.get_absolute_url())
        assert images_of(page) == "img-src 'self' data:"
        assert 'src="https:' not in page.text


def test_the_preview_shows_what_will_be_stored(as_, ben, topic, hidden):
    answer = as_(ben).post(f"{topic.get_absolute_url()}reply/", {"body": PICTURE, "key": "k", "preview": "1"})
    assert "A boat</a>" in answer.text


@pytest.mark.parametrize("picture", ["/media/a.png", f"/files/{'a' * 22}/20x10/boat.png"])
def test_our_own_pictures_are_shown_all_the_same(picture):
    assert f'src="{picture}"' in markup.render(f"![A boat]({picture})", options=OFF).html


def test_a_picture_in_a_link_leaves_its_words(hidden):
    html = markup.render(f"[{PICTURE}](https://example.org/)", options=OFF).html
    assert html.count("<a ") == 1
    assert ">A boat</a>" in html
