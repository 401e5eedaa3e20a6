"""Drafts without scripts: a button that saves, a page that lists them, and no text lost between two pages."""

import json
import re
import uuid
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from forum import limits
from forum.boards.models import TopicField
from forum.drafts import saving
from forum.drafts.models import Draft
from forum.limits.limit_table import LIMITS
from forum.moderation import topic_acts
from forum.topics.models import Tag
from tests.drafts.conftest import bodies
from tests.drafts.test_saving import box_of, hidden_sequence

TEXT = "Half a thought\n\n  with <b>spaces</b> & an end "


def sequence(member):
    return Draft.objects.filter(member=member).values_list("sequence", flat=True).first() or 0


def test_the_button_saves_a_reply_and_leads_back_to_the_box(as_, ben, topic):
    browser, here = as_(ben), topic.get_absolute_url()
    sent = {"body": TEXT, "draft": "0", "save_draft": "1", "next": here, "reply_to": topic.posts.get().pk}
    answer = browser.post(f"{here}reply/", sent)
    assert (answer.status_code, answer.url) == (303, f"{here}#draft")
    page = browser.get(here).text
    assert "Draft saved." in page
    # The answer is beside the box, where the page is looked at.
    assert "Draft saved <time" in page[page.index('id="draft"') :]
    assert box_of(page) == escape(TEXT)
    assert f'name="reply_to" value="{topic.posts.get().pk}"' in page


@pytest.mark.parametrize("at_start", [False, True])
def test_the_button_saves_a_topic_with_all_its_fields(as_, ben, board, at_start):
    Tag.objects.create(name="Bicycles", slug="bicycles")
    browser, address = as_(ben), "/start/" if at_start else "/b/general/new/"
    sent = {
        "body": TEXT,
        "title": "Half a",
        "tags": "bicycles",
        "follow_asked": "1",
        "save_draft": "1",
        "board": board.slug,
    }
    assert browser.post(address, sent).url == address
    page = browser.get(address).text
    assert 'value="Half a"' in page
    assert re.search(r'value="bicycles"[^>]* (checked|selected)', page)
    assert re.search(r'name="follow" [^>]*id="id_follow"', page) and not re.search(
        r'name="follow" [^>]*checked', page
    )
    assert box_of(page) == escape(TEXT)


def test_the_button_saves_an_edit_and_the_draft_does_not_change_the_post(as_, ada, topic):
    post, browser = topic.posts.get(), as_(ada)
    address = f"/p/{post.pk}/edit/"
    assert (
        browser.post(address, {"body": "Better.", "title": topic.title, "base": 1, "save_draft": "1"}).url
        == address
    )
    assert box_of(browser.get(address).text) == "Better."
    post.refresh_from_db()
    assert post.source != "Better."


@pytest.mark.parametrize("kind", ["topic", "board", "edit"])
def test_an_older_form_is_shown_both_texts_and_may_save_its_own_then(writer, as_, ada, topic, board, kind):
    post = topic.posts.get()
    place, address = {
        "topic": (f"topic:{topic.pk}", f"{topic.get_absolute_url()}reply/"),
        "board": (f"board:{board.pk}", "/b/general/new/"),
        "edit": (f"edit:{post.pk}", f"/p/{post.pk}/edit/"),
    }[kind]
    writer(ada, place).save("The newer text.", title="T", base=1)
    browser, sent = as_(ada), {"body": "The older text.", "title": "T", "base": 1, "save_draft": "1"}
    answer = browser.post(address, sent | {"draft": 0})
    assert answer.status_code == 409
    assert box_of(answer.text) == "The older text."
    assert "The newer text.</textarea>" in answer.text
    assert bodies(ada) == {place: "The newer text."}
    assert browser.post(address, sent | {"draft": hidden_sequence(answer.text)}).status_code == 303
    assert bodies(ada) == {place: "The older text."}


def test_the_other_text_of_a_new_topic_is_shown_with_its_poll(writer, as_, ada, board):
    poll = {"poll_question": "Which tea?", "poll_option": ["Green", "Black", ""], "poll_final": "on"}
    writer(ada, f"board:{board.pk}").save("Say it.", title="T", **poll)
    sent = {"body": "Say it.", "title": "T", "poll_option": ["North", "West"], "save_draft": "1", "draft": 0}
    page = as_(ada).post("/b/general/new/", sent).text
    assert re.search(r'id="other-beside"[^>]*>\nGreen\nBlack\nWhich tea\?</textarea>', page)
    fields = json.loads(unescape(re.search(r'data-fields="([^"]+)"', page)[1]))
    assert ["poll_final", "on"] in fields and ["poll_option", "Black"] in fields
    asked = as_(ada).get(f"/drafts/save/?place=board:{board.pk}").json()
    assert asked["fields"] == fields


def test_a_form_whose_draft_was_discarded_elsewhere_is_told_so(writer, as_, ben, topic):
    writer(ben, f"topic:{topic.pk}").save("A text.")
    saving.discard(ben, f"topic:{topic.pk}", known=1)
    sent = {"body": "A text, longer.", "draft": 1, "save_draft": "1"}
    answer = as_(ben).post(f"{topic.get_absolute_url()}reply/", sent)
    assert answer.status_code == 409
    assert "was posted or discarded in another tab" in answer.text
    assert box_of(answer.text) == "A text, longer."


@pytest.mark.parametrize("act", ["follow", "read", "unread", "quote", "ignore", "lock"])
def test_an_act_beside_the_box_brings_its_text_back_and_keeps_it_as_a_draft(as_, root, topic, act):
    post, here = topic.posts.get(), topic.get_absolute_url()
    address = {
        "follow": f"{here}follow/", "read": f"{here}read/", "unread": f"/p/{post.pk}/unread/",
        "quote": f"/p/{post.pk}/quote/", "ignore": "/u/ada/ignore/", "lock": f"{here}lock/",
    }[act]  # fmt: skip
    browser = as_(root)
    sent = {"body": TEXT, "topic": topic.pk, "level": "every", "next": here, "draft": "0"}
    answer = browser.post(address, sent)
    assert answer.status_code in (200, 303)
    assert bodies(root) == {f"topic:{topic.pk}": TEXT}
    assert box_of(browser.get(here).text).startswith("Half a thought\n\n  with &lt;b&gt;")


def test_buttons_pressed_faster_than_anybody_does_keep_no_more_and_give_the_text_back(as_, ben, topic):
    limits.charge("unsent", ben.pk, LIMITS["unsent"].most - 2)
    browser, post = as_(ben), topic.posts.get()
    sent = [{"body": f"{TEXT} {n}", "emoji": "👍", "draft": n} for n in range(3)]
    kept = [browser.post(f"/p/{post.pk}/react/", fields) for fields in sent]
    assert [answer.status_code for answer in kept] == [303, 303, 429]
    assert escape(f"{TEXT} 2") in kept[-1].text
    assert bodies(ben) == {f"topic:{topic.pk}": f"{TEXT} 1"}


def test_a_poll_or_answers_alone_are_a_draft_and_come_back_whole(as_, ben, board):
    field = TopicField.objects.create(board=board, label="Model", position=1)
    browser, address = as_(ben), "/b/general/new/"
    empty = {"title": "", "body": "", "tags": [], "poll_option": ["", ""], "poll_most": "1", field.name: " "}
    for more in (
        {"poll_option": ["", "Linseed"], "poll_results": "voted", "poll_public": "on"},
        {"poll_question": "Which oil?"},
        {field.name: "K-12"},
    ):
        assert (
            browser.post(address, empty | more | {"save_draft": "1", "draft": sequence(ben)}).status_code
            == 303
        )
        page = browser.get(address).text
        texts = [
            text
            for text in (more.get("poll_option", [""])[-1], more.get("poll_question"), more.get(field.name))
            if text
        ]
        assert all(f'value="{text}"' in page for text in texts)
        assert "Draft saved" in page
        for listed in (
            browser.get("/drafts/").text,
            browser.get(Draft.objects.get().get_absolute_url()).text,
        ):
            assert all(text in listed for text in texts)
    assert 'value="voted" selected' not in page
    browser.post(address, empty | {"save_draft": "1", "draft": sequence(ben)})
    assert "You have no drafts." in browser.get("/drafts/").text


def test_the_draft_of_a_poll_goes_with_its_topic_and_after_its_time(writer, ben, board):
    tab = writer(ben, f"board:{board.pk}")
    tab.save("", poll_option=["Tea", "Coffee"], poll_results="always")
    assert Draft.objects.written().count() == 1
    later = writer(ben, f"board:{board.pk}")
    later.sequence = tab.sequence
    later.save("", poll_option=["Tea", "Coffee", "Water"])
    sent = {"title": "Drinks", "body": "Say it.", "poll_option": ["Tea", "Coffee"], "poll_results": "always"}
    key = {"key": uuid.uuid4().hex}
    assert tab.browser.post("/b/general/new/", sent | key | {"draft": tab.sequence}).status_code == 303
    assert Draft.objects.get().fields["poll_option"] == ["Tea", "Coffee", "Water"], (
        "written on another device"
    )
    again = sent | {"title": "Drinks again", "key": uuid.uuid4().hex, "draft": later.sequence}
    assert later.browser.post("/b/general/new/", again).status_code == 303
    assert not Draft.objects.written().exists()
    with time_machine.travel(timezone.now() + saving.EMPTY_FOR * 2, tick=False):
        saving.forget_old()
    assert not Draft.objects.exists()


def test_an_act_in_an_older_tab_brings_its_own_text_back_beside_the_newer_draft(writer, as_, ben, topic):
    here = topic.get_absolute_url()
    writer(ben, f"topic:{topic.pk}").save("The newer text.")
    browser = as_(ben)
    browser.post(f"{here}follow/", {"body": "The older text.", "level": "every", "next": here, "draft": "0"})
    page = browser.get(here).text
    assert box_of(page) == "The older text."
    assert "The newer text.</textarea>" in page
    # Saved on purpose then, it is the draft, and the only text there is.
    browser.post(
        f"{here}reply/", {"body": "The older text.", "draft": hidden_sequence(page), "save_draft": "1"}
    )
    page = browser.get(here).text
    assert (box_of(page), "The newer text." in page) == ("The older text.", False)


def test_drafts_lists_those_one_has_and_leads_to_their_boxes(writer, as_, ada, topic, board):
    post = topic.posts.get()
    for place in (f"topic:{topic.pk}", f"board:{board.pk}", "start", f"edit:{post.pk}"):
        writer(ada, place).save(f"Text of {place}", title="Heading")
    page = as_(ada).get("/drafts/").text
    for words, address in (
        ("Reply in “", f"{topic.get_absolute_url()}#reply"),
        ("New topic in ", "/b/general/new/"),
        ("New topic<", "/start/"),
        ("Edit of post 1 in “", f"/p/{post.pk}/edit/"),
    ):
        assert words in page
        assert f'href="{address}"' in page
    assert page.count("Text of ") == 4


def test_discarding_empties_the_box_and_can_be_taken_back(writer, as_, ben, topic):
    writer(ben, f"topic:{topic.pk}").save("A text.")
    browser, here = as_(ben), topic.get_absolute_url()
    answer = browser.post(
        f"/drafts/discard/?place=topic:{topic.pk}&next={here}", {"body": "A text, longer.", "draft": 1}
    )
    assert answer.url == here
    page = browser.get(here).text
    assert (box_of(page), "Draft discarded." in page, "Undo" in page) == ("", True, True)
    browser.post("/drafts/restore/", {"next": here})
    assert box_of(browser.get(here).text) == "A text, longer."


def test_a_draft_that_has_changed_since_is_not_discarded(writer, as_, ben, topic):
    tab = writer(ben, f"topic:{topic.pk}")
    tab.save("One.")
    tab.save("Two.")
    browser = as_(ben)
    browser.post(f"/drafts/discard/?place=topic:{topic.pk}", {"draft": 1})
    assert bodies(ben) == {f"topic:{topic.pk}": "Two."}
    assert "changed in another tab" in browser.get("/drafts/").text


def test_the_text_of_a_draft_can_be_read_where_one_may_not_write_any_more(writer, as_, ben, root, topic):
    writer(ben, f"topic:{topic.pk}").save(TEXT)
    topic_acts.lock(root, topic, "Enough.")
    browser, draft = as_(ben), Draft.objects.get()
    assert f'href="/drafts/{draft.pk}/"' in browser.get("/drafts/").text
    page = browser.get(f"/drafts/{draft.pk}/").text
    assert "Copy the text" in page and "with &lt;b&gt;spaces&lt;/b&gt;" in page
    topic_acts.remove(root, topic, "Spam")
    page = browser.get(f"/drafts/{draft.pk}/").text
    assert "Reply in a topic that isn’t there any more" in page and topic.title not in page
    assert "with &lt;b&gt;spaces" in page


def test_nobody_reads_or_discards_anothers_draft(writer, as_, ben, eve, root, topic):
    writer(ben, f"topic:{topic.pk}").save("Mine alone.")
    draft = Draft.objects.get()
    for other in (eve, root):
        browser = as_(other)
        assert browser.get(f"/drafts/{draft.pk}/").status_code == 404
        browser.post(f"/drafts/discard/?place={draft.place}", {"draft": 1})
        for address in ("/drafts/", topic.get_absolute_url()):
            assert "Mine alone." not in browser.get(address).text
    assert bodies(ben) == {f"topic:{topic.pk}": "Mine alone."}
    for address in ("/drafts/", f"/drafts/{draft.pk}/"):
        assert as_().get(address).status_code == 302


def test_the_list_takes_as_many_queries_for_many_as_for_few(writer, as_, ada, board, start):
    counts, browser = [], as_(ada)
    for _round in range(2):
        for _topic in range(3):
            topic = start(ada, board, title=uuid.uuid4().hex)
            writer(ada, f"topic:{topic.pk}").save("Text")
            writer(ada, f"edit:{topic.posts.get().pk}").save("Text")
        browser.get("/drafts/")
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/drafts/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
