"""Every address of the forum, opened where nothing can be written: taken from the table of addresses, so none is left out."""

import itertools
import re

import pytest
from django.contrib import admin
from django.urls import get_resolver
from django.urls.resolvers import URLPattern

from forum.follows.models import FeedKey
from forum.mail.unsubscribe import token_for
from forum.notifications.models import Delivery, Notification
from forum.notifications.notifying import notify_of_security_change
from forum.topics.models import Tag
from tests.plumbing.outages import only_readable, write_lock
from tests.plumbing.thoroughness import all_or, whole_or

pytestmark = pytest.mark.django_db(transaction=True)

PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
# These keep a secret in the session for the step that follows, or the row of an address that has none yet.
NEED_WRITING = ("/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/", "/accounts/email/")


def patterns(entries, route=""):
    for entry in entries:
        here = route + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield here.replace("^", "").replace("$", "")
        else:
            yield from patterns(entry.url_patterns, here)


@pytest.fixture
def values(ada, ben, topic, board):
    """What stands in the addresses: things that there are."""
    tag = Tag.objects.create(name="Brass", slug="brass")
    topic.tags.add(tag)
    notify_of_security_change(ben, "password_changed")
    follow = ben.follows.create(topic=topic, level="every")
    return {
        "topic_id": topic.pk,
        "slug": topic.slug,
        "b": board.slug,
        "tag": tag.slug,
        "post_id": topic.posts.get().pk,
        "number": 1,
        "notification_id": Notification.objects.get(kind="security").pk,
        "username": ada.username,
        "key": FeedKey.objects.create(member=ben).key,
        "token": token_for(Delivery(member=ben, follow=follow, kind="reply")),
    }


def addresses(values):
    """Each address of the table, with things in the places that want some."""
    for route in patterns(get_resolver().url_patterns):
        place = route.partition("/")[0]
        said = values | {"slug": values[place] if place in ("b", "tag") else values["slug"]}
        path = PLACE.sub(lambda found, said=said: str(said.get(found[1], "1")), f"/{route}")
        if "(?P" not in path:
            yield path
    for ending in ("md", "json"):
        yield f"/t/{values['topic_id']}-{values['slug']}.{ending}"
    yield f"/oembed/?url=http://127.0.0.1:8000/p/{values['post_id']}/"


def admin_pages():
    for model in admin.site._registry:
        row = model._default_manager.first()
        if row is not None:
            yield f"/admin/{model._meta.app_label}/{model._meta.model_name}/{row.pk}/change/"
            yield f"/admin/{model._meta.app_label}/{model._meta.model_name}/{row.pk}/history/"


def test_the_walk_knows_the_addresses(values):
    found = set(addresses(values))
    for path in (
        "/",
        "/latest/",
        "/accounts/login/",
        "/accounts/sessions/",
        "/admin/",
        "/settings/",
        "/readyz/",
    ):
        assert path in found
    assert f"/t/{values['topic_id']}-{values['slug']}/" in found
    assert f"/notifications/{values['notification_id']}/" in found
    assert len(found) > 100


# A page that cannot write is the same page whatever the reason: a sample asks everybody's once with the one that is said at
# once, and a member's with the one that is waited for.
ALL_WALKS = list(itertools.product((only_readable, write_lock), ("visitor", "ben", "root")))
WALKS = whole_or(ALL_WALKS, all_or([*ALL_WALKS[:3], (write_lock, "ben")], ALL_WALKS[:2]))


@pytest.mark.parametrize(("outage", "name"), WALKS, ids=lambda value: getattr(value, "__name__", value))
def test_no_page_fails_where_nothing_can_be_written(outage, name, answered, values, request):
    member = None if name == "visitor" else request.getfixturevalue(name)
    walk = sorted({*addresses(values), *admin_pages()} - {"/readyz/"})
    cookies = answered(member).cookies
    failed = []
    with outage():
        for path in walk:
            browser = answered()
            browser.cookies.load(cookies)
            # In the browser's own words, so that looking at the page would be noted.
            answer = browser.get(path, headers={"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate"})
            if answer.status_code >= 500 and not path.startswith(NEED_WRITING):
                failed.append((path, answer.status_code))
    assert failed == []
