"""Records of private messages that are broken, unusual or monstrous: nothing crashes, and nothing gets out."""

import re

import pytest

from forum.topics.models import Topic
from forum.topics.participants import Participant
from tests.importing.conftest import person, post, private, topic
from tests.importing.letters import WORDS, come_back, conversation, letters, parts

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.mark.parametrize(
    "wrong",
    [
        {"details": {"allowed_users": [person("wren")] * 3}},
        {"details": {"allowed_users": [person("wren"), {"id": 4}, None, 7, {"username": ["x"]}]}},
        {"details": {"allowed_users": [person("wren"), {"id": 10**40, "username": "\x00\ud800"}]}},
        {"details": {"allowed_users": "wren", "allowed_groups": [[], {"name": 3}, {"name": "x" * 9000}]}},
        {"details": 5},
        {"title": None, "created_at": "never", "category_id": 3, "visible": False},
        {"details": {"allowed_users": [person(f"member{number:04}") | {"id": 5000 + number} for number in range(1200)]}},
    ],
)  # fmt: skip
def test_records_that_are_not_what_they_should_be_do_no_harm(import_path, topic_files, wrong, faults):
    unknown = post(4, None, "By nobody known.", 6, username=None, user_id=None)
    posts = [*letters(), unknown, post(5, "heron", "Round and round.", 6, reply_to_post_number=6)]
    posts.append(post(6, raw="Again.", topic=6, reply_to_post_number=5))
    import_path(topic_files(private(6, posts, **wrong)))
    assert conversation().post_count == 6
    assert conversation().board is None
    assert not conversation().is_removed
    assert not Participant.objects.present().filter(member__username="unknown").exists()
    assert faults() == []


def test_a_letter_that_one_member_alone_can_still_read_is_theirs(
    import_path, topic_files, as_, ada, root, faults
):
    run = import_path(topic_files(private(6, [post(1, raw=WORDS, topic=6)], allowed=("wren",))))
    assert run.report.warnings["private_alone"] == 1
    come_back(root, "wren", ada)
    page = as_(ada).get(conversation().get_absolute_url())
    assert WORDS in page.text
    assert "Nobody can be reached in this conversation any more." in page.text
    assert faults() == []


def test_removed_messages_stay_removed(import_path, topic_files, as_, ada, root, faults):
    posts = [*letters(), post(4, "Otter", "Swearwords.", 6, deleted_at="2019-03-05T10:00:00Z")]
    import_path(topic_files(private(6, posts)))
    come_back(root, "wren", ada)
    page = as_(ada).get(conversation().get_absolute_url())
    assert WORDS in page.text
    assert "Swearwords" not in page.text
    assert conversation().posts.get(number=4).is_removed
    assert faults() == []


@pytest.mark.parametrize(
    ("facts", "is_private"),
    [
        ({"category_id": None}, True),
        ({"topic_archetype": "private_message"}, True),
        ({"category_id": None, "topic_archetype": "regular"}, False),
        ({"topic_archetype": "banner"}, False),
        ({"topic_archetype": "Private_Message"}, True),
        ({"topic_archetype": ["private_message"]}, True),
        ({"topic_archetype": "private_message", "archetype": "regular"}, True),
        ({}, False),
    ],
)
def test_posts_one_by_one_say_by_their_missing_category_that_they_are_private(
    import_path, post_lines, facts, is_private, faults
):
    run = import_path(post_lines(*(post(n, name, **facts) for n, name in ((1, "wren"), (2, "Otter")))))
    assert Topic.objects.filter(board=None).exists() is is_private
    assert set(parts()) == ({"wren", "Otter"} if is_private else set())
    assert run.report.warnings["private_unsaid"] == is_private
    assert faults() == []


def test_of_a_thousand_members_the_pages_name_the_first(import_path, topic_files, as_, ada, root):
    crowd = [person(f"member{number:04}") | {"id": 5000 + number} for number in range(1200)]
    details = {"allowed_users": [person("wren"), *crowd]}
    import_path(topic_files(private(6, [post(1, raw=WORDS, topic=6)], details=details)))
    come_back(root, "wren", ada)
    for address in ("/conversations/", conversation().get_absolute_url()):
        page = as_(ada).get(address).text
        assert "member0003" in page
        assert "member0900" not in page
        assert re.search("and 1,?18[89] more", page)
    assert "member0900" in as_(ada).get(f"/conversations/{conversation().pk}/members/").text


@pytest.mark.parametrize("earlier", [{"category_id": None}, {"topic_archetype": "private_message"}])
def test_one_post_that_was_private_when_it_was_fetched_keeps_all_of_its_topic_so(
    import_path, post_lines, earlier, faults
):
    import_path(post_lines(post(1, **earlier), post(2, "Otter"), post(1, topic=6)))
    assert conversation().post_count == 2
    assert Topic.objects.exclude(board=None).count() == 1
    assert faults() == []


def test_a_file_without_a_kind_and_without_a_category_is_private(import_path, topic_files, faults):
    heading = private(6, letters())
    del heading["archetype"]
    import_path(topic_files(heading, topic(5, [post(1)])))
    assert conversation().post_count == 3
    assert Topic.objects.exclude(board=None).get().title == "Boiling point"
    assert faults() == []


@pytest.mark.parametrize("post_type", ["4", 4.5, [4], {"is": 4}, -4, 10**40])
def test_a_post_of_no_kind_that_we_know_is_shown_to_nobody(import_path, topic_files, post_type, faults):
    whisper = post(4, "heron", "Among the staff.", 6, post_type=post_type)
    import_path(topic_files(private(6, [*letters(), whisper], allowed=("wren",))))
    assert conversation().post_count == 3
    assert "heron" not in parts()
    assert faults() == []


@pytest.mark.parametrize("public_id", [5, 7])
def test_a_post_that_stands_in_a_private_message_and_in_a_topic_stays_private(
    import_path, topic_files, public_id, faults
):
    copy = letters()[1] | {"topic_id": public_id, "post_number": 2}
    public = topic(public_id, [post(1, topic=public_id), copy], slug="for-all")
    run = import_path(topic_files(public, private(6, letters())))
    assert run.report.warnings["moved"] == 1
    assert conversation().post_count == 3
    assert Topic.objects.exclude(board=None).get().post_count == 1
    assert faults() == []
