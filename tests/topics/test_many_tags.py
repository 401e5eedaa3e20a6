"""A forum of very many tags: each page shows some of them, and they are chosen by name."""

import pytest

from forum.topics.models import Tag, Topic

pytestmark = pytest.mark.every_database

MANY = 130


@pytest.fixture
def many(db):
    Tag.objects.bulk_create(Tag(name=f"Tag {n:03}", slug=f"tag-{n}") for n in range(MANY))


@pytest.fixture
def send(as_, ben, board):
    browser, keys = as_(ben), iter(range(100))

    def post(tags):
        sent = {"title": f"About {tags}", "body": "Hello", "key": f"k{next(keys)}", "tags": tags}
        return browser.post("/b/general/new/", sent)

    return post


def test_all_tags_stand_on_pages(as_, many):
    assert as_().get("/tags/").text.count('class="row-tag"') == 100
    assert as_().get("/tags/?page=2").text.count('class="row-tag"') == MANY - 100


def test_lists_offer_the_most_used_tags_and_the_way_to_all(as_, ada, board, many, topic, start):
    topic.tags.set(Tag.objects.all())
    start(ada, board, title="Another", tags=[Tag.objects.get(slug="tag-129")])
    menu = as_().get("/latest/").text.split("Filter by tag")[1].split("</details>")[0]
    assert menu.count("?tag=") == 40
    assert "?tag=tag-129" in menu
    assert 'href="/tags/"' in menu


def test_a_few_tags_are_boxes_and_many_are_written(as_, ben, board, many):
    page = as_(ben).get("/b/general/new/").text
    assert 'type="checkbox" name="tags"' not in page
    assert 'name="tags"' in page
    Tag.objects.filter(slug__gt="tag-2").delete()
    assert 'type="checkbox" name="tags"' in as_(ben).get("/b/general/new/").text


@pytest.mark.parametrize(
    "written",
    [
        "Tag 007, Tag 019",
        "tag-7,tag-19",
        " TAG 007 ,, ｔａｇ 019,",
        "Tag 019,Tag 007,tag-7",
        "Tag 007，Tag 019",
        "Tag 007、Tag 019；",
        "Tag 007؛ Tag 019،",
        "Tag 007; Tag 019",
        "#Tag 007, #tag-19",
    ],
)
def test_tags_are_known_by_name_or_address_however_they_are_written(written, send, many):
    assert send(written).status_code == 303
    assert {tag.slug for tag in Topic.objects.get().tags.all()} == {"tag-7", "tag-19"}


@pytest.mark.parametrize(
    "written", ["Tag 007, Nowhere", "\x00", "x" * 5000, ", ".join(f"tag-{n}" for n in range(9))]
)
def test_what_is_no_tag_is_said_beside_the_field_and_kept(written, send, many):
    answer = send(written)
    assert answer.status_code == 422
    assert not Topic.objects.exists()
    assert "Hello" in answer.text


def test_a_tag_that_begins_with_a_sign_is_known_by_its_whole_name(send, many):
    Tag.objects.create(name="#tag 007", slug="hash-seven")
    assert send("#Tag 007").status_code == 303
    assert [tag.slug for tag in Topic.objects.get().tags.all()] == ["hash-seven"]


def test_the_tags_of_a_topic_stand_in_the_form_that_edits_it(as_, ada, topic, many):
    topic.tags.set(Tag.objects.filter(slug__in=["tag-7", "tag-19"]))
    post = topic.posts.get()
    page = as_(ada).get(f"/p/{post.pk}/edit/").text
    assert 'value="Tag 007, Tag 019"' in page
    sent = {"title": topic.title, "body": "Mended.", "base": 1, "tags": "tag-7"}
    assert as_(ada).post(f"/p/{post.pk}/edit/", sent).status_code == 303
    assert [tag.slug for tag in topic.tags.all()] == ["tag-7"]


def test_a_name_that_has_a_comma_is_written_by_its_address(as_, ada, topic, many):
    topic.tags.set([Tag.objects.create(name="Nuts, bolts", slug="nuts-bolts")])
    post = topic.posts.get()
    page = as_(ada).get(f"/p/{post.pk}/edit/").text
    assert 'value="nuts-bolts"' in page
    sent = {"title": topic.title, "body": "Mended.", "base": 1, "tags": "nuts-bolts"}
    assert as_(ada).post(f"/p/{post.pk}/edit/", sent).status_code == 303
    assert [tag.slug for tag in topic.tags.all()] == ["nuts-bolts"]


def test_what_a_visitor_chose_waits_for_them(client, ada, board, many):
    client.post("/b/general/new/", {"title": "Later", "body": "Hello", "tags": "Tag 007, Tag 019"})
    client.force_login(ada, backend="accounts.backends.MemberBackend")
    assert 'value="Tag 007, Tag 019"' in client.get("/b/general/new/").text
