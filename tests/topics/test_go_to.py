"""The form that leads to a page or a post by its number, and the ways to the ends of a long topic."""

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.mark.parametrize(
    ("query", "leads_to"),
    [
        ("to=page&number=1", ""),
        ("to=page&number=2", "?page=2"),
        ("number=3", "?page=3"),
        ("to=page&number=99", "?page=3"),
    ],
)
def test_it_leads_to_a_page(query, leads_to, as_, long_topic):
    address = long_topic(45).get_absolute_url()
    answer = as_().get(f"{address}go-to/?{query}")
    assert (answer.status_code, answer.url) == (303, f"{address}{leads_to}")


@pytest.mark.parametrize(("number", "found", "page"), [(1, 1, ""), (25, 25, "?page=2"), (99, 45, "?page=3")])
def test_it_leads_to_a_post(number, found, page, as_, long_topic):
    topic = long_topic(45)
    answer = as_().get(f"{topic.get_absolute_url()}go-to/?to=post&number={number}")
    post = topic.posts.get(number=found)
    assert (answer.status_code, answer.url) == (303, f"{topic.get_absolute_url()}{page}#post-{post.pk}")


def test_pages_are_counted_as_the_member_reads_them(as_, ben, long_topic):
    ben.posts_per_page = 10
    ben.save()
    address = long_topic(45).get_absolute_url()
    assert as_(ben).get(f"{address}go-to/?to=page&number=3").url == f"{address}?from=21"


@pytest.mark.parametrize(
    "query", ["", "number=", "number=0", "number=-1", "number=x", "number=1e9", "to=moon&number=1"]
)
def test_what_is_no_number_is_not_found(query, as_, topic):
    assert as_().get(f"{topic.get_absolute_url()}go-to/?{query}").status_code == 404


def test_a_long_topic_has_the_form_and_a_short_one_needs_none(as_, topic, long_topic):
    long = long_topic(45)
    page = as_().get(f"{long.get_absolute_url()}?page=2").text
    assert f'action="{long.get_absolute_url()}go-to/"' in page
    assert "First post" in page
    short = as_().get(topic.get_absolute_url()).text
    assert "go-to" not in short
    assert "First post" not in short
