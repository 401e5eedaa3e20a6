"""Another source than Discourse: one small module that gives an `Archive`."""

import pytest

from accounts.models import User
from forum.boards.models import Board
from forum.importing.archive import Archive
from forum.importing.models import Import, OldAddress, OldForum
from forum.importing.old_addresses import address_at
from forum.posts.models import Post
from forum.topics.models import Tag, Topic
from tests.example_app.importing import LATER_POST, POSTS, ExampleArchive

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


class WithoutAddresses(ExampleArchive):
    topic_addresses = Archive.topic_addresses
    post_addresses = Archive.post_addresses
    member_addresses = Archive.member_addresses
    category_addresses = Archive.category_addresses
    tag_addresses = Archive.tag_addresses


def numbered(topic):
    return list(topic.posts.order_by("number").values_list("number", "source"))


def test_members_boards_tags_topics_and_posts_come_in(import_archive, faults):
    run = import_archive(ExampleArchive())
    assert OldForum.objects.get().source == "example:talk.example"
    assert set(User.objects.values_list("username", "is_placeholder")) == {("wren", True), ("otter", True)}
    assert list(Board.objects.values_list("name", "description")) == [
        ("Tea", "All that is drunk from cups."),
        ("Hardware", ""),
    ]
    tea, kettles = Topic.objects.order_by("title")
    assert (tea.board.name, tea.author.username, kettles.is_locked) == ("Tea", "wren", True)
    assert [tag.name for tag in tea.tags.all()] == ["tea"]
    assert numbered(tea) == [(1, "How long does tea draw?"), (2, "Four *minutes*."), (3, "It was too long.")]
    assert "<em>minutes</em>" in tea.posts.get(number=2).html
    assert tea.posts.get(number=3).reply_to.number == 2
    assert run.report.counts["posts"] == 4
    assert faults() == []


def test_its_old_addresses_are_those_that_it_gives(import_archive):
    import_archive(ExampleArchive())
    assert address_at("/thread/7").topic == Topic.objects.get(title="Drawing time")
    assert address_at("/thread/7/reply/4").post == Post.objects.get(source="It was too long.")
    assert address_at("/people/otter").member == User.objects.get(username="otter")
    assert address_at("/room/tea").board == Board.objects.get(name="Tea")
    assert address_at("/about/tea").tag == Tag.objects.get()
    assert address_at("/t/7") is None


def test_run_twice_it_brings_nothing_again(import_archive, faults):
    models = (User, Board, Tag, Topic, Post, Import, OldAddress, OldForum)
    import_archive(ExampleArchive())
    before = [model.objects.count() for model in models]
    run = import_archive(ExampleArchive())
    assert [model.objects.count() for model in models] == before
    assert run.report.counts["known"] == 4
    assert faults() == []


@pytest.mark.parametrize("source", [ExampleArchive, WithoutAddresses])
def test_a_fuller_archive_puts_posts_where_they_belong(import_archive, faults, source):
    import_archive(source())
    import_archive(source((*POSTS, LATER_POST)))
    tea = Topic.objects.get(title="Drawing time")
    assert [text for _number, text in numbered(tea)][2:] == ["Or five.", "It was too long."]
    assert tea.posts.get(number=3).reply_to.number == 1
    assert Tag.objects.count() == 1
    assert OldAddress.objects.exists() == (source is ExampleArchive)
    assert faults() == []
