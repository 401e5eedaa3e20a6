import pytest


@pytest.fixture
def posts(ada, ben, topic, say):
    """Six posts: Ada's first, then five by Ben and Ada."""
    for n in range(2, 7):
        say((ada, ben)[n % 2], topic, f"Reply {n}")
    topic.refresh_from_db()
    return list(topic.posts.order_by("number"))
