"""The pages of a tag that very many topics have: how many pages there are is counted now and then, what is on them is not."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone

from forum.pages.boards import views as boards
from forum.pages.tags import views as tags
from forum.topics.models import Tag, Topic
from tests.plumbing.plans import statements


@pytest.fixture
def glue(db, ada, board, settings):
    """More topics have it than are counted for each page."""
    kept = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "large tags"}
    settings.CACHES = settings.CACHES | {"counts": kept}
    caches["counts"].clear()
    tag = Tag.objects.create(name="glue", slug="glue")
    began = timezone.now() - timedelta(days=1)
    moments = [began + timedelta(minutes=n) for n in range(31)]
    for n, moment in enumerate(moments):
        topic = Topic(board=board, author=ada, title=f"Topic {n:02}", last_poster=ada, post_count=1)
        topic.created_at = topic.last_post_at = moment
        topic.save()
        topic.tags.add(tag)
    return tag


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    monkeypatch.setattr(tags, "MANY", 10)
    monkeypatch.setattr(boards, "MANY", 10)


PAGES = pytest.mark.parametrize("address", ["/tag/glue/?page=2", "/b/general/?tag=glue&page=2"])


@PAGES
def test_it_has_the_pages_that_were_counted(address, as_, ben, glue):
    first = as_(ben).get(address.replace("&page=2", "").replace("?page=2", "")).text
    assert "Topic 30" in first and "Topic 00" not in first
    assert "page=2" in first
    second = as_(ben).get(address).text
    assert "Topic 00" in second and "Topic 30" not in second


@PAGES
def test_what_was_removed_since_is_gone_at_once_and_an_empty_page_leads_back(address, as_, ben, mod, glue):
    assert as_(ben).get(address).status_code == 200
    Topic.objects.get(title="Topic 07").remove(mod)
    answer = as_(ben).get(address)
    assert answer.status_code == 302
    assert "page" not in answer.url
    assert "Topic 07" not in as_(ben).get(answer.url).text


@PAGES
def test_moderators_find_what_is_removed_on_its_page(address, as_, mod, glue):
    Topic.objects.get(title="Topic 00").remove(mod)
    assert "Topic 00" in as_(mod).get(address).text


def test_moderators_have_the_same_pages_and_only_what_is_removed_is_counted_for_each(as_, ben, mod, glue):
    for _request in range(2):
        with statements() as asked:
            second = as_(mod).get("/tag/glue/?page=2").text
    assert "Topic 00" in second and "Topic 01" not in second and "Topic 30" not in second
    counted = [sql for sql, _values in asked if "COUNT(*)" in sql and 'FROM "topics_topic"' in sql]
    assert counted and all('"removed_at" IS NOT NULL' in sql for sql in counted)
    Topic.objects.get(title="Topic 30").remove(mod)
    assert "Topic 30" in as_(mod).get("/tag/glue/").text
    assert "Topic 30" not in as_(ben).get("/tag/glue/").text
