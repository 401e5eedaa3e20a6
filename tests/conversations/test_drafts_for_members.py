"""What moderators begin to write to a member is kept as a draft, of who writes it and of what it is about."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.appeals.sending import send_appeal
from forum.conversations.models import TeamConversation
from forum.drafts.models import Draft
from forum.member_records.models import MemberWarning
from forum.moderation import topic_acts
from forum.posts.models import PendingPost, Post
from forum.posts.pending_edits import PendingEdit
from forum.reports.models import Report
from forum.reports.reporting import report
from forum.topics.models import Topic
from tests.admin.conftest import last_entry
from tests.conversations.talking import anybody_writes
from tests.conversations.team import moderator
from tests.drafts.conftest import Writer, bodies
from tests.drafts.test_saving import box_of, hidden_sequence

NEW = "/conversations/new/moderators/"
TEXT = "Half a **word**"


@pytest.fixture(autouse=True)
def site(db):
    anybody_writes()


@pytest.fixture
def second(mod):
    return moderator(mod, "second")


@pytest.fixture
def post(topic):
    return topic.posts.get(number=1)


def form(**more):
    return {"title": "A word", "body": TEXT, "written_as": "own", "key": uuid.uuid4().hex, **more}


def of_post(ben, mod, post):
    return f"about-post:{post.pk}", f"{NEW}?post={post.pk}"


def of_report(ben, mod, post):
    report(ben, post, "It’s rude or hurtful")
    found = Report.objects.get()
    return f"about-report:{found.reportings.get().pk}", f"{NEW}?report={found.pk}&to=ben"


def of_waiting_text(ben, mod, post):
    pending = PendingPost.objects.create(author=ben, topic=post.topic, source="It waits", key="waits")
    return f"about-waiting:{pending.pk}", f"{NEW}?waiting={pending.pk}"


def of_edit(ben, mod, post):
    pending = PendingEdit.objects.create(author=post.author, post=post, base=1, source="Said otherwise")
    return f"about-edit:{pending.pk}", f"{NEW}?edit={pending.pk}"


def of_warning(ben, mod, post):
    warning = MemberWarning.objects.create(member=post.author, by=mod, post=post, reason="Too loud")
    return f"about-warning:{warning.pk}", f"{NEW}?warning={warning.pk}"


def of_entry(ben, mod, post):
    topic_acts.lock(mod, post.topic, "Heated")
    return f"about-entry:{last_entry().pk}", f"{NEW}?entry={last_entry().pk}"


def of_appeal(ben, mod, post):
    topic_acts.lock(mod, post.topic, "Heated")
    appeal = send_appeal(post.author, last_entry(), "It was calm.")
    return f"about-appeal:{appeal.pk}", f"{NEW}?appeal={appeal.pk}"


SOURCES = [of_post, of_report, of_waiting_text, of_edit, of_warning, of_entry, of_appeal]


@pytest.mark.parametrize("source", SOURCES)
def test_it_is_kept_for_its_writer_until_it_is_sent_and_their_drafts_lead_back(
    source, as_, ben, mod, second, post
):
    place, address = source(ben, mod, post)
    member, browser = ben if source in (of_report, of_waiting_text) else post.author, as_(second)
    saved = browser.post(address, form(save_draft="1", draft="0"))
    assert (saved.status_code, saved.url) == (303, address)
    assert bodies(second) == {place: TEXT}
    page = browser.get(address).text
    assert box_of(page) == TEXT
    assert 'value="A word"' in page
    assert re.search(r'value="own"\s+selected', page)
    listed = browser.get("/drafts/").text
    assert address.replace("&", "&amp;") in listed
    assert f"Message of the moderators to {member.name}<" in listed
    assert browser.post(address, form(draft=hidden_sequence(page))).status_code == 303
    assert TeamConversation.objects.count() == 1
    assert bodies(second) == {}


def test_it_is_nobody_elses_and_of_nothing_else(as_, mod, second, post, say):
    another = say(post.author, post.topic)
    as_(mod).post(f"{NEW}?post={post.pk}", form(save_draft="1"))
    assert box_of(as_(mod).get(f"{NEW}?post={post.pk}").text) == TEXT
    assert box_of(as_(second).get(f"{NEW}?post={post.pk}").text) == ""
    assert box_of(as_(mod).get(f"{NEW}?post={another.pk}").text) == ""
    assert TEXT not in as_(second).get("/drafts/").text
    assert as_(second).get(f"/drafts/{Draft.objects.get().pk}/").status_code == 404


def test_a_script_saves_it_while_one_writes_where_one_may_write(as_, ben, mod, post):
    place = f"about-post:{post.pk}"
    page = as_(mod).get(f"{NEW}?post={post.pk}").text
    assert f'data-draft="{place}"' in page
    assert "js/drafts.js" in page
    assert Writer(as_(mod), place).save(TEXT, title="A word").json()["sequence"] == 1
    assert box_of(as_(mod).get(f"{NEW}?post={post.pk}").text) == TEXT
    assert Writer(as_(ben), place).save(TEXT).status_code == 404
    for no_place in ("about-post:999999", f"about-post:0{post.pk}", "about-nothing:1", "about-:1"):
        assert Writer(as_(mod), no_place).save(TEXT).status_code == 404
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("written_as", ["team", "own"])
def test_what_a_script_saves_after_it_was_sent_does_not_bring_it_back(written_as, as_, mod, post):
    sent = form(written_as=written_as)
    assert as_(mod).post(f"{NEW}?post={post.pk}", sent).status_code == 303
    late = Writer(as_(mod), f"about-post:{post.pk}").save(TEXT, key=sent["key"])
    assert late.json()["posted"] is True
    assert late.json()["is_same"] is True
    assert bodies(mod) == {}
    assert Writer(as_(mod), f"about-post:{post.pk}").save(TEXT, key=uuid.uuid4().hex).status_code == 200
    assert bodies(mod) == {f"about-post:{post.pk}": TEXT}


def test_a_draft_that_is_newer_than_the_form_stays_when_the_form_is_sent(as_, mod, post):
    address, elsewhere = f"{NEW}?post={post.pk}", Writer(as_(mod), f"about-post:{post.pk}")
    elsewhere.save("First")
    elsewhere.save("Written on another device")
    assert as_(mod).post(address, form(draft="1")).status_code == 303
    assert bodies(mod) == {f"about-post:{post.pk}": "Written on another device"}
    refused = as_(mod).post(address, form(save_draft="1", draft="1", body="Mine"))
    assert refused.status_code == 409
    assert "Written on another device" in refused.text
    assert box_of(refused.text) == "Mine"


def test_it_is_discarded_from_its_form_to_which_that_leads_back(as_, mod, post):
    address, browser = f"{NEW}?post={post.pk}", as_(mod)
    browser.post(address, form(save_draft="1"))
    page = browser.get(address).text
    discard = re.search(r'formaction="(/drafts/discard/[^"]+)"', page)[1].replace("&amp;", "&")
    gone = browser.post(discard, form(draft=hidden_sequence(page)))
    assert (gone.status_code, gone.url) == (303, address)
    assert box_of(browser.get(address).text) == ""
    browser.post("/drafts/restore/")
    assert bodies(mod) == {f"about-post:{post.pk}": TEXT}


@pytest.mark.parametrize("source", SOURCES)
def test_out_of_reach_it_is_still_read_and_discarded_and_names_nobody(source, as_, ben, mod, second, post):
    place, address = source(ben, mod, post)
    browser = as_(second)
    browser.post(address, form(save_draft="1"))
    second.groups.clear()
    assert browser.get(address).status_code == 404
    listed, draft = browser.get("/drafts/").text, Draft.objects.get()
    assert "Message of the moderators to a member" in listed
    assert NEW not in listed
    assert f"/drafts/{draft.pk}/" in listed
    assert TEXT in browser.get(f"/drafts/{draft.pk}/").text
    assert browser.post(f"/drafts/discard/?place={place}", {"draft": draft.sequence}).status_code == 303
    assert bodies(second) == {}


def test_once_another_has_begun_about_an_appeal_the_text_is_still_there_and_the_form_no_more(
    as_, ben, mod, second, post
):
    place, address = of_appeal(ben, mod, post)
    third = moderator(mod, "third")
    as_(third).post(address, form(save_draft="1"))
    assert address in as_(third).get("/drafts/").text
    assert as_(second).post(address, form()).status_code == 303
    listed = as_(third).get("/drafts/").text
    assert address not in listed
    assert f"/drafts/{Draft.objects.get(member=third).pk}/" in listed
    late = as_(third).post(address, form())
    assert late.status_code == 409
    assert bodies(third) == {place: TEXT}
    assert "Save draft" in late.text


def test_the_list_asks_no_more_for_many_than_for_one(as_, ada, ben, mod, board, start, warm):
    counts, browser = [], as_(mod)
    for count in (1, 3):
        for number in range(count):
            topic = start(ada, board, title=f"Topic {count} {number}")
            post = Post.objects.get(topic=topic)
            report(ben, post, "It’s rude or hurtful")
            topic_acts.lock(moderator(mod, f"m{count}{number}"), topic, "Heated")
            places = [f"post:{post.pk}", f"report:{post.reports.get().reportings.get().pk}"]
            places.append(f"entry:{last_entry().pk}")
            for place in places:
                assert Writer(browser, f"about-{place}").save(TEXT).status_code == 200
        browser.get("/drafts/")
        warm()
        with CaptureQueriesContext(connection) as asked:
            listed = browser.get("/drafts/").text
        counts.append(len(asked))
    assert listed.count(f'href="{NEW}?') == 12
    assert counts[0] == counts[1]
    assert not Topic.objects.filter(board=None).exists()
