"""What other sites show beside a link: the topic's first picture, or the forum's own."""

import html5lib
import pytest

from forum.markup.preview_pictures import preview_picture
from forum.moderation import post_acts
from forum.posts.post_text import render_text
from forum.posts.revising import revise
from forum.site.models import SiteSettings

pytestmark = pytest.mark.django_db
HERE = "http://127.0.0.1:8000"
OURS = "/media/0123456789abcdef0123456789abcdef.png"
LOGO = {"name": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.png", "width": 400, "height": 64, "is_on_light": False}
ICON = {"512": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.png", "32": "cccccccccccccccccccccccccccccccc.png"}


@pytest.fixture
def facts(as_):
    """facts(path, reader) → what the page says to other sites, by its name."""

    def act(path, reader=None):
        head = html5lib.parse(as_(reader).get(path).text, namespaceHTMLElements=False).find("head")
        said = [
            (meta.get("property"), meta.get("content")) for meta in head.iter("meta") if meta.get("property")
        ]
        assert len(dict(said)) == len(said)
        return dict(said)

    return act


@pytest.mark.parametrize(
    ("body", "picture"),
    [
        ("Look: ![it](https://pics.example/a.png?x=1&y=2) ![b](https://pics.example/b.png)", "https://pics.example/a.png?x=1&y=2"),
        (f"![it]({OURS})", f"{HERE}{OURS}"),
        (f"![it]({HERE}{OURS})", f"{HERE}{OURS}"),
        ("![it](http://pics.example/a.png) ![b](https://pics.example/b.png)", "https://pics.example/b.png"),
        ("||the end ![it](https://pics.example/a.png)||", ""),
        ("||a ![it](https://pics.example/a.png)|| ![b](https://pics.example/b.png)", "https://pics.example/b.png"),
        ("<details><summary>More</summary>\n\n![it](https://pics.example/a.png)\n\n</details>", ""),
        ("`![it](https://pics.example/a.png)` [a](https://pics.example/a.png)", ""),
    ],
)  # fmt: skip
def test_the_first_picture_that_is_shown_at_once_stands_for_a_text(body, picture):
    assert preview_picture(render_text(body).rendered.html, HERE) == picture


def test_a_topic_has_its_own_picture_and_times(facts, ada, board, start):
    topic = start(ada, board, body="![it](https://pics.example/a.png?x=1&y=2)")
    SiteSettings.current().change(logo=LOGO, icon=ICON)
    said = facts(topic.get_absolute_url())
    assert said["og:image"] == "https://pics.example/a.png?x=1&y=2"
    assert (said["og:title"], said["og:type"]) == (topic.title, "article")
    assert said["article:published_time"] == topic.created_at.isoformat()
    assert said["article:modified_time"] == topic.last_post_at.isoformat()


def test_without_one_it_has_the_logo_or_the_icon_or_none(facts, topic):
    place = topic.get_absolute_url()
    assert "og:image" not in facts(place)
    SiteSettings.current().change(icon=ICON)
    assert facts(place)["og:image"] == facts("/")["og:image"] == f"{HERE}/media/{ICON['512']}"
    SiteSettings.current().change(logo=LOGO)
    assert facts(place)["og:image"] == facts("/")["og:image"] == f"{HERE}/media/{LOGO['name']}"


def test_a_picture_goes_with_its_text(facts, root, ada, board, start):
    topic = start(ada, board, body="![it](https://pics.example/a.png)")
    post = topic.posts.get()
    revise(ada, post, render_text("![it](https://pics.example/b.png)"), base=1)
    assert facts(topic.get_absolute_url())["og:image"] == "https://pics.example/b.png"
    post.refresh_from_db()
    post_acts.remove(root, post, "x")
    for reader in (None, root):
        assert "og:image" not in facts(topic.get_absolute_url(), reader)
