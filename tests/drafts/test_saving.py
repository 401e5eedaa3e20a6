"""A draft is saved while one writes: the newest text wins, an older tab is told, and nobody else ever sees it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import limits
from forum.consequences import tidy
from forum.drafts import saving
from forum.drafts.models import Draft
from forum.limits.limit_table import LIMITS
from forum.moderation import member_acts, topic_acts
from forum.site.models import SiteSettings
from tests.drafts.conftest import bodies

TEXT = "  It began with\n\n\ta noise, “half” 🚲 a مرحبا\u202eword.\n"


def hidden_sequence(page):
    return int(re.search(r'name="draft" value="(\d+)"', page)[1])


def box_of(page, name="body"):
    return re.search(rf'<textarea name="{name}".*?>\n?(.*?)</textarea>', page, re.DOTALL)[1]


def test_a_draft_comes_back_to_the_box_to_the_last_character(writer, ben, topic, as_):
    answer = writer(ben, f"topic:{topic.pk}").save(TEXT.replace("\n", "\r\n"))
    assert (answer.status_code, answer.json()["sequence"]) == (200, 1)
    assert re.fullmatch(r"Saved \d\d:\d\d", answer.json()["words"])
    page = as_(ben).get(topic.get_absolute_url()).text
    assert box_of(page) == TEXT
    assert hidden_sequence(page) == 1
    assert "Draft saved <time" in page and "Discard draft" in page


def test_a_topic_page_with_a_draft_costs_no_query_more(writer, ben, topic, as_):
    browser, counts = as_(ben), []
    for text in ("", TEXT):
        writer(ben, f"topic:{topic.pk}").save(text)
        for _ in range(3):
            browser.get(topic.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            assert box_of(browser.get(topic.get_absolute_url()).text) == text
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_is_saved_already_is_not_saved_again(writer, ben, topic):
    tab = writer(ben, f"topic:{topic.pk}")
    assert [tab.save("Once.").json()["sequence"] for _time in range(3)] == [1, 1, 1]
    tab.sequence = 0  # the answer to the first was lost on its way
    assert tab.save("Once.").json()["sequence"] == 1


def test_an_older_tab_does_not_overwrite_a_newer_draft_and_is_shown_it(writer, ben, topic):
    place = f"topic:{topic.pk}"
    phone, desk = writer(ben, place), writer(ben, place)
    phone.save("Begun on the phone.")
    desk.sequence = phone.sequence
    desk.save("Begun on the phone, gone on at the desk.")
    answer = phone.save("Begun on the phone, gone on in the train.")
    assert answer.status_code == 409
    assert answer.json()["body"] == "Begun on the phone, gone on at the desk."
    assert bodies(ben) == {place: "Begun on the phone, gone on at the desk."}
    phone.sequence = answer.json()["sequence"]  # having seen both, the phone's is meant
    assert phone.save("Both.").status_code == 200
    assert bodies(ben) == {place: "Both."}


def test_an_empty_box_is_no_draft_and_its_sequence_goes_on(writer, ben, topic):
    tab = writer(ben, f"topic:{topic.pk}")
    assert tab.save("  \n").json()["sequence"] == 0
    tab.save("Something.")
    assert tab.save("").json() == {"sequence": 2, "is_empty": True, "words": tab.save("").json()["words"]}
    assert bodies(ben) == {}
    stale = writer(ben, f"topic:{topic.pk}")
    stale.sequence = 1
    answer = stale.save("Something, said late.")
    assert (answer.status_code, answer.json()["is_empty"]) == (409, True)


def test_each_place_and_member_has_a_draft_of_their_own(writer, ada, ben, topic, board):
    places = [f"topic:{topic.pk}", f"board:{board.pk}", "start", f"edit:{topic.posts.get().pk}"]
    for member in (ada, ben):
        for place in places:
            assert writer(member, place).save(f"{member} in {place}", title="A title").status_code == 200
    assert bodies(ada) == {place: f"{ada} in {place}" for place in places}
    assert bodies(ben) == {place: f"{ben} in {place}" for place in places}


@pytest.mark.parametrize(
    "place",
    [
        "",
        "topic",
        "topic:",
        "topic:0",
        "topic:01",
        "topic:999999",
        "topic:1e3",
        "post:1",
        "start:1",
        "topic:٣",
        "topic:1:2",
        "topic:" + "9" * 40,
        "\x00",
    ],
)
def test_there_is_no_draft_of_what_is_no_place(writer, ben, topic, place):
    answer = writer(ben, place.replace("\x00", "%00")).save("Lost?")
    assert answer.status_code == 404
    assert answer.json()["error"]
    assert not Draft.objects.exists()


def test_a_place_that_one_does_not_see_is_not_told_from_one_that_is_not_there(
    writer, ben, root, staff_board, start
):
    topic = start(root, staff_board)
    answers = [
        writer(ben, place).save("Psst.")
        for place in (
            f"topic:{topic.pk}",
            f"board:{staff_board.pk}",
            f"edit:{topic.posts.get().pk}",
            "topic:999999",
        )
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}


def test_who_has_begun_may_go_on_when_the_topic_has_gone_out_of_sight(writer, ben, root, topic):
    tab = writer(ben, f"topic:{topic.pk}")
    tab.save("Half a tho")
    topic_acts.remove(root, topic, "Spam")
    assert tab.save("Half a thought.").status_code == 200


def test_the_text_of_an_edit_that_says_what_the_post_says_is_no_draft(writer, ada, topic):
    post = topic.posts.get()
    tab = writer(ada, f"edit:{post.pk}")
    assert tab.save(post.source, title=topic.title).json()["is_empty"]
    tab.save(f"{post.source} More.", title=topic.title)
    assert bodies(ada) == {f"edit:{post.pk}": f"{post.source} More."}
    assert tab.save(post.source, title="Another title").json()["is_empty"] is False


def test_a_visitor_has_no_drafts(writer, topic):
    answer = writer(None, f"topic:{topic.pk}").save("Hello.")
    assert (answer.status_code, answer.json()["error"]) == (403, "You’re signed out.")
    assert not Draft.objects.exists()


def test_a_suspended_member_saves_nothing_and_a_script_reads_why(writer, ben, root, topic):
    tab = writer(ben, f"topic:{topic.pk}")
    member_acts.suspend(root, ben, "Enough.", until=timezone.now() + timedelta(days=1))
    assert tab.save("Let me explain.").status_code == 403


def test_a_text_that_is_too_long_for_a_post_is_kept_and_one_beyond_all_measure_is_refused(writer, ben, topic):
    tab = writer(ben, f"topic:{topic.pk}")
    assert tab.save("🚲" * saving.LONGEST).status_code == 200
    answer = tab.save("x" * (saving.LONGEST + 1))
    assert answer.status_code == 422
    assert "too long" in answer.json()["error"]
    assert bodies(ben) == {f"topic:{topic.pk}": "🚲" * saving.LONGEST}


@pytest.mark.parametrize("field", ["body", "title", "tags"])
def test_what_no_database_takes_is_left_out(writer, ben, board, field):
    tab = writer(ben, f"board:{board.pk}")
    sent = {"body": "Text", "title": "Title", "tags": "tag"} | {field: "a\x00b"}
    assert tab.save(**sent).status_code == 200
    draft = Draft.objects.get()
    assert {"body": draft.body, "title": draft.title, "tags": draft.fields["tags"][0]} == sent | {field: "ab"}


def test_nobody_fills_the_forum_with_drafts(writer, ben, topic, start, board, monkeypatch):
    monkeypatch.setattr(saving, "MOST", 2)
    writer(ben, f"topic:{topic.pk}").save("One.")
    writer(ben, f"board:{board.pk}").save("Two.")
    tab = writer(ben, "start")
    answer = tab.save("Three.")
    assert answer.status_code == 422
    assert "Remove one" in answer.json()["error"]
    saving.discard(ben, f"topic:{topic.pk}", known=1)
    assert tab.save("Three.").status_code == 200


def test_who_saves_too_often_is_told_when_to_try_again(writer, ben, topic):
    limits.charge("draft", ben.pk, LIMITS["draft"].most)
    answer = writer(ben, f"topic:{topic.pk}").save("Again.")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json()["code"] == "too_many" or answer.json()["error"]


def test_drafts_go_after_as_many_days_as_the_owner_set(writer, ben, board, topic):
    writer(ben, f"topic:{topic.pk}").save("Old.")
    writer(ben, f"board:{board.pk}").save("Young.")
    SiteSettings.current().change(draft_days=10)
    Draft.objects.filter(body="Old.").update(saved_at=timezone.now() - timedelta(days=10, minutes=1))
    Draft.objects.filter(body="Young.").update(saved_at=timezone.now() - timedelta(days=9))
    tidy()
    assert list(bodies(ben).values()) == ["Young."]


def test_a_script_learns_who_is_signed_in_now_and_their_token(ben, as_):
    assert as_().get("/drafts/token/").json() == {"member": 0}
    answer = as_(ben).get("/drafts/token/")
    assert answer.json()["member"] == ben.pk and len(answer.json()["token"]) > 30
    assert "no-store" in answer.headers["Cache-Control"]
