"""Tags: set up by staff, chosen by members, listed, filtered by, never telling of what is out of sight."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum.moderation import topic_acts
from forum.moderation.models import LogEntry
from forum.topics.models import Tag, Topic
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def tags(db):
    return [
        Tag.objects.create(name=name, slug=name.lower(), description=f"About {name}.")
        for name in ("Glue", "Wood")
    ]


def begin(browser, board, **more):
    sent = {"title": "Which glue?", "body": "It must bend.", "key": "k"} | more
    return browser.post(f"/b/{board.slug}/new/", sent)


def slugs(topic):
    return sorted(topic.tags.values_list("slug", flat=True))


def test_a_topic_is_started_with_the_tags_that_are_ticked(as_, ben, board, tags):
    browser = as_(ben)
    page = browser.get(f"/b/{board.slug}/new/").text
    assert "Glue" in page and "Wood" in page
    answer = begin(browser, board, tags=["glue", "wood"])
    assert answer.status_code == 303
    assert slugs(Topic.objects.get()) == ["glue", "wood"]
    page = as_().get(answer.url).text
    assert 'href="/tag/glue/"' in page


def test_without_tags_there_is_nothing_to_choose(as_, ben, board):
    assert "tag-choices" not in as_(ben).get(f"/b/{board.slug}/new/").text


@pytest.mark.parametrize("chosen", [["nothere"], ["glue", "x" * 500], ["\x00"], ["glue' OR 1=1"]])
def test_a_tag_that_is_none_is_refused_and_nothing_is_lost(chosen, as_, ben, board, tags):
    answer = begin(as_(ben), board, tags=chosen)
    assert answer.status_code == 422
    assert "It must bend." in answer.text
    assert not Topic.objects.exists()


def test_more_than_five_tags_are_refused(as_, ben, board):
    many = [Tag.objects.create(name=f"T{n}", slug=f"t{n}") for n in range(6)]
    answer = begin(as_(ben), board, tags=[tag.slug for tag in many])
    assert answer.status_code == 422
    fieldset = answer.text.partition("<fieldset")[2].partition("</fieldset>")[0]
    assert "Choose up to 5 tags." in fieldset
    assert fieldset.count("checked") == 6
    assert not Topic.objects.exists()


def test_a_refused_form_and_a_preview_keep_what_was_ticked(as_, ben, board, tags):
    for more in ({"title": ""}, {"preview": "1"}):
        page = begin(as_(ben), board, tags=["wood"], **more).text
        box = page.partition('value="wood"')[2].partition(">")[0]
        assert "checked" in box


def test_a_visitors_tags_wait_with_their_text(board, ben, tags):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(
        f"/b/{board.slug}/new/",
        {"title": "T", "body": "B", "tags": ["wood"]},
        headers={"sec-fetch-site": "same-origin"},
    )
    browser.get(answer.url)
    sent = {"login": "ben", "password": PASSWORD, "csrfmiddlewaretoken": browser.cookies["csrf"].value}
    back = browser.post(answer.url, sent)
    page = browser.get(back.url).text
    assert "checked" in page.partition('value="wood"')[2].partition(">")[0]


def edit(browser, topic, **more):
    post = topic.posts.get(number=1)
    sent = {"title": topic.title, "body": post.source, "base": post.revision} | more
    return browser.post(f"/p/{post.pk}/edit/", sent)


def test_the_starter_changes_the_tags_alone(as_, ada, topic, tags):
    browser = as_(ada)
    version = topic.version
    assert edit(browser, topic, tags=["glue"]).status_code == 303
    topic.refresh_from_db()
    assert slugs(topic) == ["glue"]
    assert topic.version > version
    assert topic.posts.get().revision == 1
    page = browser.get(f"/p/{topic.posts.get().pk}/edit/").text
    assert "checked" in page.partition('value="glue"')[2].partition(">")[0]
    edit(browser, topic)
    assert slugs(topic) == []


def test_a_moderator_changes_the_tags_and_the_log_says_so(as_, mod, topic, tags):
    edit(as_(mod), topic, tags=["wood"])
    assert slugs(topic) == ["wood"]
    entry = LogEntry.objects.get(act="edit")
    assert (entry.by, entry.post, entry.detail["tags"]) == (mod, topic.posts.get(), ["Wood"])
    edit(as_(mod), topic, tags=["wood"])
    assert LogEntry.objects.filter(act="edit").count() == 1


def test_a_moderators_text_and_tags_are_one_act(as_, mod, topic, tags):
    edit(as_(mod), topic, body="Mended.", tags=["wood"])
    assert LogEntry.objects.get(act="edit").detail.items() >= {"revision": 2, "tags": ["Wood"]}.items()


def test_an_edit_that_came_too_late_changes_no_tags_and_keeps_what_was_ticked(as_, ada, topic, tags):
    browser = as_(ada)
    edit(browser, topic, body="First.")
    answer = edit(browser, topic, body="Second.", base=1, tags=["glue"])
    assert answer.status_code == 409
    assert slugs(topic) == []
    assert "checked" in answer.text.partition('value="glue"')[2].partition(">")[0]


def test_a_visitors_edit_waits_with_its_tags(ada, topic, tags):
    browser = Client(enforce_csrf_checks=True)
    address = f"/p/{topic.posts.get().pk}/edit/"
    sent = {"title": topic.title, "body": "Later.", "base": "1", "tags": ["wood"]}
    answer = browser.post(address, sent, headers={"sec-fetch-site": "same-origin"})
    browser.get(answer.url)
    sent = {"login": "ada", "password": PASSWORD, "csrfmiddlewaretoken": browser.cookies["csrf"].value}
    page = browser.get(browser.post(answer.url, sent).url).text
    assert "Later." in page
    assert "checked" in page.partition('value="wood"')[2].partition(">")[0]
    assert slugs(topic) == []


def test_who_may_not_rename_may_not_tag(as_, mod, topic, tags):
    topic_acts.lock(mod, topic)
    edit(as_(topic.author), topic, tags=["glue"])
    assert slugs(topic) == []


def test_a_reply_and_a_strangers_edit_change_no_tags(as_, ben, eve, topic, say, tags):
    post = say(ben, topic)
    as_(ben).post(f"/p/{post.pk}/edit/", {"body": "New", "base": 1, "tags": ["glue"], "title": "x"})
    assert edit(as_(eve), topic, tags=["glue"]).status_code == 403
    assert slugs(topic) == []


def test_the_tags_are_listed_and_each_has_its_page(as_, ada, board, members_board, start, tags):
    start(ada, board, title="With glue", tags=[tags[0]])
    start(ada, members_board, title="Glue for members", tags=[tags[0]])
    start(ada, board, title="Without")
    page = as_().get("/tags/").text
    assert "About Glue." in page
    page = as_().get("/tag/glue/").text
    assert "With glue" in page
    assert "Glue for members" not in page
    assert "Without" not in page
    assert "Glue for members" in as_(ada).get("/tag/glue/").text
    assert as_().get("/tag/nothere/").status_code == 404


def test_without_tags_the_page_says_so_and_staff_are_shown_the_way(as_, ben, root):
    assert "There are no tags yet." in as_(ben).get("/tags/").text
    assert "/admin/topics/tag/add/" in as_(root).get("/tags/").text


@pytest.mark.parametrize("place", ["/latest/", "/b/general/"])
def test_lists_are_filtered_by_a_tag_and_keep_it_over_their_pages(place, as_, root, board, start, tags):
    for number in range(31):
        start(root, board, title=f"Glued {number}", tags=[tags[0]])
    start(root, board, title="Not glued")
    page = as_().get(f"{place}?tag=glue").text
    assert "Not glued" not in page
    assert 'class="tag" href="/tag/glue/"' in page
    following = as_().get(f"{place}?tag=glue&page=2")
    assert following.status_code == 200
    assert "Not glued" not in following.text
    assert "tag=glue&amp;page=2" in page
    assert as_().get(f"{place}?tag=nothere").status_code == 404
    assert as_().get(f"{place}?tag=%00").status_code == 404


def test_a_list_without_a_topic_of_the_tag_says_so_and_leads_back(as_, topic, tags):
    for place in ("/b/general/", "/latest/"):
        page = as_().get(f"{place}?tag=glue").text
        assert "No topic here has the tag “Glue”." in page
        assert f'<a class="button" href="{place}" rel="nofollow">Show all topics</a>' in page


@pytest.mark.parametrize("place", ["/latest/", "/b/general/"])
def test_a_list_offers_the_tags_to_filter_by_and_the_way_back(place, as_, topic, tags):
    topic.tags.add(tags[0])
    page = as_().get(place).text
    assert f'href="{place}?tag=glue"' in page
    assert f'href="{place}?tag=wood"' not in page
    page = as_().get(f"{place}?tag=glue").text
    assert f'href="{place}" rel="nofollow">Show all topics</a>' in page
    assert "?tag=wood" not in page


def test_a_tag_in_any_letters_is_found_and_filtered_by(as_, topic):
    topic.tags.add(Tag.objects.create(name="刺し子 & Šití", slug="刺し子-šití"))
    page = as_().get("/latest/").text
    assert "刺し子 &amp; Šití" in page
    address = page.partition('href="/latest/?tag=')[2].partition('"')[0]
    assert topic.title in as_().get(f"/latest/?tag={address}").text
    assert topic.title in as_().get(Tag.objects.get().get_absolute_url()).text


def test_lists_take_the_same_queries_with_few_tags_and_many(as_, ada, root, board, start):
    many = [Tag.objects.create(name=f"T{n}", slug=f"t{n}") for n in range(5)]
    topic, counts = start(root, board, tags=many[:1]), []
    for size in (0, 20):
        for number in range(size):
            start(root, board, title=f"More {number}", tags=many)
        for address in ("/latest/", board.get_absolute_url(), "/tag/t0/", topic.get_absolute_url()):
            as_(ada).get(address)
            with CaptureQueriesContext(connection) as queries:
                assert as_(ada).get(address).status_code == 200
            counts.append(len(queries))
    assert counts[:4] == counts[4:]
