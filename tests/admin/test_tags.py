"""The tags that members choose among: made, changed and deleted by staff, and at once on every page."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.follows import following
from forum.follows.models import Follow
from forum.topics.models import Tag, Topic
from tests.admin.conftest import address
from tests.conftest import join


@pytest.fixture
def tag(db):
    return Tag.objects.create(name="Glue", slug="glue", description="What holds.")


def fields(**more):
    return {"name": "Paper", "slug": "paper", "description": ""} | more


def test_staff_make_a_tag_and_others_do_not(as_, root, ben, clerk):
    new = address("topics_tag_add")
    assert as_(ben).post(new, fields()).status_code == 302
    assert as_(clerk).post(new, fields()).status_code == 403
    assert as_().post(new, fields()).status_code == 302
    assert not Tag.objects.exists()
    as_(root).post(new, fields())
    assert Tag.objects.get().slug == "paper"


def test_staff_who_may_do_it_by_permission_may(as_, clerk, tag):
    clerk.user_permissions.set(Permission.objects.filter(codename__in=("view_tag", "change_tag")))
    browser = as_(clerk)
    browser.post(address("topics_tag_change", tag.pk), fields(name="Adhesive", slug="glue"))
    assert Tag.objects.get().name == "Adhesive"
    assert browser.post(address("topics_tag_delete", tag.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Glue"},
        {"slug": "glue"},
        {"slug": "two words"},
        {"slug": "../admin"},
        {"name": "x" * 41},
        {"name": ""},
        {"name": "nul\x00"},
    ],
)
def test_a_tag_that_cannot_be_is_refused_with_its_reason(wrong, as_, root, tag):
    answer = as_(root).post(address("topics_tag_add"), fields(**wrong))
    assert answer.status_code == 200
    assert "errorlist" in answer.text
    assert Tag.objects.count() == 1


def test_what_a_tag_says_is_escaped_everywhere(as_, root, ada, board, start):
    as_(root).post(address("topics_tag_add"), fields(name="<b>Bold</b>", description="<script>x</script>"))
    topic = start(ada, board, tags=[Tag.objects.get()])
    for place in ("/tags/", "/tag/paper/", "/latest/", topic.get_absolute_url(), "/latest/?tag=paper"):
        page = as_().get(place).text
        assert "&lt;b&gt;Bold" in page
        assert "<b>Bold" not in page
        assert "<script>x" not in page


def test_a_change_of_name_or_address_reaches_the_pages_that_visitors_share(as_, root, ada, board, start, tag):
    topic = start(ada, board, tags=[tag])
    assert "/tag/glue/" in as_().get(topic.get_absolute_url()).text
    as_(root).post(address("topics_tag_change", tag.pk), fields(name="Adhesive", slug="adhesive"))
    page = as_().get(topic.get_absolute_url()).text
    assert 'href="/tag/adhesive/">Adhesive<' in page
    assert "Glue" not in page


def test_deleting_asks_first_with_numbers_and_no_names(as_, root, ada, eve, board, start, tag):
    start(ada, board, title="A glued thing", tags=[tag])
    following.follow(eve, tag)
    tag.refresh_from_db()
    page = as_(root).get(address("topics_tag_delete", tag.pk)).text
    assert "Topics you can see with this tag: 1" in page
    assert "Members who follow it: 1" in page
    assert "A glued thing" not in page
    assert "Eve" not in page
    assert Tag.objects.exists()


def test_asking_takes_the_same_queries_however_many_follow(as_, root, ada, board, start, tag):
    browser, counts = as_(root), []
    for size in (0, 12):
        for number in range(size):
            following.follow(join(f"follower{number}"), tag)
            start(root, board, title=f"T{number}", tags=[tag])
        browser.get(address("topics_tag_delete", tag.pk))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address("topics_tag_delete", tag.pk)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_deleted_tag_leaves_its_topics_and_their_pages(as_, root, ada, eve, board, start, tag):
    topic, other = start(ada, board, tags=[tag]), start(ada, board, title="Other")
    following.follow(eve, tag)
    assert "/tag/glue/" in as_().get(topic.get_absolute_url()).text
    was = dict(Topic.objects.values_list("pk", "version"))
    answer = as_(root).post(address("topics_tag_delete", tag.pk), {"post": "yes"})
    assert answer.status_code == 302
    now = dict(Topic.objects.values_list("pk", "version"))
    assert now[topic.pk] > was[topic.pk]
    assert now[other.pk] == was[other.pk]
    assert "/tag/glue/" not in as_().get(topic.get_absolute_url()).text
    assert not Follow.objects.of_kind("tag").exists()
    assert as_().get("/tag/glue/").status_code == 404
    assert as_(root).post(address("topics_tag_delete", tag.pk), {"post": "yes"}).status_code == 302


def test_tags_are_not_deleted_in_a_heap(as_, root, tag):
    page = as_(root).get(address("topics_tag_changelist")).text
    assert "delete_selected" not in page
    sent = {"action": "delete_selected", "_selected_action": [tag.pk], "post": "yes"}
    as_(root).post(address("topics_tag_changelist"), sent)
    assert Tag.objects.exists()
