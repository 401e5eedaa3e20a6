"""How many topics have a tag: as many as the reader sees, and nothing of the others."""

import pytest

from forum.boards.presets import Preset, apply_preset
from forum.moderation import topic_acts
from forum.topics.models import Tag

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def glue(db):
    return Tag.objects.create(name="Glue", slug="glue")


def told(browser, tag="Glue"):
    """The number that the page of all tags gives, and the one in the filter of Latest, or None where it is left out."""
    row = browser.get("/tags/").text.partition(f">{tag}</a>")[2]
    menu = browser.get("/latest/").text.partition("Filter by tag")[2].partition("</details>")[0]
    choice = menu.partition(f"<span>{tag}</span>")[2]
    return int(row.partition("<b>")[2].partition("<")[0]), (
        int(choice.partition('class="menu-count">')[2].partition("<")[0]) if choice else None
    )


def test_each_reader_is_told_of_the_topics_they_see(
    as_, ada, root, board, members_board, staff_board, start, glue
):
    for place in (board, board, members_board):
        start(ada, place, title="One", tags=[glue])
    start(root, staff_board, title="Hidden", tags=[glue])
    assert told(as_()) == (2, 2)
    assert told(as_(ada)) == (3, 3)
    assert told(as_(root)) == (4, 4)


def test_a_tag_of_hidden_topics_alone_seems_unused(as_, ada, root, board, staff_board, start, glue):
    start(root, staff_board, title="Hidden", tags=[glue])
    start(ada, board, title="Plain")
    assert told(as_(ada)) == (0, None)
    apply_preset(staff_board, Preset.PUBLIC)
    assert told(as_(ada)) == (1, 1)


def test_removed_topics_are_not_counted(as_, ada, mod, board, start, glue):
    topic = start(ada, board, title="One", tags=[glue])
    start(ada, board, title="Plain")
    topic_acts.remove(mod, topic, "Spam")
    for reader in (None, mod):
        assert told(as_(reader)) == (0, None)


def test_a_board_offers_the_tags_in_use_there_alone(as_, ada, board, members_board, start, glue):
    wood = Tag.objects.create(name="Wood", slug="wood")
    start(ada, board, title="One", tags=[glue])
    start(ada, members_board, title="Two", tags=[wood])
    page = as_(ada).get("/b/general/").text
    assert "?tag=glue" in page
    assert "?tag=wood" not in page


def test_they_are_kept_for_some_minutes_and_counted_again_after_a_name_changed(
    as_, ada, root, board, start, glue, settings
):
    settings.CACHES = settings.CACHES | {
        "counts": {"BACKEND": "forum.site.objects_in_memory.ObjectsInMemory", "LOCATION": "tested"}
    }
    start(ada, board, title="One", tags=[glue])
    assert told(as_()) == (1, 1)
    start(ada, board, title="Two", tags=[glue])
    assert told(as_()) == (1, 1)
    sent = {"name": "Paste", "slug": "glue", "description": ""}
    assert as_(root).post(f"/admin/topics/tag/{glue.pk}/change/", sent).status_code == 302
    assert told(as_(), "Paste") == (2, 2)
