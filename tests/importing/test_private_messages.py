"""Private messages of another forum are conversations here, of those who took part and of nobody else."""

import json
from datetime import UTC, datetime

import pytest

from accounts.models import User
from forum.boards.models import Board
from forum.conversations import taking_part
from forum.follows.models import Follow
from forum.importing.models import Import, OldAddress
from forum.jobs.models import Job
from forum.moderation.models import LogEntry
from forum.notifications.models import Delivery, Notification
from forum.posts.models import Post
from forum.reading.unread import unread_counts
from forum.topics.models import Tag, Topic
from forum.topics.participants import Participant
from tests.conversations.talking import anybody_writes
from tests.importing.conftest import HOST, act, person, post, private, topic
from tests.importing.letters import WORDS, come_back, conversation, letters, parts

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


def test_a_private_message_is_a_conversation_with_its_members_dates_and_order(
    import_path, topic_files, faults
):
    run = import_path(topic_files(topic(5, [post(1)]), private(6, letters())))
    found = conversation()
    posts = list(found.posts.order_by("number").select_related("author", "reply_to"))
    assert (found.title, found.author.username, found.view_count) == ("The lost ladle", "wren", 0)
    assert [each.source for each in posts] == [WORDS, "Behind the stove.", "Found it!"]
    assert [each.author.username for each in posts] == ["wren", "Otter", "wren"]
    assert [each.created_at.minute for each in posts] == [1, 2, 3]
    assert posts[1].reply_to == posts[0]
    assert posts[2].edited_at == datetime(2019, 3, 5, 8, tzinfo=UTC)
    assert {
        name: (row.from_number, row.left_at, row.joined_at == found.created_at)
        for name, row in parts().items()
    } == {"wren": (1, None, True), "Otter": (1, None, True)}
    assert run.report.counts["conversations"] == run.report.counts["topics"] == 1
    assert faults() == []


def test_it_is_told_counted_and_listed_nowhere(import_path, topic_files, as_, ada, root, mod):
    hostile = {"category_id": 9, "tags": ["ladles"], "pinned": True, "title": "About the Secret category"}
    closing = post(4, "heron", "", 6, post_type=3, action_code="closed.enabled")
    path = topic_files(topic(5, [post(1)]), private(6, [*letters(), closing], closed=True, **hostile))
    jobs = Job.objects.count()
    import_path(path)
    assert [board.name for board in Board.objects.exclude(name="General")] == ["Category 3"]
    assert not Tag.objects.exists()
    assert {member.username: member.post_count for member in User.objects.filter(is_placeholder=True)} == {
        "wren": 1, "Otter": 0, "heron": 0,
    }  # fmt: skip
    assert not Notification.objects.exists()
    assert not Delivery.objects.exists()
    assert not LogEntry.objects.exists()
    assert Job.objects.count() == jobs
    assert conversation().is_locked
    assert not OldAddress.objects.filter(topic=conversation()).exists()
    here = conversation().get_absolute_url()
    first = conversation().posts.get(number=1)
    for reader in (None, ada, mod, root):
        browser = as_(reader) if reader else as_()
        assert browser.get(here).status_code in (302, 303, 404)
        for address in ("/latest/", "/u/Otter/", "/search/?q=ladles", "/boards/", "/feed/"):
            page = browser.get(address).text
            assert "Quodlibetarian" not in page and "About the Secret" not in page, address
        for address in ("/t/about-the-secret-category/6", "/t/6", "/t/6/2", "/p/601", f"/p/{first.pk}/"):
            assert browser.get(address, follow=True).status_code == 404, address
    assert as_().get("/t/boiling-point/5").status_code == 301


def test_a_link_to_one_does_not_tell_its_title(import_path, topic_files):
    link = f"See https://{HOST}/t/the-lost-ladle/6 or https://{HOST}/t/boiling-point/7."
    import_path(
        topic_files(topic(5, [post(1, raw=link)]), private(6, letters()), topic(7, [post(1, topic=7)]))
    )
    words = Post.objects.get(source__startswith="See").source
    assert f"[a private conversation](/p/{conversation().posts.get(number=1).pk}/)" in words
    assert "[Boiling point](" in words
    assert "lost" not in words


def test_who_comes_back_has_their_conversations_and_nothing_of_them_is_unread(
    import_path, topic_files, as_, ada, ben, root, faults
):
    anybody_writes()
    import_path(topic_files(private(6, letters())))
    come_back(root, "wren", ada)
    page = as_(ada).get(conversation().get_absolute_url())
    assert page.status_code == 200
    assert WORDS in page.text
    assert "The lost ladle" in as_(ada).get("/conversations/").text
    assert unread_counts(ada, [conversation()]) == {}
    assert as_(ben).get(conversation().get_absolute_url()).status_code == 404
    come_back(root, "Otter", ben)
    assert as_(ben).get(conversation().get_absolute_url()).status_code == 200
    assert {row.member for row in Participant.objects.present()} == {ada, ben}
    # From now on it is a conversation as any.
    fields = {"body": "And here it is.", "key": "k1"}
    assert as_(ada).post(f"{conversation().get_absolute_url()}reply/", fields).status_code == 303
    assert unread_counts(ben, [conversation()])[conversation().pk].count == 1
    assert faults() == []


def test_nobody_writes_to_who_has_not_come_back_yet(import_path, topic_files, as_, ada, ben, root):
    anybody_writes()
    import_path(topic_files(private(6, letters(), allowed=("wren", "Otter", "heron"))))
    come_back(root, "wren", ada)
    browser, here = as_(ada), conversation().get_absolute_url()
    page = browser.get(here)
    assert "Nobody else of this conversation has come back to the forum yet." in page.text
    assert 'id="reply-form"' not in page.text
    refused = browser.post(f"{here}reply/", {"body": "Hello?", "key": "k1"})
    assert refused.status_code == 409
    assert "Hello?" in refused.text
    assert "has come back to the forum yet" in refused.text
    new = {"to": "Otter", "title": "Hello", "body": "Are you there?", "key": "k2"}
    refused = browser.post("/conversations/new/", new)
    assert refused.status_code == 422
    assert "Otter" in refused.text
    assert "hasn’t signed in yet" in refused.text
    assert "Are you there?" in refused.text
    # Whoever is back looks after it, and adds nobody who is not.
    members = f"/conversations/{conversation().pk}/members/"
    crow = User.objects.create(username="crow", username_key="crow", is_placeholder=True)
    assert "hasn’t signed in yet" in browser.post(members, {"member": crow.username, "sees": "all"}).text
    assert not Participant.objects.filter(member=crow).exists()
    come_back(root, "heron", ben)
    assert 'id="reply-form"' in browser.get(here).text
    assert browser.post(f"{here}reply/", {"body": "Hello!", "key": "k3"}).status_code == 303
    assert browser.post("/conversations/new/", new | {"to": "ben"}).status_code == 303


def test_who_may_read_it_no_more_wrote_there_and_sees_nothing(
    import_path, topic_files, as_, ada, ben, root, faults
):
    posts = [
        *letters(),
        post(4, "heron", "Me too.", 6),
        act(5, "removed_user", "heron", topic=6),
        post(6, "crow", "And I.", 6),
        act(7, "invited_user", "finch", topic=6),
    ]
    import_path(topic_files(private(6, posts, allowed=("wren", "Otter", "finch"))))
    found = parts()
    assert found["heron"].left_at == datetime(2019, 3, 4, 10, 5, tzinfo=UTC)
    assert found["heron"].removed_by.username == "wren"
    assert found["crow"].left_at == datetime(2019, 3, 4, 10, 6, tzinfo=UTC)
    assert found["crow"].removed_by is None
    assert found["finch"].joined_at == datetime(2019, 3, 4, 10, 7, tzinfo=UTC)
    come_back(root, "heron", ada)
    come_back(root, "finch", ben)
    assert as_(ada).get(conversation().get_absolute_url()).status_code == 404
    assert as_(ben).get(conversation().get_absolute_url()).status_code == 200
    assert faults() == []


def test_members_of_a_group_take_part_where_the_archive_names_them(import_path, topic_files, faults):
    path = topic_files(private(6, letters(), allowed=("wren",), groups=("cooks", "../cooks", "smiths")))
    (path / "groups").mkdir()
    members = {"members": [person("Otter"), person("heron"), None, {"id": 3}], "owners": [person("heron")]}
    (path / "groups" / "cooks.json").write_text(json.dumps(members))
    (path / "cooks.json").write_text(json.dumps({"members": [person("crow")]}))
    run = import_path(path)
    assert set(parts()) == {"wren", "Otter", "heron"}
    assert run.report.warnings["private_group"] == 1
    assert faults() == []


def test_another_run_doubles_nothing_and_brings_nobody_back_who_left_here(
    import_path, topic_files, ada, root, faults
):
    path = topic_files(private(6, letters()))
    import_path(path)
    come_back(root, "wren", ada)
    taking_part.leave(ada, conversation())

    def rows():
        tables = (Topic, Post, Participant, Follow, Import, User)
        return [list(table.objects.order_by("pk").values_list("pk", flat=True)) for table in tables]

    before = rows()
    import_path(path)
    assert rows() == before
    grown = [*letters(), post(4, "Otter", "Good.", 6), post(5, "heron", "Which?", 6)]
    topic_files(private(6, grown, allowed=("wren", "Otter", "heron")))
    import_path(path)
    assert [each.source for each in conversation().posts.order_by("number")][3:] == ["Good.", "Which?"]
    assert {row.member.username for row in Participant.objects.present()} == {"Otter", "heron"}
    assert Participant.objects.count() == 3
    assert faults() == []


def test_who_sees_what_is_written_from_now_on_sees_nothing_that_a_later_import_brings(
    import_path, topic_files, as_, ada, ben, eve, root, say, faults
):
    anybody_writes()
    first, second, third = letters()
    path = topic_files(private(6, [first, third]))
    import_path(path)
    come_back(root, "wren", ada)
    taking_part.add(ada, conversation(), ben, sees_all=False)
    say(ada, conversation(), "For Ben too.")
    taking_part.add(ada, conversation(), eve, sees_all=False)
    topic_files(private(6, [first, second, third, post(4, "Otter", "A late word.", 6)]))
    import_path(path)
    texts = [each.source for each in conversation().posts.order_by("number")]
    assert texts == [WORDS, "Behind the stove.", "Found it!", "A late word.", "For Ben too."]
    assert "For Ben too." in as_(ben).get(conversation().get_absolute_url(), follow=True).text
    for member in (ben, eve):
        page = as_(member).get(conversation().get_absolute_url(), follow=True).text
        assert "Found it!" not in page
        assert "A late word." not in page
    assert unread_counts(eve, [conversation()]) == {}
    assert faults() == []


def test_a_message_made_public_and_a_topic_made_private_stay_as_they_came(
    import_path, topic_files, as_, faults
):
    path = topic_files(topic(5, [post(1)]), private(6, letters()))
    import_path(path)
    secret = [post(1), post(2, "Otter", "Between us now.")]
    topic_files(private(5, secret, slug="boiling-point"), topic(6, letters(), slug="the-lost-ladle"))
    topic_files(topic(6, [*letters(), post(4, raw="Said to all.", topic=6)], slug="the-lost-ladle"))
    run = import_path(path)
    assert run.report.warnings["private_changed"] == 2
    assert not Post.objects.filter(source__in=["Between us now.", "Said to all."]).exists()
    assert Topic.objects.filter(board=None).count() == 1
    assert faults() == []


def test_two_old_names_that_are_one_member_here_take_part_once(import_path, topic_files, ada, root, faults):
    path = topic_files(topic(5, [post(1), post(2, "Otter")]))
    import_path(path)
    come_back(root, "wren", ada)
    come_back(root, "Otter", ada)
    topic_files(private(6, letters(), allowed=("Otter", "heron")))
    import_path(path)
    assert {name: row.left_at for name, row in parts().items()} == {"ada": None, "heron": None}
    assert Follow.objects.filter(topic=conversation(), member=ada).count() == 1
    assert unread_counts(ada, [conversation()]) == {}
    assert faults() == []


def test_who_is_back_looks_after_it_until_whoever_started_it_is(
    import_path, topic_files, as_, ada, ben, root
):
    import_path(topic_files(private(6, letters())))
    members = f"/conversations/{conversation().pk}/members/"
    come_back(root, "Otter", ben)
    assert "Add a member" in as_(ben).get(members).text
    come_back(root, "wren", ada)
    assert "Add a member" in as_(ada).get(members).text
    assert "Add a member" not in as_(ben).get(members).text


def test_where_somebody_writes_already_a_later_archive_lets_nobody_in(
    import_path, topic_files, as_, ada, ben, eve, root, say, faults
):
    path = topic_files(private(6, letters()))
    import_path(path)
    come_back(root, "wren", ada)
    come_back(root, "Otter", ben)
    say(ada, conversation(), "Between the two of us.")
    grown = [*letters(), post(4, "heron", "May I?", 6)]
    topic_files(private(6, grown, allowed=("wren", "Otter", "heron", "crow")))
    import_path(path)
    come_back(root, "heron", eve)
    here = conversation().get_absolute_url()
    assert as_(eve).get(here).status_code == 404
    for member in (ada, ben):
        assert "May I?" in as_(member).get(here).text
    assert {row.member for row in Participant.objects.present()} == {ada, ben}
    assert faults() == []
    # Who takes part decides.
    anybody_writes()
    taking_part.add(ada, conversation(), eve, sees_all=True)
    assert "Between the two of us." in as_(eve).get(here).text
