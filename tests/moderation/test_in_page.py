"""The moderators' tools in the page."""

import re

import pytest

from forum.moderation import topic_acts
from forum.moderation.models import LogEntry

PAIRS = [("lock", "unlock", "locked_at"), ("pin", "unpin", "pinned_at"), ("remove", "restore", "removed_at")]


def tool(topic, act):
    return f"{topic.get_absolute_url()}{act}/"


@pytest.mark.parametrize(("act", "opposite", "field"), PAIRS)
def test_a_moderator_does_it_says_why_and_undoes_it(act, opposite, field, as_, mod, topic):
    browser = as_(mod)
    assert browser.get(tool(topic, act)).status_code == 200
    topic.refresh_from_db()
    assert getattr(topic, field) is None
    assert browser.post(tool(topic, act), {"reason": "Because"}).status_code == 303
    topic.refresh_from_db()
    assert getattr(topic, field) is not None
    assert browser.post(tool(topic, opposite), {"reason": ""}).status_code == 303
    topic.refresh_from_db()
    assert getattr(topic, field) is None
    assert list(LogEntry.objects.order_by("pk").values_list("act", "by", "reason")) == [
        (act, mod.pk, "Because"),
        (opposite, mod.pk, ""),
    ]


@pytest.mark.parametrize("act", ["lock", "unlock", "pin", "unpin", "move", "remove", "restore"])
def test_others_are_refused_and_visitors_sign_in(act, as_, ada, eve, topic):
    for member in (ada, eve):
        assert as_(member).post(tool(topic, act), {"reason": "x"}).status_code == 403
    assert as_().post(tool(topic, act), {"reason": "x"}).status_code == 303
    assert not LogEntry.objects.exists()


def test_a_quick_act_keeps_what_was_typed_in_the_reply_box(as_, mod, topic):
    topic_acts.pin(mod, topic)
    browser, here = as_(mod), topic.get_absolute_url()
    page = browser.get(here).text
    assert f'name="next" value="{here}" form="reply-form" formaction="{tool(topic, "unpin")}"' in page
    answer = browser.post(tool(topic, "unpin"), {"body": "Half a thought", "next": here}, follow=True)
    assert "Half a thought" in answer.text


@pytest.mark.parametrize("act", ["unpin", "unlock"])
def test_a_quick_act_is_one_press_in_the_menu_and_others_lead_to_a_page(as_, mod, topic, act):
    {"unlock": topic_acts.lock, "unpin": topic_acts.pin}[act](mod, topic, "x")
    page = as_(mod).get(topic.get_absolute_url()).text
    assert f'formaction="{tool(topic, act)}"' in page or f'action="{tool(topic, act)}"' in page
    assert f'href="{tool(topic, "move")}?next=' in page
    assert f'href="{tool(topic, act)}' not in page


@pytest.mark.parametrize(
    ("sent", "reason", "is_withheld"),
    [
        ({"ready": "spam"}, "Spam", False),
        ({"ready": "spam", "reason": "third time"}, "Spam: third time", False),
        ({"reason": "Own words"}, "Own words", False),
        ({"ready": "illegal"}, "Illegal content", True),
        ({"ready": "private", "reason": "a phone number"}, "Private data: a phone number", True),
    ],
)
def test_one_tap_is_reason_enough(as_, mod, topic, sent, reason, is_withheld):
    assert as_(mod).post(tool(topic, "remove"), sent).status_code == 303
    topic.refresh_from_db()
    assert (topic.removed_reason, topic.is_withheld) == (reason, is_withheld)


def test_what_is_required_is_marked_and_who_is_told_is_said(as_, mod, topic):
    browser = as_(mod)
    removing, locking = browser.get(tool(topic, "remove")).text, browser.get(tool(topic, "lock")).text
    assert "(required)" in removing
    assert "(optional)" in locking
    assert "The author is notified with this reason" in removing
    assert "The author is notified with this reason" in locking
    own = browser.get(tool(topic, "pin")).text
    assert "The author" not in own


def test_a_removal_needs_a_reason(as_, mod, topic):
    answer = as_(mod).post(tool(topic, "remove"), {"reason": ""})
    assert answer.status_code == 422
    topic.refresh_from_db()
    assert topic.removed_at is None


def test_doing_it_twice_is_doing_it_once(as_, mod, topic):
    browser = as_(mod)
    for _ in range(2):
        browser.post(tool(topic, "lock"), {"reason": ""})
    assert LogEntry.objects.count() == 1


def test_a_topic_is_moved_where_its_mover_moderates_too(as_, mod, root, topic, members_board):
    answer = as_(mod).post(tool(topic, "move"), {"board": members_board.pk, "reason": "x"})
    assert answer.status_code == 422
    assert (
        as_(root).post(tool(topic, "move"), {"board": members_board.pk, "reason": "Fits better"}).status_code
        == 303
    )
    topic.refresh_from_db()
    assert topic.board == members_board
    assert LogEntry.objects.get().detail["to"] == members_board.pk


def test_the_tools_are_shown_to_those_who_may_use_them(as_, ada, mod, topic):
    assert "Moderate" in as_(mod).get(topic.get_absolute_url()).text
    assert "Moderate</summary>" not in as_(ada).get(topic.get_absolute_url()).text


def test_a_moderator_of_one_board_has_no_say_on_another(as_, ada, mod, members_board, start):
    elsewhere = start(ada, members_board)
    assert as_(mod).post(tool(elsewhere, "lock"), {"reason": "x"}).status_code == 403


def test_no_board_is_chosen_before_the_mover_chooses_one(as_, root, topic, members_board):
    page = as_(root).get(tool(topic, "move")).text
    assert '<option value="" selected>Choose a board</option>' in page
    assert f'<option value="{members_board.pk}">' in page
    assert f'<option value="{topic.board_id}">' not in page
    assert as_(root).post(tool(topic, "move"), {"board": "", "reason": "x"}).status_code == 422


def test_who_moderates_some_boards_reads_where_topics_may_be_moved(as_, mod, root, topic):
    address = f"{topic.get_absolute_url()}move/"
    assert "You can move it to boards you moderate." in as_(mod).get(address).text
    assert "boards you moderate" not in as_(root).get(address).text


def test_a_removed_topic_says_so_where_the_reply_box_was(as_, mod, topic):
    topic_acts.remove(mod, topic, "Private data")
    page = as_(mod).get(topic.get_absolute_url()).text
    assert "This topic is removed. Nobody can reply until it’s restored." in page
    assert "you can’t post on it" not in page


def test_the_reason_of_a_removed_topic_follows_its_remover(as_, mod, topic):
    topic_acts.remove(mod, topic, "Private data")
    page = " ".join(as_(mod).get(topic.get_absolute_url()).text.split())
    assert re.search(
        r"Only moderators see this topic\. Removed by .+ on .+: <span class=\"reason\" dir=\"auto\">Private data",
        page,
    )
