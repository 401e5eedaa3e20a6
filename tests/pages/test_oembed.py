"""What other sites are told of a link to a topic: only of what a visitor sees."""

import html5lib
import pytest

from forum.moderation import post_acts, topic_acts
from forum.topics.models import Topic

pytestmark = pytest.mark.django_db
HERE = "http://127.0.0.1:8000"


@pytest.fixture
def embed(as_):
    """embed(path, reader) → what a site gets that asks for this address of the forum."""

    def act(path, reader=None, **more):
        return as_(reader).get("/oembed/", {"url": f"{HERE}{path}"} | more)

    return act


def test_a_topic_is_told_by_title_author_and_beginning(embed, topic):
    answer = embed(f"{topic.get_absolute_url()}?page=1#newest")
    found = answer.json()
    assert (found["version"], found["type"], found["title"]) == ("1.0", "rich", topic.title)
    assert (found["author_name"], found["author_url"]) == ("Ada Lindqvist (@ada)", f"{HERE}/u/ada/")
    assert (found["provider_name"], found["provider_url"]) == ("Folkmoot", f"{HERE}/")
    assert "How does this work?" in found["html"]
    assert f'<a href="{HERE}{topic.get_absolute_url()}">' in found["html"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_any_address_of_a_topic_or_post_will_do(embed, ben, topic, say):
    post = say(ben, topic, "It was the belt.")
    for path in (f"/t/{topic.pk}/", f"/t/{topic.pk}-x/"):
        assert "How does this work?" in embed(path).json()["html"]
    found = embed(f"/p/{post.pk}/").json()
    assert "It was the belt." in found["html"]
    assert f'<a href="{HERE}/p/{post.pk}/">' in found["html"]


def test_no_text_becomes_html(embed, topic):
    Topic.objects.filter(pk=topic.pk).update(title="<script>alert(1)</script>")
    topic.posts.update(text='<img src=x onerror="alert(1)">')
    found = embed(f"/t/{topic.pk}/").json()["html"]
    parsed = html5lib.parseFragment(found, namespaceHTMLElements=False)
    assert {element.tag for element in parsed.iter()} == {"DOCUMENT_FRAGMENT", "blockquote", "p", "a"}


def test_what_a_visitor_does_not_see_is_told_to_nobody(embed, root, ben, topic, members_board, start, say):
    hidden = start(root, members_board, title="For members")
    reply = say(ben, topic, "A rash word.")
    for reader in (None, root):
        assert embed(hidden.get_absolute_url(), reader).status_code == 404
        assert embed(f"/p/{hidden.posts.get().pk}/", reader).status_code == 404
    post_acts.remove(root, reply, "x")
    assert embed(f"/p/{reply.pk}/").status_code == 404
    topic_acts.remove(root, topic, "x")
    assert embed(topic.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "x",
        "http://[",
        "https://evil.example/t/1/",
        f"{HERE}/",
        f"{HERE}/nowhere/",
        f"{HERE}/p/999/",
        "\x00",
        "//",
    ],
)
def test_what_is_no_address_of_a_topic_is_not_found(address, as_, topic):
    assert as_().get("/oembed/", {"url": address}).status_code == 404


def test_a_question_that_is_none_is_answered_with_a_sentence(as_, embed, topic):
    place = topic.get_absolute_url()
    for answer, status in (
        (as_().get("/oembed/"), 400),
        (embed(place, format="xml"), 501),
        (embed(place, maxwidth="wide"), 400),
        (embed(place, maxwidth="0"), 400),
    ):
        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert embed(place, maxwidth="300").json()["width"] == 300
    assert embed(place, maxwidth="3000").json()["width"] == 600


def test_the_page_of_a_public_topic_says_where_to_ask(as_, root, topic, members_board, start):
    hidden = start(root, members_board, title="For members")
    for thing, is_said in ((topic, True), (hidden, False)):
        page = as_(root).get(thing.get_absolute_url()).text
        tree = html5lib.parse(page, namespaceHTMLElements=False)
        links = [
            link.get("href")
            for link in tree.iterfind("head/link[@rel='alternate']")
            if link.get("type") == "application/json+oembed"
        ]
        assert len(links) == is_said
        for link in links:
            assert as_().get(link.removeprefix(HERE)).json()["title"] == thing.title
