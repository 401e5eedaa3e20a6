"""What can be followed: one of each kind, for tests that hold for all of them."""

from forum.follows.models import kind_of
from forum.topics.models import Tag, Topic

KINDS = ("topic", "board", "tag", "person")


def one_of(kind, request):
    """A thing of this kind, made by the fixtures of the stage. The member is Eve, whom nobody else follows."""
    if kind == "tag":
        return Tag.objects.create(name="Bicycles", slug="bicycles")
    return request.getfixturevalue("eve" if kind == "person" else kind)


def place_of(thing):
    return f"/u/{thing.username}/" if hasattr(thing, "username") else thing.get_absolute_url()


def send(browser, thing, act="follow", **fields):
    return browser.post(f"{place_of(thing)}{act}/", fields)


def count_of(thing):
    thing.refresh_from_db()
    return thing.follower_count


def tagged(topic: Topic, name="Bicycles"):
    tag = Tag.objects.create(name=name, slug=name.lower())
    topic.tags.add(tag)
    return tag


def mute(browser, thing):
    """By the button that there is for it: a member is ignored, all else is muted by the menu."""
    return (
        send(browser, thing, "ignore") if kind_of(thing) == "person" else send(browser, thing, level="mute")
    )
