"""A draft goes with the text that is posted, in the same transaction; a newer one stays."""

import uuid

import pytest
from django.db import transaction

from forum.boards.models import Board, TopicField
from forum.drafts.models import Draft
from forum.posts import publishing
from forum.posts.models import PendingPost, Post
from forum.site.models import SiteSettings
from tests.drafts.conftest import bodies
from tests.example_app.posting import HELD

TEXT = "It was the belt after all."


def reply(browser, topic, body, **fields):
    return browser.post(
        f"/t/{topic.pk}-{topic.slug}/reply/", {"body": body, "key": uuid.uuid4().hex} | fields
    )


def test_the_draft_of_a_reply_goes_with_the_reply(writer, ben, topic):
    tab = writer(ben, f"topic:{topic.pk}")
    tab.save(TEXT)
    assert reply(tab.browser, topic, f"{TEXT} Really.", draft=tab.sequence).status_code == 303
    assert bodies(ben) == {}
    page = tab.browser.get(topic.get_absolute_url()).text
    assert "Draft saved" not in page


def test_the_draft_of_a_new_topic_goes_with_the_topic(writer, ben, board):
    for place, address, chosen in (
        (f"board:{board.pk}", "/b/general/new/", {}),
        ("start", "/start/", {"board": board.slug}),
    ):
        tab = writer(ben, place)
        tab.save(TEXT, title=place)
        page = tab.browser.get(address).text
        assert TEXT in page and f'value="{place}"' in page
        sent = {"body": TEXT, "title": place, "key": uuid.uuid4().hex, "draft": tab.sequence} | chosen
        answer = tab.browser.post(address, sent)
        assert answer.status_code == 303, answer.text
    assert bodies(ben) == {}


def test_the_draft_of_an_edit_goes_with_the_edit(writer, ada, root, topic):
    post = topic.posts.get()
    for member in (ada, root):
        tab = writer(member, f"edit:{post.pk}")
        tab.save(f"By {member}.", title=topic.title, base=post.revision)
        assert f"By {member}." in tab.browser.get(f"/p/{post.pk}/edit/").text
        sent = {"body": f"By {member}.", "title": topic.title, "base": post.revision, "draft": tab.sequence}
        assert tab.browser.post(f"/p/{post.pk}/edit/", sent).status_code == 303
        post.refresh_from_db()
        assert post.source == f"By {member}."
    assert not Draft.objects.written().exists()


def test_the_draft_of_a_text_that_waits_for_approval_goes_with_it(writer, ben, topic):
    tab = writer(ben, f"topic:{topic.pk}")
    tab.save(f"{HELD}!")
    reply(tab.browser, topic, f"{HELD}!", draft=tab.sequence)
    assert PendingPost.objects.count() == 1
    assert bodies(ben) == {}


def test_a_draft_from_another_device_stays_when_an_older_tab_posts(writer, ben, topic):
    place = f"topic:{topic.pk}"
    desk, phone = writer(ben, place), writer(ben, place)
    phone.save("What I write on the way.")
    assert reply(desk.browser, topic, "What I wrote at the desk.", draft=desk.sequence).status_code == 303
    assert bodies(ben) == {place: "What I write on the way."}


def test_the_same_text_posted_from_another_device_takes_the_draft_along(writer, ben, topic, as_):
    writer(ben, f"topic:{topic.pk}").save(TEXT)
    assert reply(as_(ben), topic, TEXT).status_code == 303
    assert bodies(ben) == {}


@pytest.mark.parametrize("status", [409, 422, 429])
def test_a_refused_text_keeps_its_draft(writer, ben, topic, root, status, say):
    say(ben, topic, "Said before.")
    tab = writer(ben, f"topic:{topic.pk}")
    tab.save(TEXT)
    body = TEXT
    if status == 409:
        topic.lock(root)
    elif status == 422:
        body = "   "
    else:
        SiteSettings.current().change(posts_a_minute=1)
    answer = reply(tab.browser, topic, body, draft=tab.sequence)
    assert answer.status_code == status
    assert f'name="draft" value="{tab.sequence}"' in answer.text
    assert bodies(ben) == {f"topic:{topic.pk}": TEXT}


def test_what_fails_after_the_draft_was_let_go_brings_it_back(writer, ben, topic, monkeypatch):
    tab = writer(ben, f"topic:{topic.pk}")
    tab.save(TEXT)

    def fail(*_args):
        assert not Draft.objects.written().exists()
        raise ZeroDivisionError

    monkeypatch.setattr(publishing, "publish", fail)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        reply(tab.browser, topic, TEXT, draft=tab.sequence)
    assert bodies(ben) == {f"topic:{topic.pk}": TEXT}


def test_a_save_that_arrives_after_its_own_post_brings_nothing_back(writer, ben, topic):
    tab, key = writer(ben, f"topic:{topic.pk}"), uuid.uuid4().hex
    reply(tab.browser, topic, TEXT, key=key, draft=0)
    answer = tab.save("It was the belt after", key=key)
    assert answer.json()["posted"] is True
    assert answer.json()["key"] != key
    assert bodies(ben) == {}
    # The page that is still there goes on with another key.
    assert tab.save("And another thing.", key=answer.json()["key"]).status_code == 200
    assert list(bodies(ben).values()) == ["And another thing."]


def test_a_copy_of_a_posted_form_with_fields_of_its_board_is_known_as_that(writer, ben, board):
    field = TopicField.objects.create(board=board, label="Model", position=1)
    Board.objects.filter(pk=board.pk).update(starting_text="What happened?")
    for body in ("Thanks!", "What happened?\r\n"):
        tab, key = writer(ben, f"board:{board.pk}"), uuid.uuid4().hex
        sent = {field.name: " K-12  new ", "title": f"Kettle trips: {body.strip()}", "key": key}
        assert tab.browser.post(f"/b/{board.slug}/new/", sent | {"body": body}).status_code == 303
        copy = tab.save(body, **sent).json()
        assert (copy["posted"], copy["is_same"]) == (True, True)
        for other in ({"body": "Wait."}, {field.name: "K-13"}):
            changed = tab.save(**{"body": body} | sent | other).json()
            assert (changed["posted"], changed["is_same"]) == (True, False)
    assert bodies(ben) == {}


def test_an_older_tab_does_not_bring_back_what_was_posted(writer, ben, topic):
    tab, older = writer(ben, f"topic:{topic.pk}"), writer(ben, f"topic:{topic.pk}")
    tab.save(TEXT)
    older.sequence = tab.sequence
    reply(tab.browser, topic, TEXT, draft=tab.sequence)
    answer = older.save(f"{TEXT} And more.")
    assert (answer.status_code, answer.json()["is_empty"]) == (409, True)
    assert bodies(ben) == {}


def test_sending_the_same_form_twice_leaves_a_draft_begun_since(writer, ben, topic):
    tab, key = writer(ben, f"topic:{topic.pk}"), uuid.uuid4().hex
    reply(tab.browser, topic, TEXT, key=key)
    later = writer(ben, f"topic:{topic.pk}")
    later.save("A new thought.")
    reply(tab.browser, topic, TEXT, key=key)
    assert Post.objects.filter(author=ben).count() == 1
    assert list(bodies(ben).values()) == ["A new thought."]
