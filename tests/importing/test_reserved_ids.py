import pytest
from django.db import transaction

from forum.importing.reserved_ids import reserved_ids
from forum.posts.models import Post
from forum.topics.models import Topic

pytestmark = pytest.mark.django_db


def test_reserved_ids_are_given_to_nobody_else(ada, board, start):
    start(ada, board)
    with transaction.atomic():
        reserved = reserved_ids(Topic, 50)
    later = start(ada, board)
    assert len(set(reserved)) == 50
    assert later.pk not in reserved
    assert not Topic.objects.filter(pk__in=reserved).exists()


def test_ids_are_never_reserved_twice(db):
    with transaction.atomic():
        first, second = reserved_ids(Post, 3), reserved_ids(Post, 3)
    assert not set(first) & set(second)


def test_no_ids_are_no_trouble(db):
    assert reserved_ids(Post, 0) == []
