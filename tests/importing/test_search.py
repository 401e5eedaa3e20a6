"""What is imported is found, and so is what a later import changes."""

import pytest
from django.contrib.auth.models import AnonymousUser

from forum.posts.models import Post
from forum.search.engines import engine
from forum.search.query import parse
from tests.importing.conftest import post, topic

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def found(text):
    reader = AnonymousUser()
    hits = engine().match(parse(text, {}, reader), reader, "date", slice(0, 50)).hits
    return [Post.objects.get(pk=hit.post_id).number for hit in hits]


def test_imported_posts_are_found_by_title_and_text(import_path, topic_files):
    import_path(topic_files(topic(5, [post(1, raw="A copper one."), post(2, raw="Mine is of tin.")])))
    assert found("boiling") == found("copper") == [1]
    assert found("tin") == [2]


def test_posts_that_were_missing_are_found_and_the_title_in_what_is_the_first_now(import_path, topic_files):
    import_path(topic_files(topic(5, [post(2, raw="Mine is of tin.")])))
    assert found("boiling") == [1]
    import_path(topic_files(topic(5, [post(1, raw="A copper one."), post(2, raw="Mine is of tin.")])))
    assert found("boiling") == found("copper") == [1]
    assert found("tin") == [2]
