"""Redis is gone: pages are read, posts are written, and nobody is told that something broke."""

import pytest

from forum.posts.models import Post
from tests.conftest import PASSWORD
from tests.plumbing.postgres import free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def no_redis(settings):
    address = f"redis://127.0.0.1:{free_port()}/0"
    settings.REDIS_URL = address
    backend = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": address}
    settings.CACHES = settings.CACHES | {"default": backend}


def test_without_redis_everybody_reads_writes_and_signs_in(no_redis, answered, ben, topic):
    browser = answered(ben)
    for address in (topic.get_absolute_url(), "/", "/notifications/", "/accounts/sessions/", "/readyz/"):
        assert browser.get(address).status_code == 200, address
    fields = {"body": "It was the belt.", "key": "the-key", "board": topic.board_id}
    assert browser.post(f"{topic.get_absolute_url()}reply/", fields).status_code == 303
    assert Post.objects.filter(topic=topic).count() == 2
    assert browser.post("/preview/", {"body": "*x*"}).status_code == 200
    visitor = answered()
    assert visitor.get("/accounts/login/").status_code == 200
    assert visitor.post("/accounts/login/", {"login": "ben", "password": "wrong"}).status_code == 200
    assert visitor.post("/accounts/login/", {"login": "ben", "password": PASSWORD}).status_code == 302
