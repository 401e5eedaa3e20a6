from datetime import timedelta

import pytest

from forum.admin import topics
from forum.moderation.models import LogEntry
from forum.topics.models import Topic
from tests.admin.conftest import address, choose, confirm, last_entry, messages_of

TOOLS = [
    ("lock", "unlock", "is_locked", "lock"),
    ("pin", "unpin", "is_pinned", "pin"),
    ("remove", "restore", "is_removed", "remove"),
]


@pytest.mark.parametrize(("tool", "opposite", "state", "act"), TOOLS)
def test_a_tool_asks_first_and_changes_nothing(as_, keeper, topic, tool, opposite, state, act):
    answer = choose(as_(keeper), "topics_topic", tool, [topic])
    page = answer.content.decode()
    assert answer.status_code == 200
    assert topic.title in page
    assert 'name="reason"' in page
    topic.refresh_from_db()
    assert not getattr(topic, state)


@pytest.mark.parametrize(("tool", "opposite", "state", "act"), TOOLS)
def test_a_tool_and_its_opposite_do_what_they_say(as_, keeper, topic, tool, opposite, state, act):
    client = as_(keeper)
    assert confirm(client, "topics_topic", tool, [topic], "It was time").status_code == 302
    topic.refresh_from_db()
    assert getattr(topic, state)
    assert (last_entry().by, last_entry().act, last_entry().reason) == (keeper, act, "It was time")
    confirm(client, "topics_topic", opposite, [topic])
    topic.refresh_from_db()
    assert not getattr(topic, state)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_removing_wants_a_reason_of_bounded_length(as_, keeper, topic, reason):
    assert confirm(as_(keeper), "topics_topic", "remove", [topic], reason).status_code == 422
    topic.refresh_from_db()
    assert not topic.is_removed


def test_locking_wants_no_reason(as_, keeper, topic):
    confirm(as_(keeper), "topics_topic", "lock", [topic], "")
    topic.refresh_from_db()
    assert topic.is_locked


def test_doing_it_twice_is_doing_it_once_and_says_so(as_, keeper, topic):
    client = as_(keeper)
    confirm(client, "topics_topic", "lock", [topic])
    again = confirm(client, "topics_topic", "lock", [topic])
    assert "Nothing to do." in messages_of(client, again)
    assert LogEntry.objects.count() == 1


def test_get_changes_nothing(as_, keeper, topic):
    query = f"?action=lock&_selected_action={topic.pk}&confirm=1&reason=x"
    as_(keeper).get(address("topics_topic_changelist") + query)
    topic.refresh_from_db()
    assert not topic.is_locked


def test_a_result_offers_to_undo_and_undoing_undoes(as_, keeper, ada, board, start):
    topics = [start(ada, board, title=f"Topic {n}") for n in range(3)]
    client = as_(keeper)
    page = messages_of(client, confirm(client, "topics_topic", "lock", topics))
    entries = list(LogEntry.objects.values_list("pk", flat=True))
    assert len(entries) == 3
    assert all(f'name="undo" value="{pk}"' in page for pk in entries)
    client.post(address("moderation_logentry_undo"), {"undo": entries})
    assert not Topic.objects.filter(locked_at__isnull=False).exists()
    assert LogEntry.objects.filter(act="unlock").count() == 3


def test_moving_lists_only_boards_one_moderates(as_, keeper, topic, board, hall, vault, members_board):
    page = choose(as_(keeper), "topics_topic", "move", [topic]).content.decode()
    assert members_board.name in page
    assert f'value="{hall.pk}"' not in page
    assert vault.name not in page


def test_a_topic_is_moved_and_moved_back(as_, keeper, topic, board, members_board):
    client = as_(keeper)
    confirm(client, "topics_topic", "move", [topic], board=members_board.pk)
    topic.refresh_from_db()
    assert topic.board == members_board
    client.post(address("moderation_logentry_undo"), {"undo": last_entry().pk})
    topic.refresh_from_db()
    assert topic.board == board


@pytest.mark.parametrize("end", ["hall", "vault"])
def test_a_topic_is_not_moved_where_one_does_not_moderate(as_, keeper, topic, end, request):
    board = request.getfixturevalue(end)
    assert confirm(as_(keeper), "topics_topic", "move", [topic], board=board.pk).status_code == 422
    topic.refresh_from_db()
    assert topic.board != board


def test_staff_do_not_know_of_topics_on_boards_hidden_from_them(as_, keeper, topic, secret):
    client = as_(keeper)
    page = client.get(address("topics_topic_changelist")).content.decode()
    assert topic.title in page
    assert "ault" not in page
    assert secret.title not in client.get(address("topics_topic_changelist") + "?q=secret").content.decode()
    assert client.get(address("topics_topic_change", secret.pk)).status_code == 302


def test_staff_do_nothing_to_topics_on_boards_hidden_from_them(as_, keeper, secret):
    client = as_(keeper)
    for send in (choose, confirm):
        answer = send(client, "topics_topic", "lock", [secret])
        assert answer.status_code == 302
        assert secret.title not in messages_of(client, answer)
    secret.refresh_from_db()
    assert not secret.is_locked
    assert not LogEntry.objects.exists()


def test_topics_on_boards_that_one_reads_and_does_not_moderate_are_not_there(as_, keeper, ada, hall, start):
    topic = start(ada, hall, title="In the hall")
    client = as_(keeper)
    assert client.get(topic.get_absolute_url()).status_code == 200
    page = client.get(address("topics_topic_changelist"))
    assert "In the hall" not in page.text
    assert f"?board={hall.pk}" not in page.text
    assert client.get(address("topics_topic_change", topic.pk)).status_code == 302
    for send in (choose, confirm):
        assert "In the hall" not in messages_of(client, send(client, "topics_topic", "lock", [topic]))
    topic.refresh_from_db()
    assert not topic.is_locked


def test_of_a_mixed_choice_only_ones_own_are_changed(as_, keeper, ada, topic, hall, start):
    foreign = start(ada, hall, title="In the hall")
    client = as_(keeper)
    assert "In the hall" not in choose(client, "topics_topic", "lock", [topic, foreign]).text
    confirm(client, "topics_topic", "lock", [topic, foreign])
    topic.refresh_from_db()
    foreign.refresh_from_db()
    assert topic.is_locked
    assert not foreign.is_locked


def test_a_member_who_only_may_view_has_no_tools(as_, clerk, topic):
    from_permission(clerk, "view_topic")
    client = as_(clerk)
    assert client.get(address("topics_topic_change", topic.pk)).status_code == 200
    confirm(client, "topics_topic", "lock", [topic])
    topic.refresh_from_db()
    assert not topic.is_locked


def test_a_topic_cannot_be_edited_added_or_deleted(as_, root, topic, members_board):
    client = as_(root)
    change = {
        "title": "Mine now",
        "board": members_board.pk,
        "author": root.pk,
        "post_count": 99,
        "locked_at": "x",
    }
    assert client.post(address("topics_topic_change", topic.pk), change).status_code == 403
    assert client.post(address("topics_topic_add"), change).status_code == 403
    assert client.post(address("topics_topic_delete", topic.pk), {"post": "yes"}).status_code == 403
    assert choose(client, "topics_topic", "delete_selected", [topic], post="yes").status_code == 302
    same = Topic.objects.get(pk=topic.pk)
    assert (same.title, same.board, same.author, same.post_count) == (
        topic.title,
        topic.board,
        topic.author,
        1,
    )


def test_extra_fields_beside_a_tool_are_ignored(as_, keeper, topic, members_board):
    fields = {
        "title": "Mine",
        "by": "1",
        "is_staff": "on",
        "pinned_at": "2020-01-01",
        "board": members_board.pk,
    }
    confirm(as_(keeper), "topics_topic", "lock", [topic], **fields)
    same = Topic.objects.get(pk=topic.pk)
    assert same.is_locked
    assert (same.title, same.board, same.pinned_at) == (topic.title, topic.board, None)
    assert last_entry().by == keeper


def test_too_many_at_once_are_refused(as_, keeper, ada, board):
    topics = Topic.objects.bulk_create([Topic(board=board, author=ada, title=f"T{n}") for n in range(101)])
    client = as_(keeper)
    answer = choose(client, "topics_topic", "lock", topics[:1], select_across="1")
    assert "at most 100" in messages_of(client, answer)


def test_names_and_reasons_are_shown_as_text(as_, keeper, ada, board, start):
    topic = start(ada, board, title="<script>alert(1)</script>")
    client = as_(keeper)
    asked = choose(client, "topics_topic", "lock", [topic]).content.decode()
    done = confirm(client, "topics_topic", "lock", [topic], "<img src=x onerror=alert(2)>")
    log = client.get(address("moderation_logentry_changelist")).content.decode()
    for page in (asked, messages_of(client, done), log):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert "&lt;img src=x" in log


def test_a_topics_own_page_offers_what_can_be_done_and_returns_there(as_, keeper, topic):
    client = as_(keeper)
    here = address("topics_topic_change", topic.pk)
    page = client.get(here).content.decode()
    assert 'name="action" value="lock"' in page
    assert 'name="action" value="unlock"' not in page
    answer = confirm(client, "topics_topic", "lock", [topic], one="1")
    assert answer["Location"] == here
    assert 'name="action" value="unlock"' in client.get(here).content.decode()


def test_topics_are_found_by_number_title_and_starter(as_, keeper, ada, ben, board, start):
    first, second = start(ada, board, title="Lamp oil"), start(ben, board, title="Candles")
    client = as_(keeper)
    for term, found, missing in (
        (first.pk, first, second),
        ("candle", second, first),
        ("BEN", second, first),
    ):
        page = client.get(address("topics_topic_changelist"), {"q": term}).content.decode()
        assert found.title in page
        assert missing.title not in page


def test_filters_name_only_boards_one_sees(as_, keeper, topic, board, vault):
    page = as_(keeper).get(address("topics_topic_changelist")).content.decode()
    assert f"?board={board.pk}" in page
    assert f"?board={vault.pk}" not in page


def from_permission(member, codename):
    member.user_permissions.add(member.user_permissions.model.objects.get(codename=codename))


def test_titles_are_looked_through_in_the_latest_topics_and_the_page_says_so(
    as_, keeper, ada, ben, board, start, monkeypatch
):
    monkeypatch.setattr(topics, "SEARCHED", 1)
    old, latest = (start(ben, board, title=f"Winter {n}") for n in "12")
    Topic.objects.filter(pk=old.pk).update(last_post_at=latest.last_post_at - timedelta(days=1))
    browser, place = as_(keeper), address("topics_topic_changelist")
    page = browser.get(f"{place}?q=winter").text
    assert "Winter 2" in page and "Winter 1" not in page
    assert "latest posts; the forum’s own search finds older ones" in page
    assert "Winter 1" in browser.get(f"{place}?q=ben").text
    assert "Winter 1" in browser.get(f"{place}?q={old.pk}").text
