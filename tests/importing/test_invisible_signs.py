"""What names and titles bring along from elsewhere: nothing is refused, and nothing comes in that nobody can see."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from forum.topics.models import Tag, Topic
from tests.importing.conftest import post, topic

pytestmark = pytest.mark.django_db

ZWNJ_TITLE = "می‌خواهم کتاب‌ها"


def one(title="Boiling point", **facts):
    return topic(5, [post(1, **facts)], title=title)


@pytest.mark.parametrize("title", ["\u3164", "\u200b", "\u2800 \u2800"])
def test_a_title_nobody_can_see_gets_words(import_path, topic_files, title):
    import_path(topic_files(one(title)))
    assert Topic.objects.get().title == "Untitled topic"


def test_a_title_keeps_the_joiners_of_its_script_and_its_post_can_be_edited(
    import_path, topic_files, as_, root
):
    import_path(topic_files(one(ZWNJ_TITLE)))
    found = Topic.objects.get()
    assert found.title == ZWNJ_TITLE
    sent = {"title": found.title, "body": "Other words.", "base": 1}
    address = reverse("post-edit", args=[found.posts.get().pk])
    assert as_(root).post(address, sent).status_code == 303
    assert found.posts.get().source == "Other words."


def test_a_tag_nobody_can_see_gets_a_name(import_path, topic_files):
    import_path(topic_files(one() | {"tags": ["\u200b"]}))
    assert all(tag.name.strip("\u200b") for tag in Tag.objects.all())


@pytest.mark.parametrize("name", ["The Admin ✔", "Ruth Example", "Ada"])
def test_nobody_comes_in_as_somebody_they_are_not(import_path, topic_files, root, ada, name):
    root.display_name = "Ruth Example"
    root.save()
    run = import_path(topic_files(one(name=name)))
    assert get_user_model().objects.get(username="wren").display_name == ""
    assert run.report.warnings["shown"] == 1


@pytest.mark.parametrize("name", ["Wren Field", "علی‌رضا", "Ada Lindqvist", "Badminton"])
def test_other_names_come_in_as_they_are(import_path, topic_files, ada, name):
    run = import_path(topic_files(one(name=name)))
    assert get_user_model().objects.get(username="wren").display_name == name
    assert "shown" not in run.report.warnings
